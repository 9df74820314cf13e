"""The net of train_rivals.py in JAX, its whole step (draw, gradient, Adam) one jitted function."""

import math

import jax
import jax.numpy as jnp


def normals(key, sd, *shape):
    return sd * jax.random.normal(key, shape)


def initial(key, layers, width, dimension, tokens):
    keys = iter(jax.random.split(key, 3 + 4 * layers))
    ones, zeros = jnp.ones, jnp.zeros
    block = lambda: {
        "norm1": (ones(width), zeros(width)),
        "qkv": (normals(next(keys), 0.02, width, 3 * width), zeros(3 * width)),
        "out": (normals(next(keys), 0.02, width, width), zeros(width)),
        "norm2": (ones(width), zeros(width)),
        "up": (normals(next(keys), 0.02, width, 4 * width), zeros(4 * width)),
        "down": (normals(next(keys), 0.02, 4 * width, width), zeros(width)),
    }
    return {
        "read_in": normals(next(keys), 0.02, dimension + 1, width),
        "positions": normals(next(keys), 0.02, tokens, width),
        "blocks": [block() for _ in range(layers)],
        "norm": (ones(width), zeros(width)),
        "read_out": normals(next(keys), 0.02, width, 1),
    }


def layer_norm(h, gain_and_bias):
    gain, bias = gain_and_bias
    mean = h.mean(-1, keepdims=True)
    variance = jnp.square(h - mean).mean(-1, keepdims=True)
    return (h - mean) * jax.lax.rsqrt(variance + 1e-5) * gain + bias


def linear(h, weight_and_bias):
    weight, bias = weight_and_bias
    return h @ weight + bias


def attention(h, block, heads):
    n, tokens, width = h.shape
    head = width // heads
    q, k, v = (part.reshape(n, tokens, heads, head)
               for part in jnp.split(linear(h, block["qkv"]), 3, axis=-1))
    scores = jnp.einsum("nqhd,nkhd->nhqk", q, k) / math.sqrt(head)
    scores = jnp.where(jnp.tril(jnp.ones((tokens, tokens), bool)), scores, -jnp.inf)
    attended = jnp.einsum("nhqk,nkhd->nqhd", jax.nn.softmax(scores, axis=-1), v)
    return linear(attended.reshape(n, tokens, width), block["out"])


def predictions(net, tokens, heads):
    h = tokens @ net["read_in"] + net["positions"]
    for block in net["blocks"]:
        h = h + attention(layer_norm(h, block["norm1"]), block, heads)
        up = jax.nn.gelu(linear(layer_norm(h, block["norm2"]), block["up"]), approximate=True)
        h = h + linear(up, block["down"])
    return (layer_norm(h[:, ::2], net["norm"]) @ net["read_out"])[..., 0]


def draw(key, sequences, points, dimension):
    of_x, of_w, of_noise = jax.random.split(key, 3)
    x = normals(of_x, 1, sequences, points, dimension)
    w = normals(of_w, 1, sequences, dimension)
    y = jnp.einsum("npd,nd->np", x, w) + normals(of_noise, 0.5, sequences, points)
    tokens = jnp.zeros((sequences, 2 * points - 1, dimension + 1))
    tokens = tokens.at[:, ::2, 1:].set(x).at[:, 1::2, 0].set(y[:, :-1])
    return tokens, y


def adam(parameter, gradient, mean, square, t):
    mean = 0.9 * mean + 0.1 * gradient
    square = 0.999 * square + 0.001 * jnp.square(gradient)
    step = mean / (1 - 0.9**t) / (jnp.sqrt(square / (1 - 0.999**t)) + 1e-8)
    return parameter - 1e-3 * step, mean, square


class JaxTraining:
    """Steps wait for their end in `wait` alone, so that JAX may run ahead as it does for its users."""

    def __init__(self, layers, width, heads, sequences, points, dimension):
        net = initial(jax.random.key(1), layers, width, dimension, 2 * points - 1)
        zeros = jax.tree.map(jnp.zeros_like, net)
        self.state = (net, zeros, jax.tree.map(jnp.zeros_like, net))
        self.updates = 0

        def step(state, t):
            net, mean, square = state
            tokens, y = draw(jax.random.fold_in(jax.random.key(2), t), sequences, points, dimension)
            loss = lambda net: jnp.square(predictions(net, tokens, heads) - y).mean()
            gradient = jax.grad(loss)(net)
            updated = jax.tree.map(lambda *leaves: adam(*leaves, t), net, gradient, mean, square)
            return jax.tree.transpose(jax.tree.structure(net), jax.tree.structure((0, 0, 0)), updated)

        self.jitted = jax.jit(step, donate_argnums=0)

    def step(self):
        self.updates += 1
        self.state = self.jitted(self.state, float(self.updates))

    def wait(self):
        jax.block_until_ready(self.state)
