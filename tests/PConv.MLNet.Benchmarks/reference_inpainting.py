#!/usr/bin/env python3
"""Peer of the benchmark `classical`: scikit-image's biharmonic inpainting.

It reads every FOLDER/*.rgb (3 bytes a pixel) with its *.hole (1 byte a pixel, not 0 = hole), all of one size, and answers `done`.
Then, for each line on standard input, it does what the line says and answers `done` again:
  fill   fills all of them, in memory
  save   writes what was filled as FOLDER/*.filled

usage: reference_inpainting.py FOLDER WIDTH HEIGHT
"""
import pathlib
import sys

import numpy as np
from skimage.restoration import inpaint_biharmonic


def fill(image, hole):
    return np.clip(np.rint(255 * inpaint_biharmonic(image / 255, hole > 0, channel_axis=-1)), 0, 255).astype(np.uint8)


def main():
    folder, width, height = pathlib.Path(sys.argv[1]), *map(int, sys.argv[2:])
    files, filled = sorted(folder.glob("*.rgb")), []
    pairs = [(np.fromfile(f, np.uint8).reshape(height, width, 3), np.fromfile(f.with_suffix(".hole"), np.uint8).reshape(height, width)) for f in files]
    print("done", flush=True)
    for line in sys.stdin:
        if line.strip() == "fill":
            filled = [fill(image, hole) for image, hole in pairs]
        else:
            for file, image in zip(files, filled):
                image.tofile(file.with_suffix(".filled"))
        print("done", flush=True)


main()
