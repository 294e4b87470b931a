"""``make test``: the checks, then the suite on SQLite and PostgreSQL, races, Chromium, faults and scale.

What is needed is brought; what cannot be had makes the run fail with the command that would mend
it, unless the caller says so with TEST_WITHOUT=postgres,chromium. DATABASE_URL_TEST names a server to
use instead of our own. Stages may be chosen: ``python -m tests.run sqlite e2e``.

Two tracks run side by side: the plain stages, which keep every processor busy, and those that mostly
wait or work in one process. The first gives way to the second, so that nothing that waits for an answer
waits for a plain test. With two processors the stages that fill both come after, each alone (decision 0048);
with one, or with TEST_TRACKS=1, everything runs in turn.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

from tests import check, chromium, once
from tests.postgres import CannotStart, Cluster
from tests.tracks import Parts, Tracks

REPORTS = check.ROOT / "var" / "test"
LEAVABLE = ("postgres", "chromium")
PLAIN = "not e2e and not races and not faults and not scale"
PROCESSORS = os.cpu_count() or 1
TRACKS = min(PROCESSORS, int(os.environ.get("TEST_TRACKS", "2")))
STRANGE_ENDS = {1: "tests failed", 2: "interrupted", 5: "no test found", -9: "killed", -15: "ended from outside"}


@dataclass(frozen=True)
class Stage:
    name: str
    marks: str
    postgres: bool
    workers: int = 0

    @property
    def is_plain(self) -> bool:
        return self.marks == PLAIN

    @property
    def comes_after(self) -> bool:
        """On a small machine it has room beside nothing else."""
        return not self.is_plain and self.workers >= PROCESSORS


STAGES = (
    Stage("sqlite", PLAIN, postgres=False, workers=max(2, min(4, os.cpu_count() or 2))),
    Stage("postgres", PLAIN, postgres=True, workers=max(2, min(4, os.cpu_count() or 2))),
    # Racers wait for each other and for the server more than they compute; each test has a database of its own.
    Stage("races", "races", postgres=True, workers=2),
    # Who walks mostly waits, for pages to be drawn and looked at: two walk beside each other (decision 0048).
    Stage("e2e", "e2e", postgres=True, workers=2),
    Stage("faults", "faults", postgres=True),
    Stage("scale", "scale", postgres=True),
)


class Run:
    """Collects what the stages said; ``main`` turns it into one line and an exit code."""

    def __init__(self, wanted: list[str]) -> None:
        self.wanted = wanted
        self.without = {word.strip() for word in os.environ.get("TEST_WITHOUT", "").split(",") if word.strip()}
        self.reports: list[Counter[str]] = []
        self.left_to_the_first = 0
        self.failed: list[str] = []
        self.left_out: list[str] = []
        self.database_url: str | None = None
        self.tracks = Tracks(REPORTS, check.ROOT)

    @property
    def counts(self) -> Counter[str]:
        return sum(self.reports, Counter())

    def wants(self, name: str) -> bool:
        return not self.wanted or name in self.wanted

    def bring(self, stack: ExitStack) -> None:
        """PostgreSQL answers and Chromium is found, or the run has failed and says how to mend it."""
        if unknown := self.without - set(LEAVABLE):
            sys.exit(f"TEST_WITHOUT takes {', '.join(LEAVABLE)}; not {', '.join(sorted(unknown))}.")
        if "postgres" not in self.without and any(self.wants(s.name) for s in STAGES if s.postgres):
            self._bring_postgres(stack)
        if "chromium" not in self.without and self.wants("e2e"):
            path = chromium.bring()
            if path:
                os.environ["CHROMIUM"] = path
            else:
                self._missing("chromium", chromium.MEND)

    def _bring_postgres(self, stack: ExitStack) -> None:
        self.database_url = os.environ.get("DATABASE_URL_TEST")
        if self.database_url:
            return
        try:
            self.database_url = stack.enter_context(Cluster()).url()
        except CannotStart as problem:
            self._missing("postgres", f"{problem}\nor set DATABASE_URL_TEST to a server where we may create databases")

    def _missing(self, name: str, mend: str) -> None:
        self.failed.append(name)
        print(f"{name} cannot be had.\nMend: {mend}\n(or leave it out: TEST_WITHOUT={name})", flush=True)

    def stage(self, stage: Stage) -> None:
        """Runs the stage's tests and adds up their outcomes."""
        lacks = (stage.postgres and stage.name != "e2e" and not self.database_url) or (
            stage.name == "e2e" and "CHROMIUM" not in os.environ
        )
        if lacks:
            self.left_out.append(stage.name)
            return
        report = REPORTS / f"{stage.name}.xml"
        report.unlink(missing_ok=True)
        code = self.tracks.program(
            stage.name, self._command(stage, report), self._environment(stage), yields=stage.is_plain
        )
        if report.exists():
            self.reports.append(outcomes(report))
            self.left_to_the_first += left_to_the_first(report)
        if code:
            self.failed.append(f"{stage.name} ({STRANGE_ENDS.get(code, f'ended with code {code}')})")

    def check(self) -> None:
        """In a process of its own, so that a wish to stop ends it."""
        if self.tracks.program("check", [sys.executable, "-m", "tests.check"], dict(os.environ), yields=False):
            self.failed.append("check (it says above which)")

    def everything(self) -> None:
        """All that is wanted, in two tracks where that is possible."""
        checks: Parts = [self.check] if self.wants("check") else []
        wanted = [stage for stage in STAGES if self.wants(stage.name)]
        plain: Parts = [partial(self.stage, stage) for stage in wanted if stage.is_plain]
        after: Parts = [partial(self.stage, stage) for stage in wanted if stage.comes_after]
        others: Parts = [partial(self.stage, stage) for stage in wanted if not stage.is_plain and not stage.comes_after]
        if TRACKS > 1 and plain and (checks or others):
            self.tracks.side_by_side(plain, [*checks, *others])
            self.tracks.in_turn(after)
        else:
            self.tracks.in_turn([*checks, *plain, *others, *after])

    def _command(self, stage: Stage, report: Path) -> list[str]:
        workers = ["-n", str(stage.workers), "--dist", "worksteal"] if stage.workers else []
        second = stage.is_plain and stage.name != STAGES[0].name and self.wants(STAGES[0].name)
        more = [once.OPTION] if second else []
        return [
            *(sys.executable, "-m", "pytest", "-q", "-m", stage.marks, f"--junit-xml={report}"),
            *("--durations=10", "-o", "console_output_style=count", *workers, *more),
        ]

    def _environment(self, stage: Stage) -> dict[str, str]:
        environment = check.clean_environment()
        environment.pop("DATABASE_URL_TEST", None)
        if stage.postgres and self.database_url:
            environment["DATABASE_URL_TEST"] = self.database_url
        return environment


