#!/usr/bin/env python3
"""Peer of the benchmark `training`: the U-Net of partial convolutions in the formulation that public code shares.

Every layer gets a mask with as many channels as its features; the mask is convolved with an all-ones kernel of the
weights' shape, which gives sum(M) of eq. (1) and the update of eq. (2). Nearest upsampling and skip connections treat
masks and features alike. For each line on standard input it runs one forward and backward pass and answers with the loss.

usage: reference_training.py WIDTH LEVELS SIZE BATCH THREADS
"""
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F


class PartialConv2d(nn.Module):
    def __init__(self, channels, out, kernel, stride, bias):
        super().__init__()
        self.stride, self.padding, self.window = stride, kernel // 2, channels * kernel * kernel
        self.weight = nn.Parameter(nn.init.kaiming_normal_(torch.empty(out, channels, kernel, kernel)))
        self.bias = nn.Parameter(torch.zeros(out)) if bias else None
        self.register_buffer("ones", torch.ones(out, channels, kernel, kernel))

    def forward(self, x, mask):
        with torch.no_grad():
            total = F.conv2d(mask, self.ones, stride=self.stride, padding=self.padding)  # sum(M)
            valid = total.clamp(0, 1)  # eq. (2)
            ratio = self.window / (total + 1e-8) * valid  # sum(1) / sum(M)
        y = F.conv2d(x * mask, self.weight, stride=self.stride, padding=self.padding) * ratio  # eq. (1)
        if self.bias is not None:
            y = (y + self.bias.view(1, -1, 1, 1)) * valid
        return y, valid


class Block(nn.Module):
    def __init__(self, channels, out, kernel, stride, norm, activation):
        super().__init__()
        self.conv = PartialConv2d(channels, out, kernel, stride, bias=not norm)
        self.norm = nn.BatchNorm2d(out) if norm else nn.Identity()
        self.activation = activation

    def forward(self, x, mask):
        x, mask = self.conv(x, mask)
        return self.activation(self.norm(x)), mask


class UNet(nn.Module):
    def __init__(self, width, levels):
        super().__init__()
        widths = [width << min(i, 3) for i in range(levels)]
        before = [3] + widths[:-1]
        self.encoder = nn.ModuleList(
            Block(c, w, 7 if i == 0 else 5 if i < 3 else 3, 2, i > 0, nn.ReLU()) for i, (c, w) in enumerate(zip(before, widths)))
        self.decoder = nn.ModuleList(
            Block(widths[i] + before[i], before[i], 3, 1, i > 0, nn.LeakyReLU(.2) if i > 0 else nn.Identity()) for i in reversed(range(levels)))

    def forward(self, image, mask):
        x, m = (2 * image - 1) * mask, mask.expand_as(image).contiguous()
        skips = []
        for block in self.encoder:
            skips.append((x, m))
            x, m = block(x, m)
        for block in self.decoder:
            skip, skip_mask = skips.pop()
            x, m = F.interpolate(x, scale_factor=2), F.interpolate(m, scale_factor=2)
            x, m = block(torch.cat([x, skip], 1), torch.cat([m, skip_mask], 1))
        return (x * m + 1) / 2


def main():
    width, levels, size, batch, threads = map(int, sys.argv[1:])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network = UNet(width, levels)
    image = torch.rand(batch, 3, size, size)
    mask = (F.interpolate(torch.rand(batch, 1, size // 32, size // 32), scale_factor=32) > .3).float()
    print(f"torch {torch.__version__}", flush=True)
    for _ in sys.stdin:
        loss = (network(image, mask) - image).abs().mean()
        torch.autograd.grad(loss, list(network.parameters()))
        print(loss.item(), flush=True)


if __name__ == "__main__":
    main()
