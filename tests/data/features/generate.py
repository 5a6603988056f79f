#!/usr/bin/env python3
"""Expected Fréchet and perceptual distances of formula-made features, by numpy and scipy.

    /usr/bin/python3 generate.py > expected.json

FrechetDistanceTests.cs and PerceptualDistanceTests.cs make the same features.
"""
import json
import sys

import numpy as np
from scipy.linalg import sqrtm


def vectors(count, dimensions, seed):
    """Formula-made features, each a mixture of all waves, none of them symmetric around 0."""
    i, j = np.meshgrid(np.arange(count), np.arange(dimensions), indexing="ij")
    return np.sin(0.7 * (i + 1) * (j + 1) + seed) + 0.3 * np.cos(1.3 * i + 0.1 * seed * j) + 0.05 * seed * j


def frechet(a, b):
    ca, cb = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    if a.shape[1] == 1:
        root = np.sqrt(ca * cb)
        return float((a.mean() - b.mean()) ** 2 + ca + cb - 2 * root)
    root = sqrtm(ca @ cb)
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(ca) + np.trace(cb) - 2 * np.trace(root).real)


def by_values(a, b):
    """Where a covariance has no full rank, sqrtm loses digits; the singular values of the centred features' product do not."""
    x, y = (v - v.mean(0) for v in (a, b))
    x, y = x / np.sqrt(len(a) - 1), y / np.sqrt(len(b) - 1)
    nuclear = np.linalg.svd(x @ y.T, compute_uv=False).sum()
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + (x ** 2).sum() + (y ** 2).sum() - 2 * nuclear)


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


rows = []
for dimensions, first, second in [(1, 9, 12), (3, 40, 25), (16, 200, 60), (40, 200, 90), (6, 4, 30), (12, 5, 7), (64, 20, 33)]:
    a, b = vectors(first, dimensions, 1), vectors(second, dimensions, 2)
    value = by_values(a, b)
    if min(first, second) > 2 * dimensions:
        assert abs(value - frechet(a, b)) < 1e-8 * max(1, value), (value, frechet(a, b))
    rows.append({"dimensions": dimensions, "first": first, "second": second, "distance": value})
layers = [{"shapes": shapes, "first": 0.2, "second": 1.1, "distance": perceptual(shapes, 0.2, 1.1)} for shapes in ([[5, 1]], [[3, 35]], [[7, 513], [16, 1200], [2, 8]])]
json.dump({"frechet": rows, "perceptual": layers}, sys.stdout, indent=2)
print()
