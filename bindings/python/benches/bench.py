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
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
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
    parser.add_argument("--wheel", type=Path, required=True)
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
    size = arguments.wheel.stat().st_size / 1e6
    report.add("the wheel", f"{size:.2f} MB", "≤ 2 MB", size <= 2)
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
            "A join gives the number of each row with its verdict, in any order; we give verdicts in the order of the rows. Its",
            "intervals are made of the rule set beforehand, and that is not counted. Every row of every join has the verdict that",
            "we give it, or there are no figures. Facts are dictionaries (categories, enums) on all sides. Both are measured in",
            "turns by the time on the core, of all threads; the Rust batch, and Spark, by the wall clock. The Rust batch writes over",
            "the same memory in each turn, where a table has memory of its own.",
            "",
            "Million rows a second:",
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
    ways: dict[str, Callable[[], object]] = {}
    for library, given in (("pyarrow", arrow), ("polars", frame)):
        ways[f"lawful, from {library}"] = lambda given=given: decide(world, given)  # type: ignore[misc]
        ways[f"lawful, from {library}, the verdict"] = lambda given=given: decide(world, given, ["verdict"])  # type: ignore[misc]
    with tempfile.TemporaryDirectory() as folder, rust_batch(world, codes, rust, Path(folder)) as batch:
        rust_times: list[float] = []
        walls: dict[str, list[float]] = {name: [] for name in ways}
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(TURNS):
            rust_times.append(batch.turn())
            for name, way in ways.items():
                walls[name].append(timed(way, times[name]))
    whole = best(times, "lawful, from pyarrow", "lawful, from polars")
    against_rust = ratio(rust_times, walls[whole])
    own = best(times, "lawful, from pyarrow, the verdict", "lawful, from polars, the verdict")
    wanted = verdicts_by_row(decide(world, arrow, ["verdict"]))
    lacking = decide(world, arrow, ["missing"])["missing"]
    assert pa.compute.sum(pa.compute.list_value_length(lacking)).as_py() == 0, "rows lack facts"
    peers = joins(world, arrow)
    for name, join in peers.items():
        start = process_time()
        joined = join()
        times[name] = [process_time() - start]
        check(name, joined, wanted)
    fastest = min(peers, key=lambda name: times[name])
    # Only in turns do both have the same machine.
    in_turns: dict[str, list[float]] = {own: [], whole: [], fastest: []}
    for _ in range(TURNS):
        for name, taken in in_turns.items():
            timed((ways | peers)[name], taken)
    times |= in_turns
    report.detail(f"| {world.name} | the Rust batch (by the wall clock) | {rows / statistics.median(rust_times) / 1e6:.1f} |")
    for name, taken in times.items():
        report.detail(f"| {world.name} | {name} | {rows / statistics.median(taken) / 1e6:.1f} |")
    # A join gives the verdict alone, so that is what is compared; beside it, all that a table is answered with.
    against = ratio(in_turns[fastest], in_turns[own])
    what = f"{world.name}: {own}, against the fastest join ({fastest})"
    report.add(what, f"{against:.1f} ×", f"≥ {least:g} ×", against >= least)
    against = ratio(in_turns[fastest], in_turns[whole])
    report.add(f"{world.name}: {whole}, with bounds, ends, grounds and missing facts, against the same", f"{against:.1f} ×", "", True)
    what = f"{world.name}: {whole}, against the Rust batch"
    report.add(what, f"{against_rust:.2f} ×", "≥ 0.5 ×", against_rust >= 0.5)


def ratio(theirs: list[float], ours: list[float]) -> float:
    """How many times as quick, turn by turn."""
    return statistics.median(their / our for their, our in zip(theirs, ours, strict=True))


def decide(world: worlds.World, given: Any, answers: list[str] | None = None) -> Any:
    facts: dict[str, Any] = {fact: fact for fact in world.facts}
    return world.rules.decide_table(given, at="at", progress=False, answers=answers, **facts)


def verdicts_by_row(answers: Any) -> np.ndarray:
    """The verdict of each row, as a number."""
    return codes_of(pa.table(answers)["verdict"])


def codes_of(words: pa.ChunkedArray) -> np.ndarray:
    if pa.types.is_dictionary(words.type):
        words = words.cast(pa.dictionary(words.type.index_type, pa.string())).unify_dictionaries().combine_chunks()
    else:
        words = words.cast(pa.string()).dictionary_encode().combine_chunks()
    numbers = [list(lawful.Verdict).index(lawful.Verdict(word)) for word in words.dictionary.to_pylist()]
    found: np.ndarray = np.array(numbers, dtype=np.int8)[words.indices.to_numpy(zero_copy_only=False)]
    return found


def check(name: str, joined: Any, wanted: np.ndarray) -> None:
    """Every row has one answer, and it is the one that we give it."""
    table = pa.table(joined)
    rows, answers = table["row"].to_numpy(), codes_of(table["answer"])
    found = np.full(len(wanted), -1, dtype=np.int8)
    found[rows] = answers
    assert len(rows) == len(wanted) and (found == wanted).all(), f"{name} answers otherwise"


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


def timed(work: Callable[[], object], on_the_core: list[float] | None = None) -> float:
    """How long it takes until the answers are there; that they are thrown away again is nobody's work. Beside it, the time
    on a core, of all threads."""
    start, core = perf_counter(), process_time()
    answers = work()
    taken, core = perf_counter() - start, process_time() - core
    del answers
    if on_the_core is not None:
        on_the_core.append(core)
    return taken


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
    command = [sys.executable, __file__, "--rust", ".", "--wheel", ".", "--write", ".", "--memory", str(rows)]
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
        .config("spark.ui.showConsoleProgress", "false")
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

    def one_word(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            columns = [*batch.columns, pa.repeat("unregulated", batch.num_rows)]
            yield pa.RecordBatch.from_arrays(columns, names=[*batch.schema.names, "verdict"])

    ways = {
        "identity": frame.mapInArrow(lambda batches: batches, frame.schema),
        # What a further column costs Spark, whatever it takes to find out what is in it.
        "one word in every row": frame.mapInArrow(one_word, decided.schema),
        "decided, the verdict": decided,
        "decided": lawful.spark.decide(frame, world.rules, at="at", **facts),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(TURNS + 1):
        for name, what in ways.items():
            taken = timed(lambda what=what: what.write.format("noop").mode("overwrite").save())  # type: ignore[misc]
            if turn:  # The first warms the workers.
                times[name].append(taken)
    session.stop()
    for name, turns in times.items():
        report.detail(f"| Spark, two workers | {name} | {rows / statistics.median(turns) / 1e6:.2f} |")
    against = ratio(times["identity"], times["decided, the verdict"])
    what = f"Spark, local, {rows:,} rows: the verdict, against identity"
    report.add(what, f"{against:.2f} ×", "≥ 0.9 ×", against >= 0.9)
    for name, by in (("one word in every row", "identity"), ("decided, the verdict", "one word in every row")):
        against = ratio(times[by], times[name])
        report.add(f"Spark, local, {rows:,} rows: {name}, against {by}", f"{against:.2f} ×", "", True)
    against = ratio(times["identity"], times["decided"])
    report.add(f"Spark, local, {rows:,} rows: all answers, against identity", f"{against:.2f} ×", "", True)


if __name__ == "__main__":
    main()
