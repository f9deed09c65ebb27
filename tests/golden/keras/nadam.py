"""Expected weights of tests/unit/authoring/nadam.test.ts: Keras' Nadam itself, and its formula in float64 with the schedule's
decay as in the paper. Run with Keras 3.15.1 and JAX 0.10.2: KERAS_BACKEND=jax python nadam.py
"""
import json
import numpy as np
import keras

STEPS = 50
START = np.array([0.5, -2.0, 3.0, 0.0, 1e-3, -40.0])


def gradient(w, t):
    """Of sizes that differ by seven orders, the last one of a weight that has one only in every fifth step."""
    g = np.array([np.sin(w[0]), 0.1 * w[1], w[2] ** 3, 1e-4 * np.cos(t), 1e3 * (w[4] - 0.01), w[5]])
    if t % 5:
        g[5] = 0.0
    return g


def formula(lr, beta1, beta2, eps, decay):
    w, m, v, product = START.copy(), np.zeros(6), np.zeros(6), 1.0
    for t in range(1, STEPS + 1):
        g = gradient(w, t)
        mu, nxt = (beta1 * (1 - 0.5 * 0.96 ** ((t + i) * decay)) for i in (0, 1))
        product *= mu
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        ahead = nxt * m / (1 - product * nxt) + (1 - mu) * g / (1 - product)
        w = w - lr * ahead / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w


def by_keras(lr, beta1, beta2, eps):
    optimizer = keras.optimizers.Nadam(lr, beta1, beta2, eps)
    w = keras.Variable(START, dtype="float32")
    optimizer.build([w])
    for t in range(1, STEPS + 1):
        g = gradient(np.array(w.numpy(), dtype="float64"), t)
        optimizer.apply([keras.ops.convert_to_tensor(g.astype("float32"))], [w])
    return np.array(w.numpy(), dtype="float64")


for name, settings in {"default": (0.001, 0.9, 0.999, 1e-7), "other": (0.05, 0.5, 0.9, 1e-3)}.items():
    k, f1, f004 = by_keras(*settings), formula(*settings, 1.0), formula(*settings, 0.004)
    print(name, "keras, decay 1:", json.dumps([float(f"{x:.9g}") for x in k]))
    print(name, "formula, decay 1:", json.dumps([float(f"{x:.9g}") for x in f1]))
    print(name, "largest difference between the two:", float(np.max(np.abs(k - f1))))
    print(name, "formula, decay 0.004:", json.dumps([float(f"{x:.9g}") for x in f004]))
