#!/usr/bin/env python3
"""Expected metrics of formula-made images, by scikit-image and numpy (Debian's python3-skimage 0.19.3).

    /usr/bin/python3 generate.py > expected.json

MetricImages.cs in PConv.MLNet.Tests makes the same pixels.
"""
import json
import sys

import numpy as np
from skimage.metrics import peak_signal_noise_ratio, structural_similarity


def grid(width, height):
    return np.meshgrid(np.arange(height, dtype=np.int64), np.arange(width, dtype=np.int64), np.arange(3, dtype=np.int64), indexing="ij")


def pattern(width, height):
    y, x, c = grid(width, height)
    return ((x * 7 + y * 13 + c * 29) % 256).astype(np.uint8)


def ramp(width, height):
    y, x, c = grid(width, height)
    return ((x * 3 + y * 2 + c * 40) // 2 % 256).astype(np.uint8)


def noisy(image):
    height, width, _ = image.shape
    y, x, c = grid(width, height)
    noise = ((x * 73856093) ^ (y * 19349663) ^ (c * 83492791)) % 31 - 15
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def shifted(image):
    return np.concatenate([image[:, 1:], image[:, :1]], axis=1)  # one pixel to the left, wrapped


def square(image):
    result = image.copy()
    height, width, _ = image.shape
    result[height // 4 : height // 2, width // 4 : width // 2] = 128
    return result


rows = []
for base, (width, height), variant in [
    (pattern, (32, 24), noisy),
    (pattern, (32, 24), shifted),
    (pattern, (11, 11), square),
    (ramp, (64, 48), noisy),
    (ramp, (64, 48), shifted),
    (ramp, (37, 51), square),
    (ramp, (11, 40), noisy),
    (pattern, (131, 97), square),
]:
    a = base(width, height)
    b = variant(a)
    rows.append({
        "image": base.__name__, "variant": variant.__name__, "width": width, "height": height,
        "l1Percent": float(100 * np.abs(a.astype(np.float64) - b).mean() / 255),
        "psnr": float(peak_signal_noise_ratio(a, b, data_range=255)),
        "ssim": float(structural_similarity(a, b, gaussian_weights=True, sigma=1.5,
                                            use_sample_covariance=False, data_range=255, channel_axis=-1)),
    })
json.dump(rows, sys.stdout, indent=2)
print()
