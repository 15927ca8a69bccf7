"""What the documents show of Python."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import textwrap
from typing import Any

import dask.dataframe as dd
import pandas
import pyarrow.compute as pc
import pytest
from conftest import questions, root, table

import lawful

BLOCKS = re.findall(r"^```python\n(.*?)^```", (root() / "docs" / "python.md").read_text(), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("block", range(len(BLOCKS)))
def test_the_code_of_the_page_on_python_is_code(block: int) -> None:
    ast.parse(textwrap.dedent(BLOCKS[block]))


def test_the_page_on_python_shows_code() -> None:
    assert len(BLOCKS) >= 3


@pytest.mark.filterwarnings("ignore")  # Dask and what it calls warn of their own affairs.
@pytest.mark.parametrize("scheduler", ["sync", "threads"])
def test_the_recipe_for_dask_answers_as_one_process_does(law: lawful.Ruleset, scheduler: str) -> None:
    rows = table(questions(2_000)).select(["app", "location", "at"]).rename_columns(["app", "country", "when"])
    rows = rows.filter(pc.is_valid(rows["app"]))
    frame = dd.from_pandas(rows.to_pandas(), npartitions=4)
    (recipe,) = [block for block in BLOCKS if block.startswith("# Dask")]
    names: dict[str, Any] = {"lawful": lawful, "pandas": pandas, "law": law, "frame": frame}
    exec(recipe, names)
    decided = names["decided"].compute(scheduler=scheduler)
    single = law.decide_table(rows, at="when", answers=["verdict"], **names["facts"])
    assert decided["verdict"].tolist() == single["verdict"].to_pylist()
    assert len(set(decided["verdict"])) > 2 and frame.npartitions == 4


def test_the_story_is_told_as_in_the_other_languages() -> None:
    examples = root() / "examples"
    told = subprocess.check_output([sys.executable, examples / "python" / "story.py"], text=True)
    assert told == (examples / "story.expected.txt").read_text()
