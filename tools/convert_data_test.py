#!/usr/bin/env python3
"""Tests of convert_data.py on made-up rows; the real archives are checked by their hashes."""

import io
import os
import pickle
import tempfile
import unittest
from contextlib import redirect_stderr

import convert_data


class Attack:
    def __reduce__(self):
        return (os.getcwd, ())


class ConvertData(unittest.TestCase):
    def test_plain_data_is_unpickled(self):
        rows = [(["a text"], 1), (["é"], 0)]
        self.assertEqual(convert_data.load_plain_pickle(pickle.dumps(rows)), rows)

    def test_a_pickle_that_names_code_is_refused(self):
        with self.assertRaisesRegex(convert_data.ConversionError, "only plain data is read"):
            convert_data.load_plain_pickle(pickle.dumps([Attack()]))

    def test_a_damaged_pickle_is_an_error(self):
        with self.assertRaisesRegex(convert_data.ConversionError, "damaged"):
            convert_data.load_plain_pickle(pickle.dumps([1, 2, 3])[:-3])

    def test_white_space_is_collapsed(self):
        self.assertEqual(convert_data.collapse(" a \t b\n"), "a b")

    def test_duplicates_differ_in_case_space_or_punctuation_only(self):
        key = convert_data.duplicate_key
        self.assertEqual(key("Good  film!"), key("good film"))
        self.assertNotEqual(key("good film"), key("good films"))

    def test_the_first_of_equal_rows_stays_and_contradictions_go(self):
        rows = [
            {"text": "Same", "label": "a"},
            {"text": "both", "label": "a"},
            {"text": "same.", "label": "a"},
            {"text": "Both!", "label": "b"},
        ]
        self.assertEqual(convert_data.without_duplicates(rows), rows[:1])

    def test_rows_are_written_as_utf8_lines(self):
        rows = [{"text": 'é "x"', "label": "a"}]
        self.assertEqual(
            convert_data.to_jsonl(rows), '{"text": "é \\"x\\"", "label": "a"}\n'.encode()
        )

    def test_an_archive_with_another_hash_is_refused(self):
        for name in ["vader_movie", "sst5"]:
            with self.assertRaisesRegex(convert_data.ConversionError, "SHA-256 is"):
                convert_data.convert(name, b"something else")

    def test_an_unknown_name_is_one_line_and_writes_nothing(self):
        with tempfile.TemporaryDirectory() as folder, redirect_stderr(io.StringIO()) as errors:
            archive, out = os.path.join(folder, "archive"), os.path.join(folder, "out.jsonl")
            with open(archive, "wb") as file:
                file.write(b"x")
            self.assertEqual(convert_data.main(["sst3", archive, out]), 2)
            self.assertFalse(os.path.exists(out))
        self.assertIn("no data set is called 'sst3'; known: vader_movie", errors.getvalue())
        self.assertEqual(errors.getvalue().count("\n"), 1)


if __name__ == "__main__":
    unittest.main()
