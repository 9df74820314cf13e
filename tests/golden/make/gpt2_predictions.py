#!/usr/bin/env python3
"""gpt2_predictions.py: the predictions and the loss of a tiny net, which src/nets/gpt2_test.cc expects.

A second writing of the net of nets/gpt2.h from the papers' formulas, one number at a time, that
shares nothing with the library. Parameters and data come from a small generator that both sides
have. Gradients come from central differences of the loss.
"""

import math

LAYERS, WIDTH, HEADS, TOKEN, LONGEST = 2, 8, 2, 4, 6
SEQUENCES, LENGTH = 2, 5


class Numbers:
    """One after another, in (-scale, scale): a linear congruential generator from `seed`."""

    def __init__(self, seed, scale):
        self.state, self.scale, self.i = seed, scale, 0
        self.shift = {}

    def one(self):
        self.state = (1103515245 * self.state + 12345) % 2**31
        self.i += 1
        return self.scale * (self.state / 2**30 - 1) + self.shift.get(self.i - 1, 0)

    def vector(self, n):
        return [self.one() for _ in range(n)]

    def matrix(self, rows, columns):
        return [self.vector(columns) for _ in range(rows)]


def times(x, matrix):
    """The row x times the matrix."""
    return [sum(x[i] * matrix[i][j] for i in range(len(x))) for j in range(len(matrix[0]))]


def plus(a, b):
    return [u + v for u, v in zip(a, b)]


def norm(x, gain, bias):
    mean = sum(x) / len(x)
    variance = sum((v - mean) ** 2 for v in x) / len(x)
    return [g * (v - mean) / math.sqrt(variance + 1e-5) + b for v, g, b in zip(x, gain, bias)]


def gelu(x):
    return 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def attend(qkv):
    """The heads side by side, token by token."""
    head = WIDTH // HEADS
    out = []
    for t, row in enumerate(qkv):
        at_t = []
        for h in range(0, WIDTH, head):
            scores = [
                sum(row[h + c] * earlier[WIDTH + h + c] for c in range(head)) / math.sqrt(head)
                for earlier in qkv[: t + 1]
            ]
            weights = [math.exp(s) for s in scores]
            total = sum(weights)
            at_t += [
                sum(w * earlier[2 * WIDTH + h + c] for w, earlier in zip(weights, qkv)) / total
                for c in range(head)
            ]
        out.append(at_t)
    return out


def predictions(p, tokens):
    """At tokens 0, 2, 4 of one sequence; p gives the parameters in their order."""
    read_in, positions = p.matrix(TOKEN, WIDTH), p.matrix(LONGEST, WIDTH)
    hidden = [plus(times(z, read_in), positions[t]) for t, z in enumerate(tokens)]
    for _ in range(LAYERS):
        gain, bias = p.vector(WIDTH), p.vector(WIDTH)
        w_qkv, b_qkv = p.matrix(WIDTH, 3 * WIDTH), p.vector(3 * WIDTH)
        w_out, b_out = p.matrix(WIDTH, WIDTH), p.vector(WIDTH)
        heads = attend([plus(times(norm(h, gain, bias), w_qkv), b_qkv) for h in hidden])
        hidden = [plus(h, plus(times(a, w_out), b_out)) for h, a in zip(hidden, heads)]
        gain, bias = p.vector(WIDTH), p.vector(WIDTH)
        w_up, b_up = p.matrix(WIDTH, 4 * WIDTH), p.vector(4 * WIDTH)
        w_down, b_down = p.matrix(4 * WIDTH, WIDTH), p.vector(WIDTH)
        for t, h in enumerate(hidden):
            inner = [gelu(v) for v in plus(times(norm(h, gain, bias), w_up), b_up)]
            hidden[t] = plus(h, plus(times(inner, w_down), b_down))
    gain, bias = p.vector(WIDTH), p.vector(WIDTH)
    read_out = p.matrix(WIDTH, 1)
    return [times(norm(h, gain, bias), read_out)[0] for h in hidden[::2]]


def run(shift):
    """All predictions and the loss, with these numbers added to these parameters."""
    data, targets = Numbers(2, 2), Numbers(3, 2)
    out, squares = [], 0
    for _ in range(SEQUENCES):
        parameters = Numbers(1, 0.8)
        parameters.shift = shift
        answers = predictions(parameters, data.matrix(LENGTH, TOKEN))
        squares += sum((a - y) ** 2 for a, y in zip(answers, targets.vector(len(answers))))
        out += answers
    return out, squares / len(out)


def gradient(index):
    step = 1e-5
    return (run({index: step})[1] - run({index: -step})[1]) / (2 * step)


def main():
    answers, loss = run({})
    print("predictions", ", ".join(f"{a:.12g}" for a in answers))
    print(f"loss {loss:.12g}")
    for index in (0, 40, 100, 320, 700, 1300, 1800):
        print(f"gradient {index} {gradient(index):.9g}")


main()
