"""Everything that the site answers, kept with who asked: pages, answers for machines, files, PDFs; and the mails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponseBase

from tests.e2e.actors import Actor
from tests.told import body_of, plain, readable

WHO = "X-Walker"


@dataclass(frozen=True)
class Heard:
    """One answer of the site: who got it, from which address, and what can be read in it."""

    who: str
    address: str
    text: str


@dataclass
class Overheard:
    """What was answered so far."""

    answers: list[Heard] = field(default_factory=list)

    def name(self, actor: Actor, who: str) -> Actor:
        """Every request of this browser says whose it is."""
        actor.context.set_extra_http_headers({WHO: who})
        return actor

    def addresses(self, who: str) -> list[str]:
        """Where ``who`` has been, each address once."""
        return list(dict.fromkeys(one.address for one in self.answers if one.who == who))

    def places(self, who: str, *canaries: str) -> dict[str, set[str]]:
        """Address → which of ``canaries`` stood in an answer that ``who`` got from there."""
        found: dict[str, set[str]] = {}
        for one in self.answers:
            told = {canary for canary in canaries if plain(canary) in one.text} if one.who == who else set()
            if told:
                found.setdefault(one.address, set()).update(told)
        return found

    def middleware(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> Any:
        def keep(request: HttpRequest) -> HttpResponseBase:
            response = get_response(request)
            told = plain(" ".join([*readable(body_of(response)), *map(str, response.headers.values())]))
            self.answers.append(Heard(request.headers.get(WHO, ""), request.path, told))
            return response

        return keep


EAR = Overheard()
overhear = EAR.middleware


@pytest.fixture
def overheard(settings: Any) -> Iterator[Overheard]:
    """Ask for it before ``stage``: outside of every other middleware, so answers of the page cache are heard too."""
    settings.MIDDLEWARE = [f"{__name__}.overhear", *settings.MIDDLEWARE]
    EAR.answers.clear()
    yield EAR
    EAR.answers.clear()


def told_by_mail(to: str, *canaries: str) -> set[str]:
    """Which of ``canaries`` stand in a mail to ``to``: subject, text, HTML, attachments."""
    text = plain(" ".join(part for one in mail.outbox if to in one.recipients() for part in parts(one)))
    return {canary for canary in canaries if plain(canary) in text}


def parts(one: EmailMessage) -> Iterable[str]:
    yield from (str(one.subject), str(one.body), *map(str, one.extra_headers.values()))
    yield from (str(content) for content, *_type in getattr(one, "alternatives", ()))
    yield from (text for attached in one.attachments for text in readable(_bytes(attached)))


def _bytes(attached: Any) -> bytes:
    content = attached[1] if isinstance(attached, tuple) else attached.as_bytes()
    return content if isinstance(content, bytes) else str(content).encode()
