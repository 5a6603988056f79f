#!/usr/bin/env python3
"""Expected distances in ResNet-18's features of formula-made images, by numpy in double: the file's nodes one by one, without ONNX Runtime.

    /usr/bin/python3 generate.py ResNet18.onnx > expected.json

ResNet18.onnx is that of the package Microsoft.ML.DnnImageFeaturizer.ResNet18. ResNet18DistanceTests.cs in PConv.MLNet.Training.Tests makes the same images.
"""
import json
import struct
import sys

import numpy as np

MEAN = np.array([103.06, 115.90, 123.15])  # B, G, R
STAGES = ["ReLU253_Output_0", "ReLU283_Output_0", "ReLU315_Output_0", "ReLU347_Output_0", "ReLU393_Output_0"]


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return value, at


def fields(data):
    """Numbers and values of a protobuf message's fields."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        if tag & 7 == 0:
            value, at = varint(data, at)
        else:
            size, at = varint(data, at) if tag & 7 == 2 else (4 if tag & 7 == 5 else 8, at)
            value, at = data[at : at + size], at + size
        yield tag >> 3, value


def numbers(value):
    """Integers of a repeated field, packed or not."""
    at = 0
    while not isinstance(value, int) and at < len(value):
        number, at = varint(value, at)
        yield number
    if isinstance(value, int):
        yield value


def attributes(message):
    name, ints, single = "", [], None
    for field, value in fields(message):
        if field == 1:
            name = value.decode()
        elif field == 2:
            single = struct.unpack("<f", value)[0]
        elif field == 8:
            ints += numbers(value)
    return name, ints or single


def tensor(message):
    name, dims, floats, raw = "", [], b"", b""
    for field, value in fields(message):
        if field == 1:
            dims += numbers(value)
        elif field == 4:
            floats += value
        elif field == 8:
            name = value.decode()
        elif field == 9:
            raw = value
    return name, np.frombuffer(floats or raw, "<f4").astype(np.float64).reshape(dims)


def load(path):
    graph = next(value for field, value in fields(open(path, "rb").read()) if field == 7)
    nodes, tensors = [], {}
    for field, value in fields(graph):
        if field == 1:
            parts = list(fields(value))
            nodes.append((
                next(v.decode() for f, v in parts if f == 4), [v.decode() for f, v in parts if f == 1],
                next(v.decode() for f, v in parts if f == 2), dict(attributes(v) for f, v in parts if f == 5)))
        elif field == 5 and tensor_is_float(value):
            name, array = tensor(value)
            tensors[name] = array
    return nodes, tensors


def tensor_is_float(message):
    return next(value for field, value in fields(message) if field == 2) == 1


def windows(x, kernel, stride, padding):
    """float [C, H, W] -> [C, H', W', k, k], as many as cover the image: half a kernel beyond each edge."""
    half = kernel // 2
    x = np.pad(x, ((0, 0), (half, half), (half, half)), constant_values=padding)
    return np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), (1, 2))[:, ::stride, ::stride]


def stages(nodes, tensors, image):
    values = {"Input247": np.moveaxis(image[..., ::-1].astype(np.float64) - MEAN, -1, 0)}
    for kind, inputs, output, attribute in nodes:
        x, rest = values.get(inputs[0]), [tensors.get(i, values.get(i)) for i in inputs[1:]]
        if kind == "Conv":
            y = np.einsum("chwij,ocij->ohw", windows(x, attribute["kernel_shape"][0], attribute["strides"][0], 0), rest[0], optimize=True)
        elif kind == "BatchNormalization":
            scale, bias, mean, variance = (r[:, None, None] for r in rest)
            y = scale * (x - mean) / np.sqrt(variance + attribute["epsilon"]) + bias
        elif kind == "MaxPool":
            y = windows(x, attribute["kernel_shape"][0], attribute["strides"][0], -np.inf).max((3, 4))
        elif kind == "Relu":
            y = np.maximum(x, 0)
        elif kind == "Add":
            y = x + rest[0]
        else:
            continue  # the average behind the last stage
        values[output] = y
    return [values[stage] for stage in STAGES]


def distances(first, second):
    """Of each stage the squared difference of unit vectors along the channels, averaged over the places."""
    unit = lambda m: m / (np.sqrt((m ** 2).sum(0, keepdims=True)) + 1e-10)
    return [float(((unit(a) - unit(b)) ** 2).sum(0).mean()) for a, b in zip(first, second)]


def scene(width, height):
    """A slope, bars and grain."""
    y, x, c = np.meshgrid(np.arange(height, dtype=np.int64), np.arange(width, dtype=np.int64), np.arange(3, dtype=np.int64), indexing="ij")
    grain = ((x * 73856093) ^ (y * 19349663) ^ (c * 83492791)) % 31
    return (60 + x * (c + 1) // 2 + y + (x // 9 + y // 13) % 2 * 50 + grain).clip(0, 255).astype(np.uint8)


def filled(image):
    """Its middle flat."""
    result = image.copy()
    height, width, _ = image.shape
    result[height // 4 : 3 * height // 4, width // 3 : 2 * width // 3] = (120, 130, 140)
    return result


nodes, tensors = load(sys.argv[1])
rows = []
for width, height in (96, 64), (75, 51), (11, 37), (451, 300):
    image = scene(width, height)
    by_stage = distances(*(stages(nodes, tensors, i) for i in (image, filled(image))))
    rows.append({"width": width, "height": height, "distance": sum(by_stage), "stages": by_stage})
json.dump(rows, sys.stdout, indent=2)
print()
