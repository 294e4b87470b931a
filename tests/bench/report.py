"""The table and the verdicts. A goal that was missed says so."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from tests.bench.counting import Statements
from tests.bench.measuring import Target

Part = tuple[str, str, bool]
# Of a ratio of times: it moves by that much from run to run. Statements, bytes and hits have none.
ALLOWANCE = 1.15
HEAD = ("what", "median ms", "CPU ms", "x hello", "x insert", "x plain page", "SQL")


@dataclass(frozen=True)
class Verdict:
    """``number`` of the goal; ``parts`` are (what, measured, met)."""

    number: int
    what: str
    parts: list[Part]

    @property
    def met(self) -> bool:
        return all(part[2] for part in self.parts)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def at_most(what: str, value: float, limit: float) -> Part:
    return f"{what}: at most {limit:g}", _told(value, value <= limit), value <= limit * ALLOWANCE


def at_least(what: str, value: float, limit: float) -> Part:
    return f"{what}: at least {limit:g}", _told(value, value >= limit), value >= limit / ALLOWANCE


def _told(value: float, is_met: bool) -> str:
    return f"{value:.2f}" if is_met else f"{value:.2f} (allowance {ALLOWANCE - 1:.0%})"


def table(targets: list[Target], counts: dict[str, Statements | int]) -> str:
    """Ratios are of CPU, each the median over rounds in which both were measured."""
    hello, insert, plain = targets[:3]
    lines = [f"| {' | '.join(HEAD)} |", "|---|" + "---:|" * (len(HEAD) - 1)]
    for one in targets:
        ratios = [f"{one.times_of(other):.2f}" for other in (hello, insert, plain)]
        cells = [one.name, f"{one.median_ms:.1f}", f"{one.cpu_ms:.1f}", *ratios, str(counts.get(one.name, ""))]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def verdicts(found: list[Verdict]) -> str:
    """In the order of the goals."""
    lines = ["| goal | part | measured | |", "|---|---|---|---|"]
    for one in sorted(found, key=lambda verdict: verdict.number):
        for what, measured, met in one.parts:
            lines.append(f"| {one.number} {one.what} | {what} | {measured} | {'ok' if met else 'MISSED'} |")
    return "\n".join(lines)
