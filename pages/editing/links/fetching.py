"""Looks whether an address of another site answers, without ever calling into the ward's own network.

Every call goes through the guard in ``cms.core.outward``; redirects are followed by the same rule. No body is read,
no cookie or credential sent. A look ends in time, however slowly a server drips its answer.
"""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings

from cms.core import outward
from cms.core.outward import Answer, Manners, NotCalled, is_public
from pages.editing.models import FoundLink

__all__ = ["Manners", "NotCalled", "Seen", "is_public", "look"]
State = FoundLink.State
MOST_REDIRECTS = 5
ASK_AGAIN = 400
GONE = (404, 410)
# The server is there and shows people the page, but not machines.
FOR_PEOPLE = (401, 403, 405, 406, 429, 999)


@dataclass(frozen=True)
class Seen:
    state: str
    detail: str = ""


def look(url: str, *, manners: Manners | None = None) -> Seen:
    """HEAD, then GET if the server does not like HEAD."""
    manners = manners or Manners()
    until = time.monotonic() + manners.total
    try:
        status = _follow("HEAD", url, manners, until)
        if status >= ASK_AGAIN and status not in FOR_PEOPLE:
            status = _follow("GET", url, manners, until)
    except NotCalled as refused:
        return Seen(State.REFUSED, str(refused))
    except (OSError, http.client.HTTPException) as error:
        return Seen(State.FAILING, outward.failure(error))
    if status in GONE:
        return Seen(State.GONE, f"HTTP {status}")
    if status >= ASK_AGAIN and status not in FOR_PEOPLE:
        return Seen(State.FAILING, f"HTTP {status}")
    return Seen(State.GOOD, f"HTTP {status}")


def _follow(method: str, url: str, manners: Manners, until: float) -> int:
    """The status at the end of the redirects."""
    for _turn in range(MOST_REDIRECTS + 1):
        answer = _ask(method, url, manners, until)
        if answer.status not in (301, 302, 303, 307, 308) or not answer.location:
            return answer.status
        url = _joined(url, answer.location)
    raise http.client.HTTPException("too many redirects")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise NotCalled("address") from error


def _ask(method: str, url: str, manners: Manners, until: float) -> Answer:
    place = outward.place_of(url, manners, seconds=min(manners.timeout, until - time.monotonic()))
    headers = {"User-Agent": f"Kizuna-link-check/1 (+{settings.BASE_URL})", "Accept": "*/*"}
    return outward.ask(place, method, headers=headers, seconds=min(manners.timeout, until - time.monotonic()))
