"""The filters of the inbox as a form read from the address; the same form reads a stored export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms as django_forms
from django.db.models import Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.core.text import unstorable
from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.models import User
from workflows.cases import outcomes
from workflows.cases.models import Case
from workflows.engine import inbox
from workflows.engine.kind import kinds
from workflows.programmes.models import Programme

Choice = tuple[Any, str | Promise]

VIEWS: dict[str, Any] = {
    inbox.MINE: _("Waiting for me"),
    inbox.HUB: _("My hub"),
    inbox.ALL: _("All I may see"),
}
SORTS: list[Choice] = [
    ("arrived", _("newest arrival first")),
    ("oldest", _("oldest arrival first")),
    ("due", _("most urgent first")),
]


class DayInput(django_forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class InboxForm(django_forms.Form):
    """Bound to the parameters of the address. ``filters`` is what they ask for, None when they are wrong."""

    use_required_attribute = False

    q = django_forms.CharField(
        label=_("Number, group or name"), required=False, max_length=80,
        help_text=_("Part of a name in kanji or kana, or the beginning of a number."),
        widget=django_forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    step = django_forms.ChoiceField(label=_("Step"), required=False)
    due = django_forms.ChoiceField(
        label=_("Due"), required=False,
        choices=[
            ("", _("any")),
            (inbox.OVERDUE, pgettext_lazy("due", "overdue")),
            (inbox.SOON, _("due within three days")),
        ],
    )  # fmt: skip
    sort = django_forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)
    hub = django_forms.ChoiceField(label=_("Hub"), required=False)
    kind = django_forms.ChoiceField(label=_("Kind of procedure"), required=False, choices=lambda: _kinds())
    programme = django_forms.ChoiceField(label=_("Programme"), required=False)
    outcome = django_forms.ChoiceField(label=_("Outcome"), required=False, choices=lambda: _outcomes())
    channel = django_forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("any")), *Case.Channel.choices]
    )
    arrived_from = django_forms.DateField(label=_("Arrived from"), required=False, widget=DayInput())
    arrived_until = django_forms.DateField(label=_("Arrived until"), required=False, widget=DayInput())
    view = django_forms.ChoiceField(required=False, choices=list(VIEWS.items()), widget=django_forms.HiddenInput)

    ALWAYS_SHOWN = ("q", "step", "due", "sort")

    def __init__(self, data: Mapping[str, Any], *, user: User) -> None:
        given = {name: data.get(name, "") for name in self.base_fields}
        given["view"] = given["view"] or inbox.first_view(user)
        given["sort"] = given["sort"] or ("due" if given["view"] == inbox.MINE else "arrived")
        super().__init__(given, auto_id="filter-%s")
        hubs, programmes, self.marks = _hubs_and_programmes(_of(user))
        self.fields["hub"].choices = [("", _("any")), *hubs]  # type: ignore[attr-defined]
        self.fields["programme"].choices = [("", _("any")), *programmes]  # type: ignore[attr-defined]
        self.fields["step"].choices = [("", _("any")), *_steps()]  # type: ignore[attr-defined]
        if len(_of(user)) == 1:
            del self.fields["hub"]

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        if unstorable(text):
            raise django_forms.ValidationError(_("This text has a character that cannot be searched."))
        return text

    @property
    def filters(self) -> inbox.Filters | None:
        if not self.is_valid():
            return None
        asked = self.cleaned_data
        return inbox.Filters(
            view=asked["view"],
            search=asked["q"],
            hub=int(asked.get("hub") or 0) or None,
            programme=int(asked["programme"] or 0) or None,
            kind=asked["kind"],
            step=asked["step"],
            outcome=asked["outcome"],
            channel=asked["channel"],
            due=asked["due"],
            arrived_from=asked["arrived_from"],
            arrived_until=asked["arrived_until"],
            sort=asked["sort"],
            marks=self.marks,
        )

    @property
    def state(self) -> dict[str, str]:
        """What is asked, as parameters of an address; empty ones left out."""
        return {name: str(value) for name, value in self.data.items() if value and name in self.fields}

    def address(self, **changed: str) -> str:
        """The query string of this list with ``changed`` parameters; an empty one is removed."""
        return urlencode({name: value for name, value in {**self.state, **changed}.items() if value})

    @property
    def main_fields(self) -> list[django_forms.BoundField]:
        return [self[name] for name in self.ALWAYS_SHOWN]

    @property
    def more_fields(self) -> list[django_forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.ALWAYS_SHOWN]

    @property
    def narrowed(self) -> bool:
        """Some filter beside the view and the order is set."""
        return bool(set(self.state) - {"view", "sort"})

    @property
    def more_is_open(self) -> bool:
        return any(self.data.get(field.name) for field in self.more_fields)


def _of(user: User) -> set[int]:
    """The hubs whose cases alone this person may see; empty for those who see all."""
    roles = roles_of(user)
    return set() if roles.reads_all else roles.hubs


def _hubs_and_programmes(only: set[int]) -> tuple[list[Choice], list[Choice], tuple[str, ...]]:
    """Choices of hubs and programmes and the marks of official numbers; one statement for the three."""
    hubs = Hub.objects.filter(pk__in=only) if only else Hub.objects.all()
    rows = hubs.order_by().values_list(Value(""), "order", "pk", "name", "code")
    programmes = Programme.objects.order_by().values_list(Value("p"), Value(0), "pk", "name", "number_mark")
    found = list(rows.union(programmes, all=True))
    of_hubs = sorted((order, code, str(pk), name) for table, order, pk, name, code in found if not table)
    of_programmes = sorted((name, str(pk)) for table, _order, pk, name, _mark in found if table)
    marks = tuple(dict.fromkeys(mark for table, _order, _pk, _name, mark in found if table))
    return [(pk, name) for _order, _code, pk, name in of_hubs], [(pk, name) for name, pk in of_programmes], marks


def _kinds() -> list[Choice]:
    return [("", _("any")), *((slug, kind.title) for slug, kind in kinds().items())]


def _outcomes() -> list[Choice]:
    return [("", _("any")), (inbox.OPEN, pgettext_lazy("case", "open")), *outcomes.choices()]


def _steps() -> list[Choice]:
    found: dict[str, Any] = {}
    for kind in kinds().values():
        for name, step in kind.steps.items():
            found.setdefault(name, step.label)
    return list(found.items())
