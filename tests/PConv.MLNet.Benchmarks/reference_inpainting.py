#!/usr/bin/env python3
"""Peer of the benchmark `classical`: OpenCV's and scikit-image's inpainting.

First it answers with both versions. Then, for each line on standard input, it does what the line says and answers `done`:
  load FOLDER WIDTH HEIGHT   reads every FOLDER/*.rgb (3 bytes a pixel) with its *.hole (1 byte a pixel, not 0 = hole), all of one size
  METHOD                     fills all that was loaded, in memory: telea, navier-stokes or biharmonic
  save                       writes what was filled as FOLDER/*.filled

usage: reference_inpainting.py RADIUS
"""
import pathlib
import sys

import cv2
import numpy as np
import skimage
from skimage.restoration import inpaint_biharmonic


def biharmonic(image, hole, _):
    return np.clip(np.rint(255 * inpaint_biharmonic(image / 255, hole > 0, channel_axis=-1)), 0, 255).astype(np.uint8)


METHODS = {
    "telea": lambda image, hole, radius: cv2.inpaint(image, hole, radius, cv2.INPAINT_TELEA),
    "navier-stokes": lambda image, hole, radius: cv2.inpaint(image, hole, radius, cv2.INPAINT_NS),
    "biharmonic": biharmonic,
}


def main():
    radius = int(sys.argv[1])
    files, pairs, filled = [], [], []
    print(f"OpenCV {cv2.__version__}, scikit-image {skimage.__version__}", flush=True)
    for line in sys.stdin:
        command, *arguments = line.rstrip("\n").split("\t")
        if command == "load":
            folder, width, height = pathlib.Path(arguments[0]), *map(int, arguments[1:])
            files = sorted(folder.glob("*.rgb"))
            pairs = [(np.fromfile(f, np.uint8).reshape(height, width, 3), np.fromfile(f.with_suffix(".hole"), np.uint8).reshape(height, width)) for f in files]
        elif command == "save":
            for file, image in zip(files, filled):
                image.tofile(file.with_suffix(".filled"))
        else:
            filled = [METHODS[command](image, hole, radius) for image, hole in pairs]
        print("done", flush=True)


main()
