"""Threads, processes and interpreters."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import textwrap
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from conftest import COLUMNS, questions, table

import lawful
from lawful import Verdict

MONDAY = datetime(2020, 9, 21, 12, tzinfo=UTC)
ASK: dict[str, Any] = {"app": "wechat", "activity": "app-store/download", "actor": "app-store", "location": "US", "storefront": "US"}


def test_eight_threads_decide_while_rule_sets_are_swapped(law: lawful.Ruleset) -> None:
    """Whoever takes the current set gets answers of that set alone: old or new, and never a mixture."""
    from conftest import root

    own = lawful.Ruleset.from_folder(root() / "examples" / "what-if", with_corpus=True)
    stayed = {"stay": own, "corpus": law}
    wanted = {name: rules.transaction(**ASK).decide(MONDAY).to_json() for name, rules in stayed.items()}
    assert wanted["stay"] != wanted["corpus"]
    hashes = {rules.content_hash: name for name, rules in stayed.items()}
    rows = table(questions(40))
    tables = {
        name: rules.decide_table(rows, at="at", known="known", **COLUMNS).to_pylist() for name, rules in stayed.items()
    }
    current = [law]
    done = threading.Event()
    wrong: list[Any] = []
    # By thread and rule set, how often it was asked.
    rounds = [dict.fromkeys(stayed, 0) for _ in range(8)]

    def read(number: int) -> None:
        try:
            while not done.is_set():
                rules = current[0]
                name = hashes[rules.content_hash]
                asked = rules.transaction(**ASK).prepare()
                assert asked.decide(MONDAY).to_json() == wanted[name]
                answers = rules.decide_table(rows, at="at", known="known", **COLUMNS)
                assert answers.schema.metadata[b"content_hash"].decode() == rules.content_hash
                assert answers.to_pylist() == tables[name]
                rounds[number][name] += 1
        except BaseException as error:  # noqa: BLE001: told by the thread that asserts
            wrong.append(error)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    # Until every thread has asked both.
    n = 0
    while not wrong and any(min(asked.values()) < 1 for asked in rounds):
        current[0] = lawful.Ruleset.from_prepared((law if n % 2 else own).to_prepared())
        n += 1
    done.set()
    for thread in threads:
        thread.join()
    assert not wrong


def _decide(rules: lawful.Ruleset) -> tuple[str, Verdict, list[Any]]:
    asked = rules.transaction(**ASK)
    answers = rules.decide_table(table(questions(20)), at="at", known="known", **COLUMNS).to_pylist()
    return asked.decide(MONDAY).to_json(), asked.prepare().verdict(MONDAY), answers


# Forking a process that has threads is deprecated by Python: what pyarrow keeps are some.
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_other_processes_decide_the_same(law: lawful.Ruleset, method: str) -> None:
    """After the set was loaded and asked here."""
    wanted = _decide(law)
    context = multiprocessing.get_context(method)
    with context.Pool(2) as pool:
        assert pool.map(_decide, [law] * 4) == [wanted] * 4


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)


def test_a_sub_interpreter_is_refused_with_an_import_error() -> None:
    module = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
    finished = run(f"""
        import lawful, {module} as interpreters
        other = interpreters.create()
        code = "try:\\n import lawful\\nexcept ImportError as error:\\n print('refused:', error, flush=True)"
        interpreters.run_string(other, code)
        print(lawful.corpus().transaction(app="wechat").stated)
    """)
    assert finished.returncode == 0, finished.stderr
    assert "refused: lawful cannot be imported in a second interpreter" in finished.stdout
    assert "{'app': 'wechat'}" in finished.stdout


def test_importing_brings_in_no_library_for_tables() -> None:
    finished = run("""
        import sys
        before = set(sys.modules)
        import lawful
        lawful.corpus().provisions_table().to_pylist()
        print(sorted({name.partition(".")[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)))
    """)
    assert finished.stdout.strip() == "['lawful']", finished.stderr


def test_a_bug_of_the_library_is_an_exception_and_no_panic() -> None:
    from lawful import _lawful

    with pytest.raises(lawful.InternalError, match="bug") as raised:
        _lawful._panic()
    assert isinstance(raised.value, lawful.LawfulError) and isinstance(raised.value, Exception)
    # And it goes on.
    assert lawful.corpus().transaction(**ASK).verdict(MONDAY) is Verdict.SUSPENDED
