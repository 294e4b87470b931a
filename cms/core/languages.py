"""The languages of public pages. The default one has no prefix; the others begin with their code: ``/en/h16/``."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils import translation


@cache
def default() -> str:
    return str(settings.LANGUAGE_CODE)


@cache
def names() -> dict[str, str]:
    """Each language by its code, called as its readers call it."""
    return dict(settings.LANGUAGES)


@cache
def others() -> tuple[str, ...]:
    """Every language but the default one."""
    return tuple(code for code in names() if code != default())


def current() -> str:
    """The language in which this request is answered."""
    active = translation.get_language()
    return active if active in names() else default()


def is_default() -> bool:
    return current() == default()


def of_path(path: str) -> str:
    """The language of an address, or of a page's ``url_path``: its first part, when that is one of ``others``."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in others() else default()


def home(language: str | None = None) -> str:
    """The address of the front page in ``language``, or in the current one."""
    code = language or current()
    return "/" if code == default() else f"/{code}/"
