"""A learner for `use = "external"`: how often has the demonstration shown each candidate?

Reads one problem a line, writes one line of scores a problem (docs/external-learner.md).
"""

import json
import math
import sys


def scores(question, demonstration):
    shown = [example["label"] for example in demonstration[: question["shots"]]]
    votes = [1 + shown.count(candidate) for candidate in question["candidates"]]
    return [math.log(vote / sum(votes)) for vote in votes]


for line in sys.stdin:
    problem = json.loads(line)
    answers = [scores(question, problem["demonstration"]) for question in problem["questions"]]
    print(json.dumps({"problem": problem["problem"], "scores": answers}))
