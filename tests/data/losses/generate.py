#!/usr/bin/env python3
"""Expected losses of formula-made images, by PyTorch (Debian's python3-torch 1.13.1) in double, and the tiny feature network they use.

    /usr/bin/python3 generate.py

writes features.safetensors, formats.safetensors and expected.json beside itself;
features.json describes the network. LossCases.cs in PConv.MLNet.Training.Tests makes the same images.
"""
import json
import math
import pathlib
import struct

import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent
DTYPES = {torch.float16: "F16", torch.bfloat16: "BF16", torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}


def raw(tensor):
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.view(torch.int16)
    return tensor.contiguous().numpy().astype(tensor.numpy().dtype.newbyteorder("<")).tobytes()


def save_safetensors(path, tensors):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in tensors.items():
        part = raw(tensor)
        header[name] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


torch.manual_seed(20180420)
weights = {}
for name, (channels, before) in {"a": (4, 3), "b": (6, 4), "c": (8, 6)}.items():
    weights[f"{name}.weight"] = torch.randn(channels, before, 3, 3) * math.sqrt(2 / (9 * before))
    weights[f"{name}.bias"] = torch.randn(channels) * 0.1
save_safetensors(HERE / "features.safetensors", weights)
values = torch.tensor([[0.1, -2.5, 1e-3], [3.0, 1000.0, -0.0]], dtype=torch.float64)
formats = {"f16": values.half(), "bf16": values.bfloat16(), "f32": values.float(), "f64": values, "i64": torch.arange(6).view(2, 3)}
save_safetensors(HERE / "formats.safetensors", formats)


def features(images):
    x = (images - torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)) / torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
    taps = []
    for name, pool in ("a", F.max_pool2d), ("b", F.max_pool2d), ("c", F.avg_pool2d):
        x = pool(F.relu(F.conv2d(x, weights[f"{name}.weight"].double(), weights[f"{name}.bias"].double(), padding=1)), 2)
        taps.append(x)
    return taps


def gram(x):
    n, c, h, w = x.shape
    return torch.einsum("nchw,ndhw->ncd", x, x) / (c * h * w)


def style(x, y):
    return sum((gram(a) - gram(b)).abs().sum() / (a.shape[1] ** 2 * a.shape[0]) for a, b in zip(x, y))


def perceptual(x, y):
    return sum((a - b).abs().sum() / a.numel() for a, b in zip(x, y))


def total_variation(composite, hole):
    region = (F.conv2d(hole, torch.ones(1, 1, 3, 3, dtype=torch.double), padding=1) > 0).double()
    right = (composite[:, :, :, 1:] - composite[:, :, :, :-1]).abs() * region[:, :, :, 1:] * region[:, :, :, :-1]
    down = (composite[:, :, 1:] - composite[:, :, :-1]).abs() * region[:, :, 1:] * region[:, :, :-1]
    return (right.sum() + down.sum()) / composite.numel()


def grid(n, channels, height, width):
    return torch.meshgrid(*(torch.arange(k) for k in (n, channels, height, width)), indexing="ij")


MASKS = {
    "scattered": lambda n, y, x: (x * x + 3 * y + 5 * x * y + n) % 7 > 2,
    "block": lambda n, y, x: (x < 4 + n) | (x > 9) | (y < 3) | (y > 7),
    "no holes": lambda n, y, x: x >= 0,
    "all holes": lambda n, y, x: x < 0,
}

rows = []
for name, valid in MASKS.items():
    shape = (2, 3, 12, 16)
    n, c, y, x = grid(*shape)
    target = ((x * 7 + y * 13 + c * 29 + n * 41) % 64).double() / 64
    output = ((x * 11 + y * 5 + c * 17 + n * 23) % 61).double() / 50 - 0.1
    output.requires_grad_()
    n, _, y, x = grid(2, 1, 12, 16)
    mask = valid(n, y, x).double()
    composite = mask * target + (1 - mask) * output
    of_target, of_output, of_composite = features(target), features(output), features(composite)
    terms = {
        "Valid": (mask * (output - target)).abs().mean(),
        "Hole": ((1 - mask) * (output - target)).abs().mean(),
        "Perceptual": perceptual(of_output, of_target) + perceptual(of_composite, of_target),
        "StyleOut": style(of_output, of_target),
        "StyleComp": style(of_composite, of_target),
        "TotalVariation": total_variation(composite, 1 - mask),
    }
    weight = {"Valid": 1, "Hole": 6, "Perceptual": 0.05, "StyleOut": 120, "StyleComp": 120, "TotalVariation": 0.1}
    total = sum(weight[k] * v for k, v in terms.items())
    total.backward()
    rows.append({
        "mask": name, "terms": {k: float(v) for k, v in terms.items()}, "total": float(total),
        "gradient": {"sumOfAbsolutes": float(output.grad.abs().sum()), "timesOutput": float((output.grad * output.detach()).sum())},
    })
expected = {"losses": rows, "formats": {k: v.double().flatten().tolist() for k, v in formats.items() if k != "i64"}}
(HERE / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")
