"""Measures the package beside the usual libraries for tables; `cargo xtask bench python` runs it.

Ratios are medians over turns in one run, so that what else the machine does falls on both sides.
"""

from __future__ import annotations

import os
import sys

# One core for everybody; said before they are imported.
os.environ |= {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1"}
# The workers of Spark are of this environment too.
os.environ["PYSPARK_PYTHON"] = sys.executable

import argparse
import json
import platform
import statistics
import subprocess
import tempfile
import timeit
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import worlds
from peers import joins

import lawful

TURNS = 5
MIB = 1 << 20


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows")
    parser.add_argument("--rust", type=Path, required=True, help="the example `batch` of lawful-corpus")
    parser.add_argument("--write", type=Path, required=True)
    parser.add_argument("--memory", type=int, help="internal: measures the peak of so many rows")
    arguments = parser.parse_args()
    if arguments.memory:
        print(json.dumps(memory(arguments.memory)))
        return
    rows = 1_000_000 if arguments.quick else 10_000_000
    report = Report()
    for world, least in ((worlds.corpus(), 10.0), (worlds.provisions(), 4.0)):
        table(report, world, rows, least, arguments.rust)
    calls(report)
    importing(report)
    peak(report, rows)
    spark(report, rows)
    report.write(arguments.write, rows)


class Report:
    """Figures, each with what it must reach."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.details: list[str] = []

    def add(self, measure: str, figure: str, must: str, reached: bool) -> None:
        verdict = ("yes" if reached else "**no**") if must else ""
        self.lines.append(f"| {measure} | {figure} | {must} | {verdict} |")
        print(self.lines[-1], flush=True)

    def detail(self, text: str) -> None:
        self.details.append(text)
        print(text, flush=True)

    def write(self, path: Path, rows: int) -> None:
        machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        text = [
            "# Python: measured",
            "",
            f"By `cargo xtask bench python`: {rows:,} rows, {TURNS} turns, medians; {machine}, lawful {lawful.version()}.",
            "",
            "| measure | figure | must reach | reached |",
            "|---|---|---|---|",
            *self.lines,
            "",
            "Million rows a second, one core:",
            "",
            "| world | who | Mrows/s |",
            "|---|---|---|",
            *self.details,
        ]
        path.write_text("\n".join(text) + "\n")


def table(report: Report, world: worlds.World, rows: int, least: float, rust: Path) -> None:
    codes = world.codes(rows)
    arrow = world.table(codes)
    frame = pl.DataFrame(arrow)
    with tempfile.TemporaryDirectory() as folder, rust_batch(world, codes, rust, Path(folder)) as batch:
        ways: dict[str, Callable[[], float]] = {"the Rust batch": batch.turn}
        for library, given in (("pyarrow", arrow), ("polars", frame)):
            ways[f"lawful, from {library}"] = lambda given=given: timed(lambda: decide(world, given))  # type: ignore[misc]
            ways[f"lawful, from {library}, the verdict"] = lambda given=given: timed(  # type: ignore[misc]
                lambda: decide(world, given, ["verdict"])
            )
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(TURNS):
            for name, way in ways.items():
                times[name].append(way())
    whole = best(times, "lawful, from pyarrow", "lawful, from polars")
    against = statistics.median(rust / own for rust, own in zip(times["the Rust batch"], times[whole], strict=True))
    verdict = best(times, "lawful, from pyarrow, the verdict", "lawful, from polars, the verdict")
    verdicts = decide(world, arrow, ["verdict"])["verdict"]
    wanted = tally(world, arrow.append_column("answer", verdicts))
    fastest = 0.0
    for name, join in joins(world, arrow).items():
        times[name] = [timed(lambda join=join: join(["answer"])) for _ in range(2)]  # type: ignore[misc]
        fastest = max(fastest, rows / min(times[name]))
        found = tally(world, pa.table(join([*world.facts, "at", "answer"])))
        assert found == wanted, f"{name} answers otherwise in {world.name}: {found ^ wanted}"
    for name, taken in times.items():
        report.detail(f"| {world.name} | {name} | {rows / statistics.median(taken) / 1e6:.1f} |")
    # A join gives the verdict alone, so that is what is compared; beside it, all that a table is answered with.
    for name, must in ((verdict, least), (whole, None)):
        ratio = rows / statistics.median(times[name]) / fastest
        what = f"{world.name}: {name}, against the fastest join"
        if must is None:
            report.add(f"{what}, which gives the verdict alone", f"{ratio:.1f} ×", "", True)
        else:
            report.add(what, f"{ratio:.1f} ×", f"≥ {must:g} ×", ratio >= must)
    report.add(f"{world.name}: {whole}, against the Rust batch", f"{against:.2f} ×", "≥ 0.5 ×", against >= 0.5)


def decide(world: worlds.World, given: Any, answers: list[str] | None = None) -> Any:
    facts: dict[str, Any] = {fact: fact for fact in world.facts}
    return world.rules.decide_table(given, at="at", progress=False, answers=answers, **facts)


def tally(world: worlds.World, rows: pa.Table) -> set[tuple[Any, ...]]:
    """For all facts and each answer to them, how many rows there are and the sum of their instants in seconds: whatever
    order rows are in, it is the same where each has the same answer, and hardly ever else."""
    groups = [*world.facts, "answer"]
    found: dict[tuple[str, ...], tuple[int, int]] = {}
    for batch in rows.to_batches(max_chunksize=1_000_000):
        piece = pl.DataFrame(batch).with_columns(pl.col(groups).cast(pl.String), seconds=pl.col("at").dt.epoch("s"))
        sums = piece.group_by(groups).agg(count=pl.len(), seconds=pl.sum("seconds"))
        for *group, count, seconds in sums.iter_rows():
            counted = found.get(tuple(group), (0, 0))
            found[tuple(group)] = (counted[0] + count, counted[1] + seconds)
    return {(*group, *counted) for group, counted in found.items()}


class RustBatch:
    """The batch of the library, on the same rows, in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __enter__(self) -> RustBatch:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()

    def turn(self) -> float:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline().split()[0])


