"""A student that kdtop trained, in PyTorch.

    kdtop launch --student resnet:8 --dataset digits --run-dir runs/small
    python examples/load_in_pytorch.py runs/small/checkpoints/step-N/student.safetensors
"""
import sys

import torch
from pytorch_resnet import ResNet, digits
from safetensors.torch import load_file

weights = load_file(sys.argv[1])
network = ResNet(depth=8, channels=1, classes=10)  # what --student and --dataset said
network.load_state_dict(weights)  # every name and shape must fit
network.eval()
images, labels = digits()
with torch.no_grad():
    logits = network(images)
print("logits of the first digit:", [round(x, 3) for x in logits[0].tolist()])
print(f"accuracy on all digits: {(logits.argmax(1) == labels).float().mean():.4f}")
