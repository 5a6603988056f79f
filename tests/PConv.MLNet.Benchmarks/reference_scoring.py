#!/usr/bin/env python3
"""Peer of the benchmark `scoring`: the forward pass of reference_training.py's network.

For each line on standard input, a side in pixels, it fills one square image of that side and answers `done`.

usage: reference_scoring.py WIDTH LEVELS THREADS
"""
import sys

import torch
import torch.nn.functional as F

from reference_training import UNet


def main():
    width, levels, threads = map(int, sys.argv[1:])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network = UNet(width, levels).eval()
    inputs = {}
    print(f"torch {torch.__version__}", flush=True)
    with torch.no_grad():
        for line in sys.stdin:
            side = int(line)
            if side not in inputs:
                mask = (F.interpolate(torch.rand(1, 1, side // 32, side // 32), scale_factor=32) > .3).float()
                inputs[side] = torch.rand(1, 3, side, side), mask
            network(*inputs[side])
            print("done", flush=True)


main()
