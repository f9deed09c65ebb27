"""
The models of tests/models/models.ts in JAX: the whole step jitted, its state donated; with several steps a call they are
one lax.scan. There is no DCGAN: XLA's convolutions take three times as long as PyTorch's in the convolutional autoencoder.

It computes Keras' formulas as Gibbon does (clipped probabilities, hard sigmoids in LSTMs, "same" padding),
but for RMSprop's epsilon, which stands outside of the root.
"""
import os
import platform
import sys

THREADS = int(sys.argv[2])
os.environ["NPROC"] = str(THREADS)
os.environ["JAX_PLATFORMS"] = "cpu"
eigen = "true" if THREADS > 1 else "false"
os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={eigen} intra_op_parallelism_threads={THREADS}"

import jax  # noqa: E402  The flags have to be there first.
import jax.numpy as jnp  # noqa: E402

from serve import Data, serve  # noqa: E402

data = Data(sys.argv[1])
keys = iter(jax.random.split(jax.random.key(42), 200))
sigmoid, selu, normal = jax.nn.sigmoid, jax.nn.selu, jax.random.normal


def glorot(*shape):
    taps = 1
    for length in shape[:-2]:
        taps *= length
    limit = (6 / (taps * (shape[-2] + shape[-1]))) ** 0.5
    return jax.random.uniform(next(keys), shape, minval=-limit, maxval=limit)


def dense(inputs, outputs):
    return {"w": glorot(inputs, outputs), "b": jnp.zeros(outputs)}


def denses(*sizes):
    return [dense(*pair) for pair in zip(sizes, sizes[1:])]


def linear(layer, x):
    return x @ layer["w"] + layer["b"]


def run(layers, x, last=selu):
    for layer in layers[:-1]:
        x = selu(linear(layer, x))
    return last(linear(layers[-1], x))


def bce(probabilities, targets):
    p = jnp.clip(probabilities, 1e-7, 1 - 1e-7)
    return -jnp.mean(targets * jnp.log(p) + (1 - targets) * jnp.log(1 - p))


class Rmsprop:
    @staticmethod
    def start(weights):
        return jax.tree.map(jnp.zeros_like, weights)

    @staticmethod
    def update(weights, grads, squares):
        squares = jax.tree.map(lambda s, g: 0.9 * s + 0.1 * g * g, squares, grads)
        return jax.tree.map(lambda w, g, s: w - 1e-3 * g / (jnp.sqrt(s) + 1e-7), weights, grads, squares), squares


class Adam:
    def __init__(self, lr=1e-3, beta1=0.9):
        self.lr, self.beta1 = lr, beta1

    def start(self, weights):
        return jax.tree.map(jnp.zeros_like, weights), jax.tree.map(jnp.zeros_like, weights), jnp.zeros(())

    def update(self, weights, grads, slots):
        m, v, t = slots
        t = t + 1
        m = jax.tree.map(lambda a, g: self.beta1 * a + (1 - self.beta1) * g, m, grads)
        v = jax.tree.map(lambda a, g: 0.999 * a + 0.001 * g * g, v, grads)
        c1, c2 = 1 - self.beta1**t, 1 - 0.999**t
        moved = jax.tree.map(lambda w, a, b: w - self.lr * (a / c1) / (jnp.sqrt(b / c2) + 1e-7), weights, m, v)
        return moved, (m, v, t)


def autoencoder(weights, reconstruct, loss_of=bce):
    """A state and step(state, images, labels, key): what each model is here."""
    optimizer = Adam()

    def step(state, images, _labels, key):
        weights, slots = state
        loss, grads = jax.value_and_grad(lambda w: loss_of(reconstruct(w, images, key), images))(weights)
        return optimizer.update(weights, grads, slots), loss

    return (weights, optimizer.start(weights)), step


def dense_autoencoder(_batch):
    weights = denses(784, 100, 30), denses(30, 100, 784)
    return autoencoder(weights, lambda w, x, _: run(w[1], run(w[0], x), sigmoid))


