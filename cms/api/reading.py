"""Reads the body of a request: JSON as RFC 8259 has it and as every database can keep it, nothing else."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from cms.api.problems import Fault, Problem, pointer
from cms.core.text import unstorable

DEEPEST = 12
LARGEST_NUMBER = 2**53


class StrictParser(Parser):
    """Refuses other types, names given twice, NaN, what is nested too deep, and text that cannot be stored."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Problem("wrong-type", _("The body has to be application/json."))
        try:
            found = json.loads(request.body, object_pairs_hook=_object, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise Problem("invalid-request", _("The body is not valid JSON.")) from error
        _look_through(found, ())
        return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def _no_constant(text: str) -> Any:
    raise ValueError(text)


def _look_through(value: Any, place: tuple[str | int, ...]) -> None:
    if len(place) > DEEPEST:
        raise Problem("invalid-request", _("The body is nested too deep."))
    if isinstance(value, dict):
        for name, one in value.items():
            if unstorable(name):
                raise _unreadable(place)
            _look_through(one, (*place, name))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            _look_through(one, (*place, number))
    elif isinstance(value, str):
        if unstorable(value):
            raise _unreadable(place)
    elif isinstance(value, int | float) and abs(value) > LARGEST_NUMBER:
        fault = Fault(pointer(*place), _("The number is too large."))
        raise Problem("invalid-request", errors=[fault])


def _unreadable(place: tuple[str | int, ...]) -> Problem:
    fault = Fault(pointer(*place), _("This text has a character that cannot be stored."))
    return Problem("invalid-request", errors=[fault])
