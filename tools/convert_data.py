#!/usr/bin/env python3
"""Turns a downloaded archive into the JSON lines that Tangram's built-in data sets are read from.

    convert_data.py NAME ARCHIVE OUT.jsonl

ARCHIVE is what the card data/sets/NAME.toml names as its source; its SHA-256 is checked before
anything in it is read. One row a line, {"text": ..., "label": ...} in UTF-8, in the order of the
source, white space collapsed, rows without text left out. The same archive always gives the same
bytes. Needs Python 3.11 or later and nothing else.
"""

import hashlib
import io
import json
import os
import pickle
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from collections import Counter

VADER_SDIST = "5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9"
VADER_INNER = "d5bb07d87474b3eb8d30b4deccbc23f19d742a6c5718fbacc65485b70b95c5fa"
STAICC_WHEEL = "f66c59eb60aeec2ff44fc38020592f6b1e13124a7ca7f1d3f6eaf31747b63a0f"

VADER_INNER_MEMBER = "vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz"
MIN_ABS_RATING = 1.0  # sentences nearer to 0 are not clearly of either class

# NAME: the file of ratings, and how many rows of each class it must give before duplicates go.
VADER = {
    "vader_movie": ("movieReviewSnippets_GroundTruth.txt", {"positive": 4598, "negative": 4575}),
    "vader_amazon": ("amazonReviewSnippets_GroundTruth.txt", {"positive": 1514, "negative": 941}),
    "vader_nyt": ("nytEditorialSnippets_GroundTruth.txt", {"positive": 558, "negative": 996}),
}

# NAME: the file, the label of each integer (None: rows of that kind are left out), the rows of
# the file. sst2 is the part of sst5 that is not neutral, both degrees taken together.
STAICC = {
    "sst2": ("sst5", ["negative", "negative", None, "positive", "positive"], 8544),
    "sst2_glue": ("sst2", ["negative", "positive"], 67349),
    "sst5": ("sst5", ["very negative", "negative", "neutral", "positive", "very positive"], 8544),
    "ag_news": ("agnews", ["World", "Sports", "Business", "Sci/Tech"], 127600),
    "trec": (
        "trec",
        ["abbreviation", "entity", "description", "human", "location", "number"],
        5952,
    ),
    "rotten_tomatoes": ("rotten_tomatoes", ["negative", "positive"], 8530),
    "subj": ("subjective", ["objective", "subjective"], 8000),
    "financial_phrasebank": ("financial_phrasebank", ["negative", "neutral", "positive"], 2264),
    "tweet_eval_emotion": ("tweet_eval_emotion", ["anger", "joy", "optimism", "sadness"], 5052),
    "tweet_eval_hate": ("tweet_eval_hate", ["non-hate", "hate"], 9000),
    "hate_speech18": ("hate_speech_18", ["noHate", "hate", None, None], 10939),
}


class ConversionError(Exception):
    """A fault of the archive or of the call; the message is for the user."""


class PlainUnpickler(pickle.Unpickler):
    """Reads lists, tuples, strings and numbers; every name of code is refused unseen."""

    def find_class(self, module, name):
        raise ConversionError(f"the pickle asks for {module}.{name}; only plain data is read")

    def persistent_load(self, pid):
        raise ConversionError("the pickle refers to something outside; only plain data is read")


def load_plain_pickle(data):
    try:
        return PlainUnpickler(io.BytesIO(data)).load()
    except (pickle.UnpicklingError, EOFError, ValueError, IndexError, KeyError) as error:
        raise ConversionError(f"the pickle is damaged: {error}") from error


def collapse(text):
    return " ".join(text.split())


def duplicate_key(text):
    """Equal for texts that differ in case, white space or punctuation only."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(" " if c.isspace() else c for c in folded if unicodedata.category(c)[0] != "P")
    return collapse(kept)


def without_duplicates(rows):
    """The first row of each text; a text whose rows disagree on the label goes altogether."""
    labels = {}
    for row in rows:
        labels.setdefault(duplicate_key(row["text"]), set()).add(row["label"])
    seen, out = set(), []
    for row in rows:
        key = duplicate_key(row["text"])
        if len(labels[key]) == 1 and key not in seen:
            seen.add(key)
            out.append(row)
    return out


def check_counts(name, rows, expected):
    counts = dict(Counter(row["label"] for row in rows))
    if counts != expected:
        raise ConversionError(f"{name}: the archive gives {counts}, expected {expected}")


def read_tar_member(data, member):
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as tar:
            return tar.extractfile(member).read()
    except (KeyError, AttributeError, tarfile.TarError) as error:
        raise ConversionError(f"the archive holds no file {member}: {error}") from error


def vader_rows(name, archive):
    file, expected = VADER[name]
    if hashlib.sha256(archive).hexdigest() == VADER_SDIST:
        archive = read_tar_member(archive, VADER_INNER_MEMBER)
    check_hash(archive, VADER_INNER)
    rows = []
    # UTF-8 with CRLF; id, mean rating of at least 20 people on -4..+4, text.
    for line in read_tar_member(archive, "hutto_ICWSM_2014/" + file).decode("utf-8").splitlines():
        _, rating, text = line.split("\t")
        if abs(float(rating)) >= MIN_ABS_RATING:
            label = "positive" if float(rating) > 0 else "negative"
            rows.append({"text": collapse(text), "label": label, "rating": float(rating)})
    check_counts(name, rows, expected)
    return without_duplicates(rows)


def staicc_rows(name, archive):
    check_hash(archive, STAICC_WHEEL)
    file, labels, n_rows = STAICC[name]
    with zipfile.ZipFile(io.BytesIO(archive)) as wheel:
        items = load_plain_pickle(wheel.read(f"StaICC/cached_dataset/{file}.dataset"))
    if not isinstance(items, list) or len(items) != n_rows:
        raise ConversionError(f"{name}: expected a list of {n_rows} rows")
    rows = []
    for i, item in enumerate(items):
        match item:
            case ([str(text)], int(label)) if 0 <= label < len(labels):
                if labels[label] is not None and collapse(text):
                    rows.append({"text": collapse(text), "label": labels[label]})
            case _:
                raise ConversionError(f"{name}: row {i} is not ([text], label)")
    return rows


def check_hash(archive, expected):
    found = hashlib.sha256(archive).hexdigest()
    if found != expected:
        raise ConversionError(f"SHA-256 is {found}, expected {expected}; fetch it again")


def to_jsonl(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")


def write_whole(path, data):
    """All or nothing: a reader sees the old file or the new one."""
    folder = os.path.dirname(os.path.abspath(path))
    handle, temporary = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def convert(name, archive):
    if name in VADER:
        return vader_rows(name, archive)
    if name in STAICC:
        return staicc_rows(name, archive)
    raise ConversionError(f"no data set is called '{name}'; known: {', '.join([*VADER, *STAICC])}")


def main(arguments):
    if len(arguments) != 3:
        print("usage: convert_data.py NAME ARCHIVE OUT.jsonl", file=sys.stderr)
        return 2
    name, archive_path, out_path = arguments
    try:
        with open(archive_path, "rb") as archive:
            rows = convert(name, archive.read())
        write_whole(out_path, to_jsonl(rows))
    except (ConversionError, OSError) as error:
        print(f"{archive_path}: {error}", file=sys.stderr)
        return 2
    print(f"{name}: {len(rows)} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
