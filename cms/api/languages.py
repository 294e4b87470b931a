"""In which language the API speaks: the first of Accept-Language that it has, else Japanese.

Only ``ja`` and ``en``: these are the languages of procedures. Pages have languages of their own (``locale``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

SPOKEN = ("ja", "en")


def asked_for(request: HttpRequest) -> str:
    header = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    for tag, _weight in parse_accept_lang_header(header):
        language = tag.partition("-")[0]
        if language in SPOKEN:
            return language
    return SPOKEN[0]


@contextmanager
def spoken(request: HttpRequest) -> Iterator[str]:
    language = asked_for(request)
    with translation.override(language):
        yield language
