#!/usr/bin/env python3
"""gpt2_parity.py: what PyTorch computes of three small nets and their training, for src/nets/gpt2_parity_test.cc.

Writes tests/golden/gpt2_parity.json: predictions, loss and gradients of the first batch, then losses and
parameters of ten updates, all in float64. The nets of nets/gpt2.h are written here in torch.nn, their
gradients are autograd's, their updates torch.optim's: nothing is shared with the library but numbers from a
small generator that both sides have. Needs torch and numpy, such as in the environment that
`bench/run train_4_64` makes: build/rivals-venv/bin/python tests/golden/make/gpt2_parity.py
"""

import json
import math
import pathlib
import re

import torch
import torch.nn.functional as F
from torch import nn

WIDTH, HEADS, SEQUENCES, POINTS, DIMENSION, UPDATES = 8, 2, 4, 5, 3, 10
LONGEST = 10  # one position more than there are tokens
STRIDE = 7  # of the parameters after the updates every seventh is kept, in all rows and columns

torch.set_default_dtype(torch.float64)


def made(seed, scale, *shape):
    """Numbers in (-scale, scale) of a linear congruential generator."""
    out = []
    for _ in range(math.prod(shape)):
        seed = (1103515245 * seed + 12345) % 2**31
        out.append(scale * (seed / 2**30 - 1))
    return torch.tensor(out).reshape(shape)


class Linear(nn.Module):
    """y = x W + b, W in x out, as GPT-2 stores it."""

    def __init__(self, n_in, n_out, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_in, n_out))
        self.bias = nn.Parameter(torch.empty(n_out)) if bias else None

    def forward(self, x):
        return F.linear(x, self.weight.t(), self.bias)


