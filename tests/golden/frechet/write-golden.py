"""Fréchet distances that src/looking/frechet-distance.ts is compared with: numpy's moments, scipy's matrix root.

Run with numpy 2.4.6, scipy 1.17.1: python write-golden.py
Features come from a sequence that any language makes to the bit: the linear congruential generator of "Numerical Recipes"
(x = 1664525 x + 1013904223 mod 2^32), x / 2^32 as float32, made of other spreads and less even by a fixed mix.
"""
import json
import pathlib

import numpy as np
from scipy.linalg import sqrtm


def sequence(seed, count):
    x, values = seed, np.empty(count, np.float32)
    for i in range(count):
        x = (1664525 * x + 1013904223) % 2**32
        values[i] = np.float32(x / 2**32)
    return values


def features(seed, images, size, shift):
    """[images, size]: each number is half its own draw and half its left neighbour's, so that they go together; then shifted."""
    drawn = sequence(seed, images * size).reshape(images, size)
    left = np.roll(drawn, 1, axis=1)
    return (np.float32(0.5) * drawn + np.float32(0.5) * left + np.float32(shift)).astype(np.float32)


def distance(a, b):
    a, b = a.astype(np.float64), b.astype(np.float64)
    ca, cb = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = sqrtm(ca @ cb).real
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(ca + cb - 2 * root))


cases = [
    {"images": [400, 300], "size": 12, "seeds": [1, 2], "shifts": [0, 0.25]},
    {"images": [500, 700], "size": 96, "seeds": [3, 4], "shifts": [0, 0]},
    # Fewer images than numbers: the covariances have no full rank.
    {"images": [40, 60], "size": 96, "seeds": [5, 6], "shifts": [0, 0.5]},
]
for case in cases:
    a, b = (
        features(seed, images, case["size"], shift)
        for seed, images, shift in zip(case["seeds"], case["images"], case["shifts"])
    )
    # sqrtm loses digits where a matrix has no full rank: the roots of the eigenvalues of the product are exact there, too.
    ca, cb = np.cov(a.astype(np.float64), rowvar=False), np.cov(b.astype(np.float64), rowvar=False)
    apart = ((a.astype(np.float64).mean(0) - b.astype(np.float64).mean(0)) ** 2).sum()
    eigenvalues = np.linalg.eigvals(ca @ cb).real
    by_eigenvalues = float(apart + np.trace(ca) + np.trace(cb) - 2 * np.sqrt(eigenvalues.clip(0)).sum())
    case["distance"] = by_eigenvalues if min(case["images"]) <= case["size"] else distance(a, b)
    case["byEigenvalues"] = by_eigenvalues

pathlib.Path(__file__).with_name("expected.json").write_text(json.dumps(cases) + "\n")
