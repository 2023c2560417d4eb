"""kdtop's `resnet:DEPTH` in PyTorch, with the same names of tensors, and the digits that come with kdtop."""
from pathlib import Path

import numpy as np
import torch
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return (self.bn2(self.conv2(self.bn1(self.conv1(x)).relu())) + self.downsample(x)).relu()


class ResNet(nn.Module):
    """`widths`: channels of the stem and of the three groups; (32, 64, 128, 256) is `width=4`."""

    def __init__(self, depth, channels=3, classes=10, widths=(16, 16, 32, 64)):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, widths[0], 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(widths[0])
        for group, (inputs, outputs) in enumerate(zip(widths, widths[1:]), start=1):
            blocks = [BasicBlock(inputs, outputs, 1 if group == 1 else 2)]
            blocks += [BasicBlock(outputs, outputs, 1) for _ in range((depth - 2) // 6 - 1)]
            setattr(self, f"layer{group}", nn.Sequential(*blocks))
        self.fc = nn.Linear(widths[-1], classes)

    def forward(self, x):
        x = self.bn1(self.conv1(x)).relu()
        return self.fc(self.layer3(self.layer2(self.layer1(x))).mean([2, 3]))


def digits():
    """Images `[1797, 1, 8, 8]`, normalised, and labels. kdtop measures mean and deviation on its training split alone,
    which is nearly the same."""
    folder = Path(__file__).parent.parent / "Sources/Datasets/Resources/digits"
    pixels = np.fromfile(folder / "digits-images-idx3-ubyte", np.uint8, offset=16).reshape(-1, 1, 8, 8) / 16
    labels = np.fromfile(folder / "digits-labels-idx1-ubyte", np.uint8, offset=8)
    return torch.tensor((pixels - pixels.mean()) / pixels.std()).float(), torch.tensor(labels).long()
