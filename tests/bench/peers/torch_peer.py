"""
The models of tests/models/models.ts in PyTorch, trained as a PyTorch user would for speed on a CPU: eager, the losses
PyTorch has, no gradients where none are used (the generator while the discriminator learns, the discriminator's weights
while the generator learns), optimizers over all tensors at once. torch.compile was slower for the GAN of dense layers.

Where it differs from Gibbon, because PyTorch's usual form does: RMSprop adds its epsilon outside of the root; "same"
padding of strided convolutions is even on both sides (the same sizes, windows shifted by a pixel); an LSTM has two
biases and plain sigmoids. Adam is the same, with epsilon 1e-7. Batch norm has Keras' momentum and epsilon.
"""
import itertools
import platform
import sys

import torch
from torch import nn
from torch.nn import functional as F

from serve import Data, serve

data = Data(sys.argv[1])
torch.set_num_threads(int(sys.argv[2]))
torch.manual_seed(42)


def glorot(*modules):
    """Keras' initial weights."""
    for module in modules:
        for name, parameter in module.named_parameters():
            if parameter.dim() > 1:
                nn.init.xavier_uniform_(parameter)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)
    return modules


def channels_last(*modules):
    """The layout in which a CPU's convolutions are faster: the convolutional autoencoder takes 7.6 ms in place of 11."""
    return tuple(module.to(memory_format=torch.channels_last) for module in modules)


def adam(*modules, lr=1e-3, betas=(0.9, 0.999)):
    parameters = [parameter for module in modules for parameter in module.parameters()]
    return torch.optim.Adam(parameters, lr=lr, betas=betas, eps=1e-7, fused=True)


def rmsprop(module):
    return torch.optim.RMSprop(module.parameters(), lr=1e-3, alpha=0.9, eps=1e-7, foreach=True)


def learn(optimizer, loss):
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return loss.item()


class Frozen:
    """No gradients of a model's weights inside."""

    def __init__(self, model):
        self.parameters = list(model.parameters())

    def __enter__(self):
        for parameter in self.parameters:
            parameter.requires_grad_(False)

    def __exit__(self, *_):
        for parameter in self.parameters:
            parameter.requires_grad_(True)


def autoencoder(encoder, decoder, loss_of=F.binary_cross_entropy):
    glorot(encoder, decoder)
    optimizer = adam(encoder, decoder)

    def step(images, _labels):
        return learn(optimizer, loss_of(decoder(encoder(images)), images))

    return step


def dense(*sizes, last=nn.SELU):
    """Fully connected layers, SELU between them."""
    layers = []
    for inputs, outputs in itertools.pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), nn.SELU()]
    return nn.Sequential(*layers[:-1], last())


def dense_autoencoder(_batch):
    return autoencoder(dense(784, 100, 30), dense(30, 100, 784, last=nn.Sigmoid))


class GaussianNoise(nn.Module):
    def forward(self, x):
        return x + 0.2 * torch.randn_like(x)


def denoising_autoencoder(_batch):
    encoder = nn.Sequential(GaussianNoise(), nn.Dropout(0.5), dense(784, 100, 30))
    return autoencoder(encoder, dense(30, 100, 784, last=nn.Sigmoid))


class TransposedLinear(nn.Module):
    def __init__(self, of):
        super().__init__()
        # In a list, so that the other layer's weights don't count as this one's, too.
        self.of = [of]
        self.bias = nn.Parameter(torch.zeros(of.in_features))

    def forward(self, x):
        return F.linear(x, self.of[0].weight.t(), self.bias)


def tied_autoencoder(_batch):
    encoder = dense(784, 100, 30)
    decoder = nn.Sequential(TransposedLinear(encoder[2]), nn.SELU(), TransposedLinear(encoder[0]), nn.Sigmoid())
    return autoencoder(encoder, decoder)


def sparse_autoencoder(_batch):
    encoder, decoder = glorot(dense(784, 100, 300, last=nn.Sigmoid), dense(300, 100, 784, last=nn.Sigmoid))
    optimizer = adam(encoder, decoder)
    target = 0.1

    def step(images, _labels):
        codings = encoder(images)
        active = codings.mean(0)
        divergence = (target * torch.log(target / active) + (1 - target) * torch.log((1 - target) / (1 - active))).sum()
        return learn(optimizer, F.mse_loss(decoder(codings), images) + 0.05 * divergence)

    return step


def convolutional_autoencoder(_batch):
    encoder = nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        *(nn.Conv2d(1, 16, 3, padding=1), nn.SELU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, 32, 3, padding=1), nn.SELU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(32, 64, 3, padding=1), nn.SELU(), nn.MaxPool2d(2)),
    )
    decoder = nn.Sequential(
        *(nn.ConvTranspose2d(64, 32, 3, 2), nn.SELU()),
        *(nn.ConvTranspose2d(32, 16, 3, 2, 1, 1), nn.SELU()),
        *(nn.ConvTranspose2d(16, 1, 3, 2, 1, 1), nn.Sigmoid(), nn.Flatten()),
    )
    return autoencoder(*channels_last(encoder, decoder))


class Sequence(nn.Module):
    """An LSTM that gives out all of its states, or the last one."""

    def __init__(self, inputs, units, whole=True):
        super().__init__()
        self.lstm = nn.LSTM(inputs, units, batch_first=True)
        self.whole = whole

    def forward(self, x):
        states, (last, _) = self.lstm(x)
        return states if self.whole else last[0]


