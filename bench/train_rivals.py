"""Training throughput of a GPT-2 block model for in-context regression: ours (bench-train) against
PyTorch, eager and, where it works, compiled, the faster counts; and in float32 against JAX, jitted. In
bfloat16 PyTorch is under autocast. All draw their batches, pass the same shapes forward and backward
and update with Adam. Runs alternate; a figure is their median; a line each.

usage: train_rivals.py BENCH_TRAIN NAME LAYERS WIDTH THREADS PRECISION
"""

import json
import os
import statistics
import subprocess
import sys
import time

SEQUENCES, POINTS, DIMENSION, RUNS = 64, 16, 8, 5
TOKENS = 2 * POINTS - 1
SECONDS_A_RUN = 3  # about, at 50 GFLOP/s


def operations(layers, width):
    return SEQUENCES * TOKENS * (72 * layers * width**2 + 12 * layers * TOKENS * width)


def gflops(training, steps, layers, width):
    start = time.perf_counter()
    for _ in range(steps):
        training.step()
    training.wait()
    return steps * operations(layers, width) / (time.perf_counter() - start) / 1e9


def rivals(layers, width, threads, precision):
    """By framework, by kind. Imported here: JAX reads how many processors there are as it starts."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    import torch
    from train_torch import TorchTraining

    torch.set_num_threads(threads)
    torch.manual_seed(1)
    shape = (layers, width, 4 if width >= 256 else 2, SEQUENCES, POINTS, DIMENSION)
    autocast = precision == "bfloat16"
    of_torch = {"eager": TorchTraining(*shape, compiled=False, autocast=autocast)}
    try:
        compiled = TorchTraining(*shape, compiled=True, autocast=autocast)
        compiled.step()
        of_torch["compiled"] = compiled
    except Exception as error:  # no compiler, or no support on this machine: eager stands alone
        print(f"torch.compile does not work here: {error}", file=sys.stderr)
    out = {f"PyTorch {torch.__version__}": of_torch}
    if not autocast:
        import jax
        from train_jax import JaxTraining

        out[f"JAX {jax.__version__}"] = {"jitted": JaxTraining(*shape)}
    return out


def main():
    program, name = sys.argv[1:3]
    layers, width, threads = (int(word) for word in sys.argv[3:6])
    precision = sys.argv[6]
    steps = max(2, round(SECONDS_A_RUN * 50e9 / operations(layers, width)))
    frameworks = rivals(layers, width, threads, precision)
    for training in (each for kinds in frameworks.values() for each in kinds.values()):
        gflops(training, 2, layers, width)  # to be compiled

    ours, data = [], []
    theirs = {framework: {kind: [] for kind in kinds} for framework, kinds in frameworks.items()}
    for _ in range(RUNS):
        words = [program, str(layers), str(width), str(threads), str(steps), precision]
        run = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
        ours.append(run["gflops"])
        data.append(run["data_share"])
        for framework, kinds in frameworks.items():
            for kind, training in kinds.items():
                theirs[framework][kind].append(gflops(training, steps, layers, width))

    value = statistics.median(ours)
    print(f"drawing is {100 * statistics.median(data):.1f} % of a step of ours", file=sys.stderr)
    for framework, kinds in theirs.items():
        medians = {kind: statistics.median(values) for kind, values in kinds.items()}
        best = max(medians, key=medians.get)
        ratios = [mine / other for mine, other in zip(ours, kinds[best])]
        print(f"{framework}, GFLOP/s: " + ", ".join(f"{kind} {median:.1f}" for kind, median in medians.items()),
              file=sys.stderr)
        print(json.dumps({
            "bench": name, "value": value, "unit": "GFLOP/s",
            "against": f"{medians[best]:.1f} GFLOP/s of {framework}, {best}",
            "ratio": value / medians[best], "min": min(ratios), "max": max(ratios), "runs": RUNS}))


main()
