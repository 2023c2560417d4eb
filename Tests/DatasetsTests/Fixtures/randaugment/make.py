"""Writes images.bin, results.bin and hashes.txt: what torchvision's RandAugment operations make of two images.

Needs torchvision and Pillow. Run in this directory: python make.py
"""

import numpy
from PIL import Image
from torchvision.transforms import InterpolationMode
from torchvision.transforms.autoaugment import RandAugment, _apply_op

# kdtop's name, torchvision's name
OPERATIONS = [(n, n[0].upper() + n[1:]) for n in (
    "identity autoContrast equalize rotate solarize color posterize contrast brightness sharpness "
    "shearX shearY translateX translateY").split()]
WHOLE = (9, 27)  # magnitudes whose pixels are kept


def images():
    """20×17 grey and 18×16 colour: waves with noise, none of them using the whole range."""
    draw = numpy.random.default_rng(1)
    y, x = numpy.mgrid[0:17, 0:20]
    grey = 90 + 60 * numpy.sin(x / 3 + y / 5) + draw.integers(-20, 21, (17, 20))
    y, x = numpy.mgrid[0:16, 0:18]
    color = numpy.stack([
        140 + 110 * numpy.sin(x / 4) + draw.integers(-4, 5, (16, 18)),
        100 + 70 * numpy.cos(y / 3 - x / 7) + draw.integers(-25, 26, (16, 18)),
        draw.integers(30, 256, (16, 18)),
    ], axis=-1)
    color[3, 5] = 255
    return [Image.fromarray(a.clip(0, 255).astype(numpy.uint8)) for a in (grey, color)]


def planar(image):
    pixels = numpy.asarray(image)
    return (pixels if pixels.ndim == 2 else pixels.transpose(2, 0, 1)).tobytes()


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


pictures = images()
with open("images.bin", "wb") as file:
    for picture in pictures:
        file.write(planar(picture))

with open("results.bin", "wb") as results, open("hashes.txt", "w") as hashes:
    for name, theirs in OPERATIONS:
        for magnitude in range(31):
            if name == "solarize" and magnitude == 0:
                continue  # torchvision's inverts 255, ours does nothing
            for sign in (1, -1):
                made = b""
                for picture in pictures:
                    space = RandAugment()._augmentation_space(31, (picture.height, picture.width))
                    strengths, signed = space[theirs]
                    if sign == -1 and not signed:
                        continue
                    strength = float(strengths[magnitude].item()) if strengths.ndim > 0 else 0.0
                    made += planar(_apply_op(
                        picture, theirs, sign * strength, interpolation=InterpolationMode.NEAREST, fill=None))
                if made:
                    hashes.write(f"{name} {magnitude} {'-' if sign < 0 else '+'} {fnv(made):016x}\n")
                if magnitude in WHOLE:
                    results.write(made)
