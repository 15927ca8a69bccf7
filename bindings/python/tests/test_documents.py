"""What the documents show of Python."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import textwrap

import pytest
from conftest import root

BLOCKS = re.findall(r"^```python\n(.*?)^```", (root() / "docs" / "python.md").read_text(), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("block", range(len(BLOCKS)))
def test_the_code_of_the_page_on_python_is_code(block: int) -> None:
    ast.parse(textwrap.dedent(BLOCKS[block]))


def test_the_page_on_python_shows_code() -> None:
    assert len(BLOCKS) >= 3


def test_the_story_is_told_as_in_the_other_languages() -> None:
    examples = root() / "examples"
    told = subprocess.check_output([sys.executable, examples / "python" / "story.py"], text=True)
    assert told == (examples / "story.expected.txt").read_text()
