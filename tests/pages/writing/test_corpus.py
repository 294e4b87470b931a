"""How well the checks find what a careful editor would, on our own labelled passages (corpus/README.md).

``pytest -s`` prints the table.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

import pytest

from pages.writing import Finding
from pages.writing.checks import CHECKS
from tests.pages.writing.corpus import FILES, Label, Passage, passages

OVERALL, OF_ONE = 0.95, 0.85
FEWEST = 3


@dataclass
class Count:
    """``right``: labels that were found; ``missed``: labels that were not; ``wrong``: findings without a label."""

    right: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def touches(finding: Finding, label: Label, passage: Passage) -> bool:
    """The finding stands on the words of the label."""
    if finding.rule != label.rule:
        return False
    if label.words is None or not finding.old:
        return label.words is None or label.words in finding.excerpt
    place = next(piece for piece in passage.content.texts if piece.where == finding.where)
    return any(
        found.start() < finding.end and finding.start < found.end()
        for found in re.finditer(re.escape(label.words), place.text)
    )


def measured(*files: str) -> tuple[dict[str, Count], list[str]]:
    """Check → count, and what went wrong in words."""
    names = {check: check.__module__.rpartition(".")[2] for check in CHECKS}
    counts = {name: Count() for name in names.values()}
    told: list[str] = []
    for passage in passages(files or FILES):
        for check, name in names.items():
            labels = [label for label in passage.labels if RULES[label.rule] == name]
            found = list(check(passage.content))
            wrong = [one for one in found if not any(touches(one, label, passage) for label in labels)]
            missed = [label for label in labels if not any(touches(one, label, passage) for one in found)]
            counts[name].right += len(labels) - len(missed)
            counts[name].missed += len(missed)
            counts[name].wrong += len(wrong)
            told += [f"{one.rule} wrong: {one.old or one.excerpt} in {passage.text[:50]}" for one in wrong]
            told += [f"{label.rule} missed: {label.words} in {passage.text[:50]}" for label in missed]
    return counts, told


# Rule → the check that tells it.
RULES = {
    rule: check
    for check, rules in {
        "headings": "heading-order heading-title heading-empty",
        "pictures": "picture-no-alt picture-file-name picture-says-nothing picture-long-alt",
        "links": "link-says-nothing link-address link-empty",
        "tables": "table-no-headers table-empty-header table-no-caption",
        "half_width_kana": "half-width-kana",
        "wide_letters": "wide-letters",
        "spaced_words": "spaced-word",
        "machine_dependent": "machine-dependent private-character",
        "dates": "date-form first-year date-impossible",
        "weekdays": "weekday",
        "eras": "era-disagrees era-ended era-mixed",
        "times": "time-both time-impossible time-twelve time-mixed",
        "telephones": "telephone-form telephone-area telephone-digits",
        "sentences": "long-sentence easy-sentence",
        "double_negatives": "double-negative",
        "honorifics": "double-honorific humble-request",
        "plain_words": "plain-word",
        "counters": "counter",
        "colours": "colour-only",
        "capitals": "capitals",
        "repeated_symbols": "repeated-symbol",
        "reading_level": "many-kanji long-on-average",
        "easy_japanese": "easy-passive easy-polite easy-loanword",
    }.items()
    for rule in rules.split()
}


@pytest.fixture(scope="module")
def result() -> tuple[dict[str, Count], list[str]]:
    counts, told = measured()
    sys.stdout.write("\n".join([table(counts), *told, ""]))
    return counts, told


def table(counts: dict[str, Count]) -> str:
    lines = [f"{'check':20} labels right missed wrong precision recall"]
    for name, one in [*counts.items(), ("all", total(counts))]:
        figures = f"{one.right + one.missed:6} {one.right:5} {one.missed:6} {one.wrong:5}"
        lines.append(f"{name:20} {figures} {one.precision:9.1%} {one.recall:6.1%}")
    return "\n" + "\n".join(lines)


def total(counts: dict[str, Count]) -> Count:
    every = counts.values()
    return Count(sum(one.right for one in every), sum(one.missed for one in every), sum(one.wrong for one in every))


def test_the_corpus_is_large_half_clean_and_has_every_check() -> None:
    found = list(passages())
    clean = [passage for passage in found if not passage.labels]
    assert len(found) >= 500
    assert 0.45 <= len(clean) / len(found) <= 0.6
    assert len({passage.text for passage in found}) == len(found)
    labelled = [RULES[label.rule] for passage in found for label in passage.labels]
    assert min(labelled.count(check) for check in set(RULES.values())) >= FEWEST


def test_most_findings_are_right_and_most_faults_are_found(result: tuple[dict[str, Count], list[str]]) -> None:
    counts, told = result
    every = total(counts)
    assert min(every.precision, every.recall) >= OVERALL, told


@pytest.mark.parametrize("check", sorted(set(RULES.values())))
def test_every_check_is_good_by_itself(check: str, result: tuple[dict[str, Count], list[str]]) -> None:
    counts, told = result
    found = counts[check]
    assert min(found.precision, found.recall) >= OF_ONE, [one for one in told if RULES[one.split()[0]] == check]
