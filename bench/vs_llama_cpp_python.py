"""Scoring two labels of 64 queries behind 32 demonstrations: `tangram score` as a whole process,
model loading included, against llama-cpp-python's own scoring (create_completion with echo and
logprobs, one call per query and label) on the same model and texts. The calls of the reference
are timed on a few pairs a run and scaled by their count.

usage: vs_llama_cpp_python.py TANGRAM MODEL.gguf DATA.jsonl [THREADS]
"""

import json
import math
import statistics
import subprocess
import sys
import tempfile
import time

from llama_cpp import Llama

SHOTS, QUERIES, RUNS, PAIRS = 32, 64, 5, 1
LABELS = ("negative", "positive")


def prompts(data):
    with open(data, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][: SHOTS + QUERIES]
    shown = [f"Review: {row['text']}\nSentiment:" for row in rows]
    prefix = "".join(f"{text} {row['label']}\n" for text, row in zip(shown[:SHOTS], rows))
    return [prefix + text for text in shown[SHOTS:]]


def ours(tangram, model, items, threads):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for prompt in items:
            line = {"prompt": prompt, "continuations": [" " + label for label in LABELS]}
            file.write(json.dumps(line) + "\n")
        file.flush()
        start = time.perf_counter()
        command = [tangram, "--json", "score", "--model", model, "--threads", str(threads)]
        out = subprocess.run(command + ["--file", file.name], check=True, capture_output=True)
        seconds = time.perf_counter() - start
    return seconds, [[s["log_p"] for s in item["scores"]] for item in json.loads(out.stdout)]


def theirs(llama, items):
    start = time.perf_counter()
    scores = []
    for prompt in items:
        scores.append([])
        for label in LABELS:
            out = llama.create_completion(
                prompt + " " + label, max_tokens=1, logprobs=1, echo=True, temperature=0.0
            )
            logprobs = out["choices"][0]["logprobs"]
            # The last entry is the token that was generated; the label is one token before it.
            scores[-1].append(logprobs["token_logprobs"][-2])
    return time.perf_counter() - start, scores


def main():
    tangram, model, data = sys.argv[1:4]
    threads = int(sys.argv[4]) if len(sys.argv) > 4 else 2
    items = prompts(data)
    llama = Llama(model, n_ctx=4096, logits_all=True, n_threads=threads, verbose=False)
    ratios, seconds, gap = [], [], 0.0
    for run in range(RUNS):
        mine, my_scores = ours(tangram, model, items, threads)
        first = run * PAIRS
        other, other_scores = theirs(llama, items[first : first + PAIRS])
        for a, b in zip(my_scores[first : first + PAIRS], other_scores):
            gap = max(gap, abs((a[1] - a[0]) - (b[1] - b[0])))
        seconds.append(mine)
        ratios.append(other / PAIRS * QUERIES / mine)
    print(
        json.dumps(
            {
                "bench": "scoring_vs_llama_cpp_python",
                "value": statistics.median(seconds),
                "unit": f"s for {QUERIES} queries x {len(LABELS)} labels at {SHOTS} shots, loading included",
                "against": "llama-cpp-python 0.3.36: create_completion, echo, logprobs; scaled from "
                f"{PAIRS} pair(s) a run",
                "ratio": statistics.median(ratios),
                "min": min(ratios),
                "max": max(ratios),
                "runs": RUNS,
                "largest_difference_of_log_odds": gap,
            }
        )
    )
    assert math.isfinite(gap)


if __name__ == "__main__":
    main()
