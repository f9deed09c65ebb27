"""
FGSM and PGD-20 on the example's classifier in PyTorch, as a PyTorch user would write them for speed on a CPU: no gradients of
weights, convolutions with their channels last. The padding of Keras' strided convolutions is not even on both sides, so it is
added before them. tests/bench/attack-request.ts has the same numbers.

After an attack Gibbon says what the images are taken for, so this does, too.
"""
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from serve import serve

folder, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(1)

BATCH = 250
EPSILON = 0.1
STEPS = 20

images = torch.from_numpy(np.fromfile(f"{folder}/images.f32", dtype="<f4").reshape(-1, 1, 28, 28))
labels = torch.from_numpy(np.fromfile(f"{folder}/labels.i32", dtype="<i4").astype(np.int64))
weights = np.fromfile(f"{folder}/weights.f32", dtype="<f4")


def take(*shape):
    global weights
    size = int(np.prod(shape))
    taken, weights = weights[:size].reshape(shape), weights[size:]
    return torch.from_numpy(taken.copy())


class Flatten(nn.Module):
    """In Keras' order: rows, columns, channels."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


conv1, conv2 = nn.Conv2d(1, 32, 5, 2), nn.Conv2d(32, 64, 3, 2)
dense1, dense2 = nn.Linear(3136, 128), nn.Linear(128, 10)
with torch.no_grad():
    for layer, shape in ((conv1, (5, 5, 1, 32)), (conv2, (3, 3, 32, 64))):
        layer.weight.copy_(take(*shape).permute(3, 2, 0, 1))
        layer.bias.copy_(take(shape[-1]))
    for layer, shape in ((dense1, (3136, 128)), (dense2, (128, 10))):
        layer.weight.copy_(take(*shape).T)
        layer.bias.copy_(take(shape[-1]))
model = nn.Sequential(
    nn.ZeroPad2d((1, 2, 1, 2)), conv1, nn.ReLU(),
    nn.ZeroPad2d((0, 1, 0, 1)), conv2, nn.ReLU(),
    Flatten(), dense1, nn.ReLU(), dense2,
).to(memory_format=torch.channels_last)
for parameter in model.parameters():
    parameter.requires_grad_(False)


def gradient(x, y):
    x = x.detach().requires_grad_(True)
    F.cross_entropy(model(x), y, reduction="sum").backward()
    return x.grad


def fgsm(x, y):
    return (x + EPSILON * gradient(x, y).sign()).clamp_(0, 1)


def pgd(x, y):
    adversarial = (x + torch.empty_like(x).uniform_(-EPSILON, EPSILON)).clamp_(0, 1)
    for _ in range(STEPS):
        adversarial = adversarial + 2.5 * EPSILON / STEPS * gradient(adversarial, y).sign()
        adversarial = torch.minimum(torch.maximum(adversarial, x - EPSILON), x + EPSILON).clamp_(0, 1)
    return adversarial


def prepare(attack, _batch, _steps_per_call):
    perturb = {"fgsm": fgsm, "pgd-20": pgd}.get(attack)
    if perturb is None:
        return None
    place = 0

    def call():
        nonlocal place
        start = place * BATCH % (len(labels) // BATCH * BATCH)
        place += 1
        adversarial = perturb(images[start : start + BATCH], labels[start : start + BATCH])
        with torch.no_grad():
            model(adversarial).softmax(1).numpy()

    return call


serve({"torch": torch.__version__}, prepare)