def denoising_autoencoder(_batch):
    def reconstruct(w, x, key):
        noise, mask = jax.random.split(key)
        x = x + 0.2 * normal(noise, x.shape)
        x = jnp.where(jax.random.bernoulli(mask, 0.5, x.shape), x / 0.5, 0)
        return run(w[1], run(w[0], x), sigmoid)

    return autoencoder((denses(784, 100, 30), denses(30, 100, 784)), reconstruct)


def tied_autoencoder(_batch):
    def reconstruct(w, x, _):
        (outer, inner), (b1, b2) = w
        h = selu(run([outer, inner], x) @ inner["w"].T + b1)
        return sigmoid(h @ outer["w"].T + b2)

    return autoencoder((denses(784, 100, 30), (jnp.zeros(100), jnp.zeros(784))), reconstruct)


def sparse_autoencoder(_batch):
    target = 0.1

    def loss_of(outcome, images):
        codings, images_again = outcome
        active = codings.mean(0)
        divergence = target * jnp.log(target / active) + (1 - target) * jnp.log((1 - target) / (1 - active))
        return jnp.mean((images_again - images) ** 2) + 0.05 * divergence.sum()

    def reconstruct(w, x, _):
        codings = run(w[0], x, sigmoid)
        return codings, run(w[1], codings, sigmoid)

    return autoencoder((denses(784, 100, 300), denses(300, 100, 784)), reconstruct, loss_of)


def conv(layer, x, stride=1):
    form = ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_general_dilated(x, layer["w"], (stride, stride), "SAME", dimension_numbers=form) + layer["b"]


def conv_transpose(layer, x, padding="SAME"):
    form = ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_transpose(x, layer["w"], (2, 2), padding, dimension_numbers=form) + layer["b"]


def filters(size, inputs, outputs):
    return {"w": glorot(size, size, inputs, outputs), "b": jnp.zeros(outputs)}


def pool(x):
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def convolutional_autoencoder(batch):
    encoder = [filters(3, *sizes) for sizes in ((1, 16), (16, 32), (32, 64))]
    decoder = [filters(3, *sizes) for sizes in ((64, 32), (32, 16), (16, 1))]

    def reconstruct(w, x, _):
        x = x.reshape(batch, 28, 28, 1)
        for layer in w[0]:
            x = pool(selu(conv(layer, x)))
        x = selu(conv_transpose(w[1][0], x, "VALID"))
        x = selu(conv_transpose(w[1][1], x))
        return sigmoid(conv_transpose(w[1][2], x)).reshape(batch, 784)

    return autoencoder((encoder, decoder), reconstruct)


def lstm(inputs, units):
    return {"w": glorot(inputs, 4 * units), "u": glorot(units, 4 * units), "b": jnp.zeros(4 * units)}


def sequence(layer, x):
    """All states of an LSTM over [time, batch, inputs]; the inputs' product for all times at once."""
    def hard_sigmoid(a):
        return jnp.clip(0.2 * a + 0.5, 0, 1)

    def tick(carry, from_input):
        h, c = carry
        i, f, g, o = jnp.split(from_input + h @ layer["u"], 4, -1)
        c = hard_sigmoid(f) * c + hard_sigmoid(i) * jnp.tanh(g)
        h = hard_sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    zero = jnp.zeros((x.shape[1], layer["u"].shape[0]))
    return jax.lax.scan(tick, (zero, zero), x @ layer["w"] + layer["b"], unroll=4)[1]


def recurrent_autoencoder(batch):
    def reconstruct(w, x, _):
        first, second, third, last = w
        codings = sequence(second, sequence(first, x.reshape(batch, 28, 28).swapaxes(0, 1)))[-1]
        states = sequence(third, jnp.broadcast_to(codings, (28, *codings.shape)))
        return sigmoid(linear(last, states)).swapaxes(0, 1).reshape(batch, 784)

    return autoencoder((lstm(28, 100), lstm(100, 30), lstm(30, 100), dense(100, 28)), reconstruct)


