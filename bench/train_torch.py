"""The net of train_rivals.py in PyTorch, eager or compiled with fused attention."""

import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, h):
        n, tokens, width = h.shape
        q, k, v = (
            part.view(n, tokens, self.heads, width // self.heads).transpose(1, 2)
            for part in self.qkv(self.norm1(h)).split(width, dim=2)
        )
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        h = h + self.out(attended.transpose(1, 2).reshape(n, tokens, width))
        return h + self.down(F.gelu(self.up(self.norm2(h)), approximate="tanh"))


class Net(nn.Module):
    def __init__(self, layers, width, heads, dimension, tokens):
        super().__init__()
        self.read_in = nn.Linear(dimension + 1, width, bias=False)
        self.positions = nn.Parameter(0.02 * torch.randn(tokens, width))
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(layers)))
        self.norm, self.read_out = nn.LayerNorm(width), nn.Linear(width, 1, bias=False)

    def forward(self, tokens):
        h = self.blocks(self.read_in(tokens) + self.positions)
        return self.read_out(self.norm(h[:, ::2]))[..., 0]


def draw(sequences, points, dimension):
    x = torch.randn(sequences, points, dimension)
    w = torch.randn(sequences, dimension, 1)
    y = (x @ w)[..., 0] + 0.5 * torch.randn(sequences, points)
    tokens = torch.zeros(sequences, 2 * points - 1, dimension + 1)
    tokens[:, ::2, 1:] = x
    tokens[:, 1::2, 0] = y[:, :-1]
    return tokens, y


class TorchTraining:
    def __init__(self, layers, width, heads, sequences, points, dimension, compiled, autocast):
        self.autocast = autocast  # products in bfloat16
        self.shape = (sequences, points, dimension)
        self.net = Net(layers, width, heads, dimension, 2 * points - 1)
        self.forward = torch.compile(self.net) if compiled else self.net
        try:
            self.adam = torch.optim.Adam(self.net.parameters(), lr=1e-3, fused=True)
        except (RuntimeError, TypeError):  # versions that fuse on other devices alone
            self.adam = torch.optim.Adam(self.net.parameters(), lr=1e-3)

    def step(self):
        tokens, y = draw(*self.shape)
        self.adam.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.autocast):
            predictions = self.forward(tokens)
        F.mse_loss(predictions.float(), y).backward()
        self.adam.step()

    def wait(self):
        pass
