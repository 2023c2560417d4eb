"""A teacher that PyTorch trained, for kdtop.

    python examples/save_from_pytorch.py teacher.safetensors
    kdtop launch --dataset digits --teacher resnet:14 --teacher-weights teacher.safetensors --student resnet:8

It sees all the digits, those of kdtop's test set too: what kdtop says of this teacher's test accuracy means nothing.
"""
import sys

import torch
from pytorch_resnet import ResNet, digits
from safetensors.torch import save_file

torch.manual_seed(0)
images, labels = digits()
network = ResNet(depth=14, channels=1, classes=10)
optimizer = torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9)
for epoch in range(5):
    for batch in torch.randperm(len(labels)).split(64):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(network(images[batch]), labels[batch]).backward()
        optimizer.step()
network.eval()
with torch.no_grad():
    print(f"accuracy on all digits: {(network(images).argmax(1) == labels).float().mean():.4f}")
save_file(network.state_dict(), sys.argv[1])
