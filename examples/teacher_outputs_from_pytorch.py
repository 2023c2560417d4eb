"""Writes a PyTorch teacher's outputs for `kdtop launch --teacher-outputs teacher.safetensors`.

    python examples/teacher_outputs_from_pytorch.py Sources/Datasets/Resources/digits teacher.safetensors

The teacher here is a linear one, trained on kdtop's digits for a second; yours may be any module. What counts is the file:
`logits` [items, classes] and `labels` [items] of ALL items in the data set's order (IDX files with a test set: training
files first, then t10k; cifar: the batches in order, then the test batch). kdtop makes the split itself.
"""

import sys
import numpy, torch
from safetensors.torch import save_file

folder, file = sys.argv[1:]
images = numpy.fromfile(f"{folder}/digits-images-idx3-ubyte", numpy.uint8)[16:].reshape(-1, 64)
labels = torch.from_numpy(numpy.fromfile(f"{folder}/digits-labels-idx1-ubyte", numpy.uint8)[8:]).long()
inputs = torch.from_numpy(images).float() / 16

teacher = torch.nn.Linear(64, 10)
optimizer = torch.optim.Adam(teacher.parameters(), lr=0.01)
for _ in range(300):
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(teacher(inputs[:1200]), labels[:1200]).backward()
    optimizer.step()

with torch.no_grad():
    save_file({"logits": teacher(inputs).half(), "labels": labels}, file, metadata={"teacher": "linear, PyTorch"})