def gan(generator, discriminator, optimizer, d_loss_of, g_loss_of):
    def step(state, images, labels, key):
        (g, g_slots), (d, d_slots) = state
        a, b = jax.random.split(key)
        d_loss, grads = jax.value_and_grad(lambda w: d_loss_of(jax.lax.stop_gradient(g), w, images, labels, a))(d)
        d, d_slots = optimizer.update(d, grads, d_slots)
        g_loss, grads = jax.value_and_grad(lambda w: g_loss_of(w, d, labels, b))(g)
        return (optimizer.update(g, grads, g_slots), (d, d_slots)), (d_loss, g_loss)

    return ((generator, optimizer.start(generator)), (discriminator, optimizer.start(discriminator))), step


def dense_gan(batch, classes):
    mixed = jnp.concatenate([jnp.zeros((batch, 1)), jnp.ones((batch, 1))])

    def with_class(x, labels):
        return jnp.concatenate([x, jax.nn.one_hot(labels, classes)], 1) if classes else x

    def draw(g, labels, key):
        return with_class(run(g, with_class(normal(key, (batch, 30)), labels), sigmoid), labels)

    def d_loss_of(g, d, images, labels, key):
        return bce(run(d, jnp.concatenate([draw(g, labels, key), with_class(images, labels)]), sigmoid), mixed)

    def g_loss_of(g, d, labels, key):
        return bce(run(d, draw(g, labels, key), sigmoid), 1)

    generator, discriminator = denses(30 + classes, 100, 150, 784), denses(784 + classes, 150, 100, 1)
    return gan(generator, discriminator, Rmsprop(), d_loss_of, g_loss_of)


CONVOLUTIONAL = {"convolutional autoencoder"}
MODELS = {
    "MLP GAN": lambda batch: dense_gan(batch, 0),
    "conditional GAN": lambda batch: dense_gan(batch, 10),
    "dense autoencoder": dense_autoencoder,
    "tied autoencoder": tied_autoencoder,
    "convolutional autoencoder": convolutional_autoencoder,
    "recurrent autoencoder": recurrent_autoencoder,
    "denoising autoencoder": denoising_autoencoder,
    "sparse autoencoder": sparse_autoencoder,
}


def prepare(model, batch, steps_per_call):
    if model not in MODELS:
        return None
    state, step = MODELS[model](batch)

    def one(carry, fed):
        state, key = carry
        key, ours = jax.random.split(key)
        state, losses = step(state, *fed, ours)
        return (state, key), losses

    # Inside of a loop XLA's convolutions are four times slower; for all else unrolling gains nothing.
    unroll = steps_per_call if model in CONVOLUTIONAL else 1
    several = jax.jit(lambda carry, fed: jax.lax.scan(one, carry, fed, unroll=unroll), donate_argnums=0)
    single = jax.jit(one, donate_argnums=0)
    images, labels = data.batches(batch)
    if steps_per_call == 1:
        feeds = [(jnp.asarray(x), jnp.asarray(y)) for x, y in zip(images, labels)]
    else:
        starts = range(0, len(images) - steps_per_call + 1, steps_per_call)
        feeds = [tuple(jnp.asarray(a[at : at + steps_per_call]) for a in (images, labels)) for at in starts]
    kept = {"carry": (state, jax.random.key(7)), "call": 0}

    def call():
        fed = feeds[kept["call"] % len(feeds)]
        kept["call"] += 1
        kept["carry"], losses = (single if steps_per_call == 1 else several)(kept["carry"], fed)
        return [loss.tolist() for loss in jax.tree.leaves(losses)]

    call()  # Compiles.
    return call


serve({"jax": jax.__version__, "python": platform.python_version()}, prepare)
