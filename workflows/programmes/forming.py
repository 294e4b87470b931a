"""Which kinds of procedure are installed, and whether a programme's data makes a form of its kind.

The kinds live in higher layers; the engine says at start where they are found (``use``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forms.definition import DefinitionError, parse
from workflows.programmes.models.call import Call
from workflows.programmes.models.programme import Programme


class Maker(Protocol):
    """What a kind of procedure must offer here; ``workflows.engine.kind.Kind`` does."""

    @property
    def title(self) -> Any: ...

    @property
    def has_money(self) -> bool: ...

    @property
    def letters(self) -> Sequence[Any]: ...

    @property
    def take_facts(self) -> Callable[[Call, Mapping[str, Any]], None] | None: ...

    @property
    def definition(self) -> Callable[[Call], dict[str, Any]]: ...


def _none() -> Mapping[str, Maker]:
    return {}


_find: Callable[[], Mapping[str, Maker]] = _none


def use(find: Callable[[], Mapping[str, Maker]]) -> None:
    """``find`` gives the installed kinds by slug; called once, when the applications are ready."""
    global _find
    _find = find


def choices() -> list[tuple[str, str]]:
    return [(slug, str(maker.title)) for slug, maker in _find().items()]


def has_money(slug: str) -> bool:
    """Whether programmes of this kind grant money, and so have costs and a cap."""
    maker = _find().get(slug)
    return maker is not None and maker.has_money


def letters(slug: str = "") -> list[tuple[str, str]]:
    """Key and title of the letters of one kind, or of all kinds."""
    makers = [maker for name, maker in _find().items() if slug in ("", name)]
    return list({letter.key: (letter.key, str(letter.title)) for maker in makers for letter in maker.letters}.values())


def take_facts(call: Call, values: Mapping[str, Any]) -> None:
    """What a file says of ``call`` for its kind alone is kept by the kind. Raises ValueError."""
    maker = _find().get(call.programme.kind)
    if maker is None or maker.take_facts is None:
        raise ValueError(_("this kind of procedure has no facts of its own"))
    maker.take_facts(call, values)


def refuse_unknown_kind(slug: str) -> None:
    """Raises ValidationError unless a kind of this name is installed."""
    if slug not in _find():
        raise ValidationError(_("There is no such kind of procedure: %(kind)s") % {"kind": slug})


def fault_of(call: Call) -> str:
    """Why the programme's data makes no form for ``call``: the place and the fault; empty when it makes one."""
    maker = _find().get(call.programme.kind)
    if maker is None:
        return _("There is no such kind of procedure: %(kind)s") % {"kind": call.programme.kind}
    try:
        parse(maker.definition(call))
    except DefinitionError as error:
        return str(error)
    return ""


def any_call(programme: Programme) -> Call:
    """A call that is not kept, to try out the form of ``programme``."""
    now = datetime.now(UTC)
    return Call(programme=programme, slug="trial", title="trial", fiscal_year=now.year, opens_at=now, closes_at=now)
