#!/usr/bin/env python3
"""Expected perceptual distances of formula-made features, by numpy.

    /usr/bin/python3 generate.py > expected.json

PerceptualDistanceTests.cs makes the same features.
"""
import json
import sys

import numpy as np


def maps(channels, positions, seed):
    c, p = np.meshgrid(np.arange(channels), np.arange(positions), indexing="ij")
    return np.maximum(0, np.sin(0.9 * c + 0.37 * p + seed)).astype(np.float32).astype(np.float64)


def perceptual(shapes, first, second):
    total = 0.0
    for shape in shapes:
        a, b = maps(*shape, first), maps(*shape, second)
        a, b = (m / (np.sqrt((m ** 2).sum(0, keepdims=True)) + 1e-10) for m in (a, b))
        total += ((a - b) ** 2).sum(0).mean()
    return float(total)


layers = [{"shapes": shapes, "first": 0.2, "second": 1.1, "distance": perceptual(shapes, 0.2, 1.1)} for shapes in ([[5, 1]], [[3, 35]], [[7, 513], [16, 1200], [2, 8]])]
json.dump({"perceptual": layers}, sys.stdout, indent=2)
print()
