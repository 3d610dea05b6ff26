#!/usr/bin/env python3
"""Draws the chest X-ray of the respiratory pack's example case: a sketch, of nobody.

    python3 draw.py OUT.png

Needs NumPy. Two dark lungs, a bright middle, ribs, a heart, and a soft shadow at the base of the right lung, which
is on the left of the picture. The images that the model was trained on must not come with the pack; this one may.
"""

import struct
import sys
import zlib

import numpy as np

SIDE = 256


def soft(distance, width):
    """1 inside, 0 outside, with a border of that width."""
    return 1 / (1 + np.exp(distance / width))


def draw():
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    body = soft(np.abs(x - 0.5) - 0.47 + 0.1 * (y < 0.12), 0.01)
    picture = 0.62 * body + 0.06
    for side in (-1, 1):
        across = (x - 0.5 - side * 0.2) / (0.145 + 0.03 * y)
        down = (y - 0.47) / 0.36
        lung = soft(across**2 + down**2 - 1, 0.06)
        picture -= 0.42 * lung
        for rib in range(8):
            line = y - 0.17 - 0.08 * rib - 0.12 * ((x - 0.5) * side) ** 2 + 0.05 * np.abs(x - 0.5)
            picture += 0.05 * lung * np.exp(-((line / 0.012) ** 2))
    picture += 0.16 * soft(np.abs(x - 0.5) - 0.055, 0.012) * body
    picture += 0.26 * soft(((x - 0.56) / 0.15) ** 2 + ((y - 0.68) / 0.16) ** 2 - 1, 0.12)
    picture += 0.16 * soft((0.84 - y + 0.1 * (x - 0.5) ** 2) / 0.03, 1.0)
    picture += 0.30 * np.exp(-(((x - 0.3) / 0.085) ** 2 + ((y - 0.66) / 0.09) ** 2))
    picture += np.random.default_rng(7).normal(0, 0.012, picture.shape)
    return (np.clip(picture, 0, 1) * 255).round().astype(np.uint8)


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(pixels):
    height, width = pixels.shape
    rows = b"".join(b"\x00" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: draw.py OUT.png")
    with open(sys.argv[1], "wb") as out:
        out.write(png(draw()))