class Block(nn.Module):
    """`as_released`: with narrow attention, added to what is normed, as in the code of Akyurek et al. 2023."""

    def __init__(self, as_released):
        super().__init__()
        self.as_released = as_released
        self.queries = WIDTH // HEADS if as_released else WIDTH
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.out = Linear(WIDTH, 3 * self.queries), Linear(self.queries, WIDTH)
        self.up, self.down = Linear(WIDTH, 4 * WIDTH), Linear(4 * WIDTH, WIDTH)

    def attention(self, u):
        n, tokens, _ = u.shape
        q, k, v = (
            part.view(n, tokens, HEADS, self.queries // HEADS).transpose(1, 2)
            for part in self.qkv(u).split(self.queries, dim=2)
        )
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.out(attended.transpose(1, 2).reshape(n, tokens, self.queries))

    def mlp(self, u):
        return self.down(F.gelu(self.up(u), approximate="tanh"))

    def forward(self, h):
        u = self.norm1(h)
        h = (u if self.as_released else h) + self.attention(u)
        u = self.norm2(h)
        return (u if self.as_released else h) + self.mlp(u)


class Net(nn.Module):
    def __init__(self, layers, shared_tokens, read_bias, final_norm, as_released=False):
        super().__init__()
        self.token_width = DIMENSION if shared_tokens else DIMENSION + 1
        self.read_in = Linear(self.token_width, WIDTH, bias=read_bias)
        self.positions = nn.Embedding(LONGEST, WIDTH)
        self.blocks = nn.ModuleList(Block(as_released) for _ in range(layers))
        self.norm = nn.LayerNorm(WIDTH) if final_norm else None
        self.read_out = Linear(WIDTH, 1, bias=read_bias)
        tensors = [tensor for _, tensor in self.tensors()]
        nn.utils.vector_to_parameters(made(1, 0.8, sum(t.numel() for t in tensors)), tensors)

    def tensors(self):
        """(the library's name, tensor), in the library's order."""
        parts = [("read_in", self.read_in), ("positions", self.positions)]
        for i, block in enumerate(self.blocks):
            parts += [
                (f"block{i}.attention.norm", block.norm1),
                (f"block{i}.attention.qkv", block.qkv),
                (f"block{i}.attention.out", block.out),
                (f"block{i}.mlp.norm", block.norm2),
                (f"block{i}.mlp.up", block.up),
                (f"block{i}.mlp.down", block.down),
            ]
        parts += [("final_norm", self.norm)] if self.norm else []
        for name, module in parts + [("read_out", self.read_out)]:
            weight = "gain" if isinstance(module, nn.LayerNorm) else "weight"
            yield f"{name}.{weight}", module.weight
            if getattr(module, "bias", None) is not None:
                yield f"{name}.bias", module.bias

    def block_matrices(self):
        return [p for block in self.blocks for p in block.parameters() if p.dim() == 2]

    def forward(self, x, y):
        tokens = torch.zeros(SEQUENCES, 2 * POINTS - 1, self.token_width)
        tokens[:, ::2, -DIMENSION:] = x
        tokens[:, 1::2, 0] = y[:, :-1]
        h = self.read_in(tokens) + self.positions(torch.arange(tokens.shape[1]))
        for block in self.blocks:
            h = block(h)
        return self.read_out(self.norm(h) if self.norm else h)[:, ::2, 0]


def batch(step):
    values = made(100 + step, 2, SEQUENCES, POINTS, DIMENSION + 1)
    return values[..., :DIMENSION], values[..., DIMENSION]


def warmup_cosine(update, warmup=3):
    if update < warmup:
        return update / warmup
    return (1 + math.cos(math.pi * (update - warmup) / (UPDATES - warmup))) / 2


def adam(net):
    return torch.optim.Adam(net.parameters(), lr=0.02, betas=(0.9, 0.999), eps=1e-4)


def adamw(net):
    decayed = net.block_matrices()
    rest = [p for p in net.parameters() if all(p is not other for other in decayed)]
    groups = [{"params": decayed, "weight_decay": 0.5}, {"params": rest, "weight_decay": 0}]
    return torch.optim.AdamW(groups, lr=0.02, betas=(0.8, 0.95), eps=1e-3)


def clip(net, longest):
    """As torch.nn.utils.clip_grad_norm_, without the 1e-6 that it adds to the norm."""
    norm = math.sqrt(sum(p.grad.square().sum().item() for p in net.parameters()))
    for p in net.parameters():
        p.grad *= min(1, longest / norm)


def entries(tensor, stride=1):
    return [float(f"{value:.13g}") for value in tensor.flatten()[::stride].tolist()]


def trained(net, optimiser, clip_norm=math.inf):
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, warmup_cosine)
    losses = []
    for step in range(UPDATES):
        x, y = batch(step)
        optimiser.zero_grad()
        loss = F.mse_loss(net(x, y), y)
        loss.backward()
        clip(net, clip_norm)
        optimiser.step()
        schedule.step()
        losses.append(loss)
    after = {
        name: {"norm": entries(tensor.norm())[0], "entries": entries(tensor, STRIDE)}
        for name, tensor in net.tensors()
    }
    return {"losses": entries(torch.stack(losses)), "parameters": after}


def numbers(**options):
    net = Net(**options)
    x, y = batch(0)
    predictions = net(x, y)
    loss = F.mse_loss(predictions, y)
    loss.backward()
    return {
        "predictions": entries(predictions),
        "loss": entries(loss)[0],
        "gradient": {name: entries(tensor.grad) for name, tensor in net.tensors()},
        "adam": trained(net := Net(**options), adam(net)),
        "adamw": trained(net := Net(**options), adamw(net), clip_norm=0.5),
    }


def main():
    out = {
        "made_by": f"tests/golden/make/gpt2_parity.py with PyTorch {torch.__version__}",
        "separate": numbers(layers=2, shared_tokens=False, read_bias=False, final_norm=True),
        "shared": numbers(layers=1, shared_tokens=True, read_bias=True, final_norm=False),
        "normed": numbers(
            layers=2, shared_tokens=False, read_bias=True, final_norm=False, as_released=True
        ),
    }
    text = re.sub(r"\[[^\[\]]*\]", lambda m: " ".join(m[0].split()), json.dumps(out, indent=1))
    path = pathlib.Path(__file__).parents[1] / "gpt2_parity.json"
    path.write_text(text.replace("[ ", "[").replace(" ]", "]") + "\n")


main()
