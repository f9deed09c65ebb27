"""Attacks on a small dense classifier, written anew in NumPy from the papers' equations: makes attacks.json beside it.

    python3 attacks.py

Double precision; gradients by hand, not by a library that differentiates.
"""
import json
import pathlib

import numpy as np

rng = np.random.default_rng(20)
SIZE, HIDDEN, CLASSES, COUNT = 12, 16, 5, 6
w1 = rng.normal(0, 0.8, (SIZE, HIDDEN)).astype(np.float32).astype(float)
b1 = rng.normal(0, 0.1, HIDDEN).astype(np.float32).astype(float)
w2 = rng.normal(0, 0.8, (HIDDEN, CLASSES)).astype(np.float32).astype(float)
b2 = rng.normal(0, 0.1, CLASSES).astype(np.float32).astype(float)
x0 = rng.uniform(0, 1, (COUNT, SIZE)).astype(np.float32).astype(float)


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def forward(x):
    hidden = np.tanh(x @ w1 + b1)
    return hidden, softmax(hidden @ w2 + b2)


def gradient(x, y):
    """Of each image's own cross-entropy with class y, with respect to its numbers."""
    hidden, p = forward(x)
    dz = p.copy()
    dz[np.arange(len(y)), y] -= 1
    return ((dz @ w2.T) * (1 - hidden**2)) @ w1.T


def length(v):
    return np.sqrt((v**2).sum(1, keepdims=True))


def clip(x):
    return np.clip(x, 0, 1)


labels = forward(x0)[1].argmax(1)
target = 3
wanted = np.full(COUNT, target)


def fgsm(eps):
    return clip(x0 + eps * np.sign(gradient(x0, labels)))


def targeted_fgsm(eps):
    return clip(x0 - eps * np.sign(gradient(x0, wanted)))


def pgd_linf(eps, steps, alpha, sign, y):
    x = x0.copy()
    for _ in range(steps):
        x = x + sign * alpha * np.sign(gradient(x, y))
        x = clip(np.minimum(np.maximum(x, x0 - eps), x0 + eps))
    return x


def pgd_l2(eps, steps, alpha):
    x = x0.copy()
    for _ in range(steps):
        g = gradient(x, labels)
        x = x + alpha * g / length(g)
        d = x - x0
        x = clip(x0 + d * np.minimum(1, eps / np.maximum(length(d), 1e-12)))
    return x


def descent(eps, steps, alpha, confidence):
    x = x0.copy()
    for _ in range(steps):
        p = forward(x)[1][:, target]
        g = gradient(x, wanted)
        moved = x - alpha * g / length(g)
        d = moved - x0
        moved = x0 + d * np.minimum(1, eps / np.maximum(length(d), 1e-12))
        x = np.where((p >= confidence)[:, None], x, clip(moved))
    return x


def case(name, images, **options):
    return {"attack": name, "options": options, "images": images.ravel().tolist(), "probabilities": forward(images)[1].ravel().tolist()}


no_start = {"randomStart": False, "confidence": 1}
cases = [
    case("fgsm", fgsm(0.1), epsilon=0.1, norm="linf", steps=1, stepSize=0.1, **no_start),
    case("targeted-fgsm", targeted_fgsm(0.15), epsilon=0.15, norm="linf", steps=1, stepSize=0.15, target=target, **no_start),
    case("pgd", pgd_linf(0.1, 7, 0.03, 1, labels), epsilon=0.1, norm="linf", steps=7, stepSize=0.03, **no_start),
    case("pgd", pgd_linf(0.2, 7, 0.05, -1, wanted), epsilon=0.2, norm="linf", steps=7, stepSize=0.05, target=target, **no_start),
    case("pgd", pgd_l2(0.5, 9, 0.15), epsilon=0.5, norm="l2", steps=9, stepSize=0.15, **no_start),
    case("targeted-descent", descent(3, 60, 0.05, 0.9), epsilon=3, norm="l2", steps=60, stepSize=0.05, target=target, randomStart=False, confidence=0.9),
]
out = {
    "layers": [w1.ravel().tolist(), b1.tolist(), w2.ravel().tolist(), b2.tolist()],
    "sizes": [SIZE, HIDDEN, CLASSES],
    "images": x0.ravel().tolist(),
    "labels": labels.tolist(),
    "gradient": gradient(x0, labels).ravel().tolist(),
    "cases": cases,
}
pathlib.Path(__file__).with_name("attacks.json").write_text(json.dumps(out) + "\n")