class RepeatVector(nn.Module):
    def forward(self, x):
        return x[:, None].expand(-1, 28, -1)


def recurrent_autoencoder(_batch):
    encoder = nn.Sequential(nn.Unflatten(1, (28, 28)), Sequence(28, 100), Sequence(100, 30, whole=False))
    decoder = nn.Sequential(RepeatVector(), Sequence(30, 100), nn.Linear(100, 28), nn.Sigmoid(), nn.Flatten())
    return autoencoder(encoder, decoder)


def mlp_gan(batch):
    generator, discriminator = glorot(
        dense(30, 100, 150, 784, last=nn.Sigmoid), dense(784, 150, 100, 1, last=nn.Sigmoid)
    )
    of_generator, of_discriminator = rmsprop(generator), rmsprop(discriminator)
    mixed, real = torch.cat([torch.zeros(batch, 1), torch.ones(batch, 1)]), torch.ones(batch, 1)
    frozen = Frozen(discriminator)

    def step(images, _labels):
        with torch.no_grad():
            fakes = generator(torch.randn(batch, 30))
        d_loss = learn(
            of_discriminator, F.binary_cross_entropy(discriminator(torch.cat([fakes, images])), mixed)
        )
        with frozen:
            beliefs = discriminator(generator(torch.randn(batch, 30)))
            g_loss = learn(of_generator, F.binary_cross_entropy(beliefs, real))
        return d_loss, g_loss

    return step


def conditional_gan(batch):
    generator, discriminator = glorot(
        dense(40, 100, 150, 784, last=nn.Sigmoid), dense(794, 150, 100, 1, last=nn.Sigmoid)
    )
    of_generator, of_discriminator = rmsprop(generator), rmsprop(discriminator)
    mixed, real = torch.cat([torch.zeros(batch, 1), torch.ones(batch, 1)]), torch.ones(batch, 1)
    frozen = Frozen(discriminator)

    def step(images, labels):
        classes = F.one_hot(labels, 10).float()

        def with_class(x):
            return torch.cat([x, classes], 1)

        with torch.no_grad():
            fakes = generator(with_class(torch.randn(batch, 30)))
        both = torch.cat([with_class(fakes), with_class(images)])
        d_loss = learn(of_discriminator, F.binary_cross_entropy(discriminator(both), mixed))
        with frozen:
            beliefs = discriminator(with_class(generator(with_class(torch.randn(batch, 30)))))
            g_loss = learn(of_generator, F.binary_cross_entropy(beliefs, real))
        return d_loss, g_loss

    return step


def batch_norm(channels):
    return nn.BatchNorm2d(channels, momentum=0.01, eps=1e-3)


def dcgan(batch):
    generator, discriminator = glorot(
        nn.Sequential(
            *(nn.Linear(100, 7 * 7 * 128), nn.Unflatten(1, (128, 7, 7)), batch_norm(128)),
            *(nn.ConvTranspose2d(128, 64, 5, 2, 2, 1), nn.ReLU(), batch_norm(64)),
            *(nn.ConvTranspose2d(64, 1, 5, 2, 2, 1), nn.Tanh()),
        ),
        nn.Sequential(
            *(nn.Conv2d(1, 64, 5, 2, 2), nn.LeakyReLU(0.2), nn.Dropout(0.4)),
            *(nn.Conv2d(64, 128, 5, 2, 2), batch_norm(128), nn.LeakyReLU(0.2), nn.Dropout(0.4)),
            *(nn.Flatten(), nn.Linear(7 * 7 * 128, 1), nn.Sigmoid()),
        ),
    )
    channels_last(generator, discriminator)
    of_generator, of_discriminator = (adam(model, lr=2e-4, betas=(0.5, 0.999)) for model in (generator, discriminator))
    real, generated = torch.ones(batch, 1), torch.zeros(batch, 1)
    frozen = Frozen(discriminator)

    def step(images, _labels):
        reals = images.view(batch, 1, 28, 28) * 2 - 1
        with torch.no_grad():
            fakes = generator(torch.randn(batch, 100))
        of_reals, of_fakes = discriminator(reals), discriminator(fakes)
        both = F.binary_cross_entropy(of_reals, real) + F.binary_cross_entropy(of_fakes, generated)
        d_loss = learn(of_discriminator, both / 2)
        with frozen:
            beliefs = discriminator(generator(torch.randn(batch, 100)))
            g_loss = learn(of_generator, F.binary_cross_entropy(beliefs, real))
        return d_loss, g_loss

    return step


MODELS = {
    "MLP GAN": mlp_gan,
    "conditional GAN": conditional_gan,
    "DCGAN": dcgan,
    "dense autoencoder": dense_autoencoder,
    "tied autoencoder": tied_autoencoder,
    "convolutional autoencoder": convolutional_autoencoder,
    "recurrent autoencoder": recurrent_autoencoder,
    "denoising autoencoder": denoising_autoencoder,
    "sparse autoencoder": sparse_autoencoder,
}


def prepare(model, batch, steps_per_call):
    if model not in MODELS or steps_per_call != 1:
        return None  # Eager, there are no several steps a call.
    step = MODELS[model](batch)
    images, labels = (torch.from_numpy(array) for array in data.batches(batch))
    ahead = itertools.cycle(list(zip(images, labels)))
    return lambda: step(*next(ahead))


serve({"torch": torch.__version__, "python": platform.python_version()}, prepare)