def rust_batch(world: worlds.World, codes: dict[str, np.ndarray], program: Path, folder: Path) -> RustBatch:
    (folder / "rules").write_bytes(world.rules.to_prepared())
    (folder / "columns").write_text("".join(f"{' '.join([fact, *values])}\n" for fact, values in world.facts.items()))
    with (folder / "rows").open("wb") as file:
        for fact in world.facts:
            file.write(codes[fact].astype("<u4").tobytes())
        file.write(codes["at"].astype("<i8").tobytes())
    command = [program, folder / "rules", folder / "columns", folder / "rows"]
    return RustBatch(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))


def timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def best(times: dict[str, list[float]], *names: str) -> str:
    return min(names, key=lambda name: statistics.median(times[name]))


def calls(report: Report) -> None:
    asked = lawful.corpus().transaction(
        app="wechat", activity="app-store/download", actor="app-store", location="US", storefront="US"
    )
    at = datetime(2020, 9, 21, 12, tzinfo=UTC)
    verdict = asked.prepare().verdict
    turns = timeit.repeat(lambda: verdict(at), number=100_000, repeat=9)
    empty = timeit.repeat(lambda: None, number=100_000, repeat=9)
    nanoseconds = (statistics.median(turns) - statistics.median(empty)) / 100_000 * 1e9
    report.add("one call, prepared transaction", f"{nanoseconds:.0f} ns", "≤ 300 ns", nanoseconds <= 300)


def importing(report: Report) -> None:
    code = "import time; start = time.perf_counter(); import lawful; print(time.perf_counter() - start)"
    taken = [float(subprocess.check_output([sys.executable, "-c", code], text=True)) for _ in range(11)]
    milliseconds = statistics.median(taken) * 1e3
    report.add("`import lawful`", f"{milliseconds:.0f} ms", "≤ 30 ms", milliseconds <= 30)


def peak(report: Report, rows: int) -> None:
    command = [sys.executable, __file__, "--rust", ".", "--write", ".", "--memory", str(rows)]
    found = json.loads(subprocess.check_output(command, text=True))
    beyond = (found["peak"] - found["before"] - found["output"]) / MIB
    report.add(f"peak memory beyond input and output, {rows:,} rows", f"{beyond:.0f} MiB", "≤ 64 MiB", beyond <= 64)


def memory(rows: int) -> dict[str, int]:
    """In a process of its own: what it held with its input, what comes out, and the peak while that was made."""
    world = worlds.corpus()
    arrow = world.table(world.codes(rows))
    facts: dict[str, Any] = {fact: fact for fact in world.facts}
    # What is loaded and found out at the first asking is not what a table takes.
    world.rules.decide_table(arrow.slice(0, 10_000), at="at", progress=False, **facts)
    Path("/proc/self/clear_refs").write_text("5")
    before = status("VmRSS")
    answers = world.rules.decide_table(arrow, at="at", progress=False, **facts)
    return {"before": before, "peak": status("VmHWM"), "output": answers.nbytes}


def status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def spark(report: Report, rows: int) -> None:
    import lawful.spark
    from pyspark.sql import SparkSession
    from pyspark.sql import functions as F

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    world = worlds.corpus()
    mixed = F.abs(F.xxhash64("id"))
    columns = []
    for number, (fact, values) in enumerate(world.facts.items()):
        place = (F.shiftright(mixed, 5 * number) % len(values) + 1).cast("int")
        columns.append(F.element_at(F.array(*map(F.lit, values)), place).alias(fact))
    seconds = F.lit(int(world.first.timestamp())) + mixed % int((world.last - world.first).total_seconds())
    frame = session.range(rows).select(*columns, F.timestamp_seconds(seconds).alias("at")).cache()
    frame.count()
    facts: dict[str, Any] = {fact: fact for fact in world.facts}
    decided = lawful.spark.decide(frame, world.rules, at="at", answers=["verdict"], **facts)
    identity = frame.mapInArrow(lambda batches: batches, frame.schema)
    times: dict[str, list[float]] = {"decided": [], "identity": []}
    for turn in range(TURNS + 1):
        for name, what in (("decided", decided), ("identity", identity)):
            taken = timed(lambda what=what: what.write.format("noop").mode("overwrite").save())  # type: ignore[misc]
            if turn:  # The first warms the workers.
                times[name].append(taken)
    session.stop()
    ratio = statistics.median(i / d for i, d in zip(times["identity"], times["decided"], strict=True))
    for name, turns in times.items():
        report.detail(f"| Spark, two workers | {name} | {rows / statistics.median(turns) / 1e6:.2f} |")
    report.add(f"Spark, local, {rows:,} rows, against identity", f"{ratio:.2f} ×", "≥ 0.9 ×", ratio >= 0.9)


if __name__ == "__main__":
    main()
