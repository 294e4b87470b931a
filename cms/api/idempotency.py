"""The same request twice has one effect and one answer (``Idempotency-Key``), for the same person only.

Effect and key stand in one transaction: what failed left no key behind and may be tried again with the same one.
Sources: threats T28; draft-ietf-httpapi-idempotency-key-header-07.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Status

from cms.api.models import GivenAnswer
from cms.api.problems import Fault, Problem
from cms.core.waiting import or_busy, patiently
from cms.people.models import User

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{8,80}")
ONCE = "given_answer_once_per_person_and_key"
REPLAYED = "Idempotency-Replayed"


class _Taken(Exception):
    """Somebody else has answered with this key meanwhile."""


def once(
    request: HttpRequest,
    response: HttpResponse,
    do: Callable[[], Any],
    *,
    user: User,
    status: int = 200,
    patience: int = 0,
) -> Status[Any]:
    """What ``do`` answers, done now or done before by the same request. ``do`` returns a ``Told`` shape.

    patience  seconds to wait for another request with the same key or record, instead of telling Busy
    Raises  Problem (no key, or it was used for another request) and what ``do`` raises.
    """
    key, print_ = _key(request), _fingerprint(request)
    if given := _given(user, key, print_, response):
        return given
    try:
        with or_busy(), transaction.atomic():
            if patience:
                patiently(patience)
            row = _claim(user, key, print_)
            answer = do()
            row.status, row.body = status, answer.model_dump(mode="json")
            row.save(update_fields=["status", "body"])
    except _Taken:
        if given := _given(user, key, print_, response):
            return given
        raise Problem("busy") from None
    return Status(status, answer)


def _claim(user: User, key: str, print_: str) -> GivenAnswer:
    try:
        with transaction.atomic():
            return GivenAnswer.objects.create(user=user, key=key, fingerprint=print_)
    except IntegrityError as error:
        raise _Taken from error


def _given(user: User, key: str, print_: str, response: HttpResponse) -> Status[Any] | None:
    row = GivenAnswer.objects.filter(user=user, key=key).first()
    if row is None:
        return None
    if row.fingerprint != print_:
        raise Problem("key-reused")
    response[REPLAYED] = "true"
    return Status(row.status, row.body)


def _key(request: HttpRequest) -> str:
    key = request.headers.get(HEADER, "")
    if not KEY.fullmatch(key):
        text = _("A key of 8 to 80 characters (letters, digits, signs) that is new for each request is needed.")
        raise Problem("invalid-request", errors=[Fault(f"{HEADER}:", text)])
    return key


def _fingerprint(request: HttpRequest) -> str:
    said = b"\n".join([(request.method or "").encode(), request.path_info.encode(), request.body])
    return hashlib.sha256(said).hexdigest()
