"""The notebooks run from top to bottom, and their pictures are those of the documentation."""

from __future__ import annotations

import os
import re
from pathlib import Path

import nbformat
import pytest
from conftest import root
from nbclient import NotebookClient

NOTEBOOKS = root() / "bindings" / "python" / "notebooks"


@pytest.mark.filterwarnings("ignore")  # Jupyter's own parts warn of each other.
@pytest.mark.parametrize("name", ["september-2020", "as-known-that-day", "as-known-that-day-with-spark"])
def test_a_notebook_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if name.endswith("spark"):
        pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
    monkeypatch.setenv("LAWFUL_NOTEBOOK_PICTURES", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    path = NOTEBOOKS / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert shown and not [output for output in shown if output.output_type == "error"]
    committed = root() / "docs" / "pictures" / "python"
    drawn = sorted(picture.name for picture in tmp_path.glob("*.svg"))
    assert drawn
    for picture in drawn:
        if "LAWFUL_BLESS" in os.environ:
            (committed / picture).write_text((tmp_path / picture).read_text())
        assert marks(committed / picture) == marks(tmp_path / picture), picture


def marks(picture: Path) -> list[str]:
    """What a picture says of each of its marks: how it is drawn is the affair of who draws it."""
    return re.findall(r'aria-label="([^"]*)"', picture.read_text())
