"""Networks as PyTorch computes them.

    python make.py        writes NAME.safetensors for every network below, and prints numbers of parameters

A file holds, for random weights and running statistics:
    state.*            what the network starts from
    images             [batch, channels, height, width]
    tap.*, logits      in evaluation
    training.logits    of a pass in training, from the same state
    gradient           of the sum of their squares, for the first convolution
    after.*            the buffers after that pass
"""
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[2] / "examples"))
from pytorch_resnet import ResNet  # noqa: E402


class WideBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.convShortcut = None if inputs == outputs else nn.Conv2d(inputs, outputs, 1, stride, bias=False)

    def forward(self, x):
        active = self.bn1(x).relu()
        branch = self.conv2(self.bn2(self.conv1(active)).relu())
        return branch + (x if self.convShortcut is None else self.convShortcut(active))


class Group(nn.Module):
    def __init__(self, *blocks):
        super().__init__()
        self.layer = nn.Sequential(*blocks)

    def forward(self, x):
        return self.layer(x)


class WideResNet(nn.Module):
    def __init__(self, depth, k, channels, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 16, 3, 1, 1, bias=False)
        widths = [16, 16 * k, 32 * k, 64 * k]
        for group, (inputs, outputs) in enumerate(zip(widths, widths[1:]), start=1):
            blocks = [WideBlock(inputs, outputs, 1 if group == 1 else 2)]
            blocks += [WideBlock(outputs, outputs, 1) for _ in range((depth - 4) // 6 - 1)]
            setattr(self, f"block{group}", Group(*blocks))
        self.bn1 = nn.BatchNorm2d(widths[3])
        self.fc = nn.Linear(widths[3], classes)

    def taps(self, x):
        taps = {"stem": self.conv1(x)}
        taps["group1"] = self.block1(taps["stem"])
        taps["group2"] = self.block2(taps["group1"])
        taps["group3"] = self.bn1(self.block3(taps["group2"])).relu()
        return taps, self.fc(taps["group3"].mean([2, 3]))


class VGG(nn.Module):
    """`groups`: the channels of each one's layers."""

    def __init__(self, groups, channels, classes):
        super().__init__()
        layers = []
        for group in groups:
            for width in group:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU()]
                channels = width
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(channels, classes)

    def taps(self, x):
        taps = {}
        for layer in self.features:
            if isinstance(layer, nn.MaxPool2d):
                taps[f"group{len(taps) + 1}"] = x
                x = layer(x) if min(x.shape[2:]) >= 2 else x
            else:
                x = layer(x)
        return taps, self.classifier(x.mean([2, 3]))


class TappedResNet(ResNet):
    def taps(self, x):
        taps = {"stem": self.bn1(self.conv1(x)).relu()}
        taps["group1"] = self.layer1(taps["stem"])
        taps["group2"] = self.layer2(taps["group1"])
        taps["group3"] = self.layer3(taps["group2"])
        return taps, self.fc(taps["group3"].mean([2, 3]))


VGG_LAYERS = {8: [1] * 5, 11: [1, 1, 2, 2, 2], 13: [2] * 5, 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4]}


def vgg(depth, channels, classes, width=1):
    widths = [max(1, round(c * width)) for c in (64, 128, 256, 512, 512)]
    return VGG([[w] * n for w, n in zip(widths, VGG_LAYERS[depth])], channels, classes)


def write(name, network, images):
    with torch.no_grad():
        for tensor in network.state_dict().values():
            if tensor.dtype == torch.int64:
                tensor.fill_(3)
            elif tensor.dim() == 1:
                tensor.copy_(torch.rand(tensor.shape) + 0.5)
    saved = {f"state.{key}": value.clone() for key, value in network.state_dict().items()}
    saved["images"] = images
    network.eval()
    with torch.no_grad():
        taps, saved["logits"] = network.taps(images)
    saved |= {f"tap.{key}": value for key, value in taps.items()}
    network.train()
    logits = network.taps(images)[1]
    logits.square().sum().backward()
    saved["training.logits"] = logits.detach()
    saved["gradient"] = next(network.parameters()).grad
    saved |= {f"after.{key}": value for key, value in network.named_buffers()}
    save_file({key: value.contiguous() for key, value in saved.items()}, here / f"{name}.safetensors")


def count(network):
    return sum(parameter.numel() for parameter in network.parameters())


if __name__ == "__main__":
    torch.manual_seed(1)
    write("resnet", TappedResNet(8, 3, 10, (8, 8, 16, 32)), torch.randn(3, 3, 16, 16))
    write("wrn", WideResNet(10, 1, 3, 5), torch.randn(3, 3, 12, 12))
    write("vgg", vgg(8, 1, 10, 1 / 32), torch.randn(3, 1, 28, 28))
    for depth in (8, 14, 20, 32, 56, 110):
        print(f"resnet:{depth}", "CIFAR-10", count(ResNet(depth)), "CIFAR-100", count(ResNet(depth, classes=100)))
    for depth in (8, 32):
        print(f"resnet:{depth},width=4", "CIFAR-100", count(ResNet(depth, classes=100, widths=(32, 64, 128, 256))))
    for depth, k in ((16, 1), (16, 2), (40, 1), (40, 2), (28, 10)):
        print(f"wrn:{depth},{k}", "CIFAR-100", count(WideResNet(depth, k, 3, 100)))
    for depth in VGG_LAYERS:
        print(f"vgg:{depth}", "CIFAR-10", count(vgg(depth, 3, 10)), "CIFAR-100", count(vgg(depth, 3, 100)))
