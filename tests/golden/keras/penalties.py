"""Expected penalties of tests/unit/authoring/penalties.test.ts, as Keras computes them from layers' activity regularizers.
Run with Keras 3.15.1 and JAX 0.10.2: KERAS_BACKEND=jax python penalties.py
"""
import numpy as np
import keras

BATCH, UNITS, WEIGHT, TARGET = 4, 3, 0.05, 0.1
X = np.array([[0.1, 0.9, 0.5], [0.2, 0.8, 0.25], [0.05, 0.99, 0.75], [0.4, 0.6, 0.125]], dtype="float32")


class KLDivergenceRegularizer(keras.regularizers.Regularizer):
    """As in Geron's book, ch. 17."""

    def __call__(self, inputs):
        kl = keras.losses.kl_divergence
        mean = keras.ops.mean(inputs, axis=0)
        return WEIGHT * (kl(TARGET, mean) + kl(1.0 - TARGET, 1.0 - mean))


def loss_of(regularizer):
    layer = keras.layers.Activation("linear", activity_regularizer=regularizer)
    layer(keras.ops.convert_to_tensor(X))
    return float(layer.losses[0])


print("l1:", loss_of(keras.regularizers.L1(WEIGHT)))
print("l2:", loss_of(keras.regularizers.L2(WEIGHT)))
# Keras divides by the batch size once more; kl_divergence clips the target, too, to 1e-7 at least.
print("divergence:", loss_of(KLDivergenceRegularizer()) * BATCH)
