"""Training throughput of a GPT-2 block model for in-context regression in float32: ours (bench-train)
against PyTorch, eager and, where it works, compiled; the faster counts. Both draw their batches, pass
the same shapes forward and backward and update with Adam. Runs alternate; a figure is their median.

usage: train_torch.py BENCH_TRAIN NAME LAYERS WIDTH THREADS
"""

import json
import statistics
import subprocess
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

SEQUENCES, POINTS, DIMENSION, RUNS = 64, 16, 8, 5
TOKENS = 2 * POINTS - 1
SECONDS_A_RUN = 3  # about, at 50 GFLOP/s


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
    def __init__(self, layers, width, heads):
        super().__init__()
        self.read_in = nn.Linear(DIMENSION + 1, width, bias=False)
        self.positions = nn.Parameter(0.02 * torch.randn(TOKENS, width))
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(layers)))
        self.norm, self.read_out = nn.LayerNorm(width), nn.Linear(width, 1, bias=False)

    def forward(self, tokens):
        h = self.blocks(self.read_in(tokens) + self.positions)
        return self.read_out(self.norm(h[:, ::2]))[..., 0]


def draw():
    x = torch.randn(SEQUENCES, POINTS, DIMENSION)
    w = torch.randn(SEQUENCES, DIMENSION, 1)
    y = (x @ w)[..., 0] + 0.5 * torch.randn(SEQUENCES, POINTS)
    tokens = torch.zeros(SEQUENCES, TOKENS, DIMENSION + 1)
    tokens[:, ::2, 1:] = x
    tokens[:, 1::2, 0] = y[:, :-1]
    return tokens, y


def operations(layers, width):
    return SEQUENCES * TOKENS * (72 * layers * width**2 + 12 * layers * TOKENS * width)


class TorchTraining:
    def __init__(self, layers, width, compiled):
        self.net = Net(layers, width, 4 if width >= 256 else 2)
        self.operations = operations(layers, width)
        self.forward = torch.compile(self.net) if compiled else self.net
        parameters = self.net.parameters()
        try:
            self.adam = torch.optim.Adam(parameters, lr=1e-3, fused=True)
        except (RuntimeError, TypeError):  # versions that fuse on other devices alone
            self.adam = torch.optim.Adam(self.net.parameters(), lr=1e-3)
        for _ in range(2):
            self.step()

    def step(self):
        tokens, y = draw()
        self.adam.zero_grad(set_to_none=True)
        F.mse_loss(self.forward(tokens), y).backward()
        self.adam.step()

    def gflops(self, steps):
        start = time.perf_counter()
        for _ in range(steps):
            self.step()
        return steps * self.operations / (time.perf_counter() - start) / 1e9


def main():
    program, name = sys.argv[1:3]
    layers, width, threads = (int(word) for word in sys.argv[3:6])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    steps = max(2, round(SECONDS_A_RUN * 50e9 / operations(layers, width)))
    others = {"eager": TorchTraining(layers, width, compiled=False)}
    try:
        others["compiled"] = TorchTraining(layers, width, compiled=True)
    except Exception as error:  # no compiler, or no support on this machine: eager stands alone
        print(f"torch.compile does not work here: {error}", file=sys.stderr)

    ours, theirs, data = [], {kind: [] for kind in others}, []
    for _ in range(RUNS):
        words = [program, str(layers), str(width), str(threads), str(steps)]
        run = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
        ours.append(run["gflops"])
        data.append(run["data_share"])
        for kind, training in others.items():
            theirs[kind].append(training.gflops(steps))
    medians = {kind: statistics.median(values) for kind, values in theirs.items()}
    best = max(medians, key=medians.get)
    ratios = [mine / other for mine, other in zip(ours, theirs[best])]
    value = statistics.median(ours)
    print(f"drawing is {100 * statistics.median(data):.1f} % of a step of ours; PyTorch, GFLOP/s: "
          + ", ".join(f"{kind} {median:.1f}" for kind, median in medians.items()), file=sys.stderr)
    print(json.dumps({
        "bench": name, "value": value, "unit": "GFLOP/s",
        "against": f"{medians[best]:.1f} GFLOP/s of PyTorch {torch.__version__}, {best}",
        "ratio": value / medians[best], "min": min(ratios), "max": max(ratios), "runs": RUNS}))


main()
