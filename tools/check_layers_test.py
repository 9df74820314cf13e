"""Tests of check_layers on small source trees. Run: python3 tools/check_layers_test.py"""

import importlib.machinery
import importlib.util
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
_loader = importlib.machinery.SourceFileLoader(
    "check_layers", str(pathlib.Path(__file__).parent / "check_layers")
)
check_layers = importlib.util.module_from_spec(
    importlib.util.spec_from_loader("check_layers", _loader)
)
_loader.exec_module(check_layers)

README = """```layers
base:
math: base
app: *
tests/support: base
tests: *
```
```heavy
sqlite3.h ggml*.h: src/math/*.cc
```
"""
LINKS = "tangram_library(base LINK fmt::fmt)\ntangram_library(math OURS base LINK Eigen)\n"


class CheckLayers(unittest.TestCase):
    def faults(self, files, readme=README, links=LINKS):
        """The faults of a tree with base/a.h, math/b.h, tests/support/c.h and `files`."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            tree = {
                "src/README.md": readme,
                "src/CMakeLists.txt": links,
                "src/base/a.h": "#pragma once\n",
                "src/math/b.h": '#pragma once\n#include "base/a.h"\n',
                "tests/support/c.h": '#include "base/a.h"\n',
            }
            for name, text in {**tree, **files}.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return check_layers.check(root)

    def test_a_tree_that_keeps_to_the_table_has_no_fault(self):
        files = {
            "src/app/main.cc": '#include "math/b.h"\n#include "base/a.h"\n#include <vector>\n',
            "src/base/a_test.cc": '#include "tests/support/c.h"\n#include <gtest/gtest.h>\n',
            "src/math/b.cc": "#include <sqlite3.h>\n#include <ggml-cpu.h>\n",
            "tests/cli/run_test.cc": '#include "math/b.h"\n#include "tests/support/c.h"\n',
        }
        self.assertEqual(self.faults(files), [])

    def test_an_include_upwards_is_a_fault_with_file_and_line(self):
        self.assertEqual(
            self.faults({"src/base/d.cc": '// why\n#include "math/b.h"\n'}),
            ['src/base/d.cc:2: base may not include math ("math/b.h"); it may: nothing'],
        )

    def test_a_test_beside_a_source_keeps_to_its_folder(self):
        self.assertEqual(
            self.faults({"src/base/a_test.cc": '#include "math/b.h"\n'}),
            ['src/base/a_test.cc:1: base may not include math ("math/b.h"); it may: nothing'],
        )

    def test_a_source_that_is_no_test_may_not_use_the_tests_support(self):
        faults = self.faults({"src/math/b.cc": '#include "tests/support/c.h"\n'})
        self.assertEqual(len(faults), 1)
        self.assertIn("math may not include tests/support", faults[0])

    def test_the_tests_support_has_a_row_of_its_own(self):
        faults = self.faults({"tests/support/e.h": '#include "math/b.h"\n'})
        self.assertEqual(len(faults), 1)
        self.assertIn("tests/support may not include math", faults[0])

    def test_an_include_that_is_not_written_from_src_is_a_fault(self):
        self.assertEqual(
            self.faults({"src/math/b.cc": '#include "b.h"\n'}),
            ['src/math/b.cc:1: "b.h" does not exist; write it from src/'],
        )

    def test_a_header_that_the_build_makes_is_named_in_its_cmake_lists(self):
        files = {
            "src/app/main.cc": '#include "app/revision.h"\n',
            "src/app/CMakeLists.txt": "# writes app/revision.h\n",
        }
        self.assertEqual(self.faults(files), [])

    def test_a_folder_without_a_row_is_a_fault(self):
        self.assertEqual(
            self.faults({"src/extra/f.cc": '#include "base/a.h"\n'}),
            ["src/extra/f.cc:1: folder 'src/extra' has no row in src/README.md"],
        )

    def test_a_heavy_header_stands_in_its_sources_only(self):
        files = {
            "src/base/d.cc": "#include <sqlite3.h>\n",
            "src/math/g.h": "#include <ggml-backend.h>\n",
        }
        self.assertEqual(
            self.faults(files),
            [
                "src/base/d.cc:1: <sqlite3.h> may stand only in src/math/*.cc",
                "src/math/g.h:1: <ggml-backend.h> may stand only in src/math/*.cc",
            ],
        )

    def test_link_lines_say_the_same_as_the_table(self):
        links = "tangram_library(base OURS math)\ntangram_library(math OURS base)\n"
        self.assertEqual(
            self.faults({}, links=links),
            ["src/CMakeLists.txt: 'base' links math, but its row in src/README.md says nothing"],
        )

    def test_a_library_without_a_row_and_a_row_without_a_library_are_faults(self):
        links = "tangram_library(base)\ntangram_library(extra OURS base)\n"
        self.assertEqual(
            self.faults({}, links=links),
            [
                "src/CMakeLists.txt: 'extra' has no row in src/README.md",
                "src/CMakeLists.txt: no tangram_library(math), which src/README.md lists",
            ],
        )

    def test_a_table_with_a_cycle_is_a_fault(self):
        readme = README.replace("base:\n", "base: math\n", 1)
        self.assertEqual(
            self.faults({}, readme=readme),
            ["src/README.md: 'base' may include itself through others"],
        )


if __name__ == "__main__":
    unittest.main()
