"""Yes/no questions before anything else: who may apply, answered without an account.

The answers travel in the address (``q12=yes``), hold nothing personal and are judged anew on each
page, so that no session is needed and the back button works.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from workflows.programmes.models import Call, EligibilityQuestion

WORDS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Answered:
    """One question with its answer; None while it is open."""

    question: EligibilityQuestion
    answer: bool | None

    @property
    def name(self) -> str:
        return f"q{self.question.pk}"

    @property
    def fits(self) -> bool:
        return self.answer == self.question.wanted

    @property
    def choice(self) -> str:
        """The word that the address carries for the answer, or nothing."""
        return "" if self.answer is None else ("yes" if self.answer else "no")


@dataclass(frozen=True)
class Judgement:
    answers: tuple[Answered, ...]

    @property
    def is_complete(self) -> bool:
        return all(answered.answer is not None for answered in self.answers)

    @property
    def fits(self) -> bool:
        """Every answer is the wanted one; true as well when the programme asks nothing."""
        return all(answered.fits for answered in self.answers)

    @property
    def misfits(self) -> list[Answered]:
        return [answered for answered in self.answers if answered.answer is not None and not answered.fits]

    @property
    def open(self) -> list[Answered]:
        return [answered for answered in self.answers if answered.answer is None]

    @property
    def query(self) -> str:
        """The answers as the tail of an address, e.g. ``q1=yes&q2=no``."""
        return urlencode({answered.name: answered.choice for answered in self.answers if answered.choice})

    def as_context(self) -> list[dict[str, str]]:
        """What a draft remembers: the questions as they were worded, and the answers."""
        return [{"question": answered.question.text, "answer": answered.choice} for answered in self.answers]


def judge(call: Call, data: Mapping[str, str]) -> Judgement:
    """The answers in ``data`` to the questions of the call's programme; anything else in it is ignored."""
    questions = call.programme.eligibility_questions.all()
    return Judgement(tuple(Answered(question, WORDS.get(data.get(f"q{question.pk}", ""))) for question in questions))
