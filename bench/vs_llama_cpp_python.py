"""Scoring two labels of 24 queries behind 16 demonstrations: `tangram score` as a whole process,
model loading included, against two ways of llama-cpp-python on the same model and texts, one call
per query and label each:

- its own scoring, create_completion with echo and logprobs. It sorts the whole vocabulary in
  Python at each token, which takes minutes a prompt; a call on a few tokens is timed and scaled by
  the count of tokens (which favours the reference: attention costs more in a long prompt).
- eval, whose logits the caller reads: timed on one whole prompt a run, scaled by the count of calls.

usage: vs_llama_cpp_python.py TANGRAM MODEL.gguf DATA.jsonl [THREADS]
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time

from llama_cpp import Llama

SHOTS, QUERIES, RUNS = 16, 24, 5
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


def completion_seconds_a_token(llama):
    text = "Fine"
    start = time.perf_counter()
    llama.create_completion(text, max_tokens=1, logprobs=1, echo=True, temperature=0.0)
    # The token that each call generates is sorted for as well.
    return (time.perf_counter() - start) / (len(llama.tokenize(text.encode())) + 1)


def evaluated(llama, prompt, label):
    """(seconds, log-odds of the second label before the first) of one whole evaluation."""
    tokens = llama.tokenize((prompt + " " + label).encode())
    first, second = (llama.tokenize((" " + name).encode(), add_bos=False)[0] for name in LABELS)
    start = time.perf_counter()
    llama.reset()
    llama.eval(tokens)
    # The last row belongs to the label itself; the row before it predicts the label.
    row = llama.scores[len(tokens) - 2]
    return time.perf_counter() - start, float(row[second] - row[first])


def main():
    tangram, model, data = sys.argv[1:4]
    threads = int(sys.argv[4]) if len(sys.argv) > 4 else 2
    items = prompts(data)
    llama = Llama(model, n_ctx=2048, logits_all=True, n_threads=threads, verbose=False)
    tokens = sum(
        len(llama.tokenize((item + " " + label).encode())) for item in items for label in LABELS
    )
    seconds, completion, evaluation, gap = [], [], [], 0.0
    for run in range(RUNS):
        mine, scores = ours(tangram, model, items, threads)
        one_call, log_odds = evaluated(llama, items[run], LABELS[run % 2])
        gap = max(gap, abs(scores[run][1] - scores[run][0] - log_odds))
        seconds.append(mine)
        completion.append(completion_seconds_a_token(llama) * tokens / mine)
        evaluation.append(one_call * QUERIES * len(LABELS) / mine)
    print(
        json.dumps(
            {
                "bench": "scoring_vs_llama_cpp_python",
                "value": statistics.median(seconds),
                "unit": f"s for {QUERIES} queries x {len(LABELS)} labels at {SHOTS} shots, "
                "loading included",
                "against": "llama-cpp-python 0.3.36, create_completion with echo and logprobs, "
                "scaled by tokens",
                "ratio": statistics.median(completion),
                "min": min(completion),
                "max": max(completion),
                "runs": RUNS,
                "times_eval_and_read_logits": statistics.median(evaluation),
                "times_eval_min": min(evaluation),
                "times_eval_max": max(evaluation),
                "largest_difference_of_log_odds": gap,
            }
        )
    )


if __name__ == "__main__":
    main()