def outcomes(report: Path) -> Counter[str]:
    """How many tests of a JUnit report passed, failed, broke and were skipped."""
    suite = ElementTree.parse(report).getroot().find("testsuite")  # noqa: S314  our own file
    if suite is None:
        return Counter()
    counts = Counter({word: int(suite.get(key, "0")) for word, key in OUTCOMES.items()})
    counts["passed"] = int(suite.get("tests", "0")) - sum(counts.values())
    return counts


def left_to_the_first(report: Path) -> int:
    """How many tests the stage did not run because they touch no database."""
    found = ElementTree.parse(report).getroot().find(f"testsuite/properties/property[@name='{once.LEFT}']")  # noqa: S314
    return 0 if found is None else int(found.get("value", "0"))


OUTCOMES = {"failed": "failures", "errors": "errors", "skipped": "skipped"}


def summary(run: Run, seconds: float) -> str:
    """One line in pytest's words, e.g. ``2 failed, 310 passed, 1 skipped in 412.31s (0:06:52)``."""
    counted = [f"{run.counts[word]} {word}" for word in ("failed", "passed", "skipped", "errors") if run.counts[word]]
    minutes, rest = divmod(int(seconds), 60)
    text = f"{', '.join(counted) or 'no tests ran'} in {seconds:.2f}s ({minutes // 60}:{minutes % 60:02}:{rest:02})"
    return f"{'=' * 9} {text} {'=' * 9}"


def main(wanted: list[str]) -> int:
    signal.signal(signal.SIGTERM, _leave)
    REPORTS.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    run = Run(wanted)
    with ExitStack() as stack:
        run.bring(stack)
        run.everything()
    if run.left_to_the_first:
        print(f"\n{run.left_to_the_first} tests touch no database and ran in the first plain stage only")
    if run.left_out:
        print(f"\nLeft out: {', '.join(run.left_out)}")
    if run.failed:
        print(f"\nFailed: {', '.join(run.failed)}")
    print(summary(run, time.monotonic() - started), flush=True)
    return 1 if run.failed else 0


def _leave(number: int, frame: FrameType | None) -> None:
    """A wish to stop unwinds the stack, so that the cluster is removed."""
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
