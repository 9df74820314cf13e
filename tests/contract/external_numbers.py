"""A task for `use = "external"`: is a number small or large?

Reads one request a line, writes one draw a line (docs/external-task.md).
"""

import json
import random
import sys

LABELS = ["small", "large"]
ASKED = range(0, 1000, 5)
SHOWN = [n for n in range(1000) if n not in ASKED]


def label(n):
    return LABELS[n >= 500]


def examples(seed, n):
    """Of each two in a row one is small and one large, whatever n is."""
    rng = random.Random(seed)
    small, large = ([m for m in SHOWN if label(m) == word] for word in LABELS)
    rng.shuffle(small)
    rng.shuffle(large)
    return [m for pair in zip(small, large) for m in rng.sample(pair, 2)][:n]


for line in sys.stdin:
    request = json.loads(line)
    shown = examples(request["demonstration_seed"], max(request["shots"]))
    asked = random.Random(request["query_seed"]).sample(ASKED, request["queries"])
    draw = {
        "template": "Number: {x}\nSize: {y}",
        "candidates": LABELS,
        "demonstration": [{"input": f"number {n}", "label": label(n)} for n in shown],
        "queries": [{"id": n, "input": f"number {n}", "answer": label(n)} for n in asked],
    }
    print(json.dumps(draw))
