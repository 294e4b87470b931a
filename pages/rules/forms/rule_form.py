"""The whole form of a rule: what it is called, when, where; one part for every kind of condition and of action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.models import Page

from cms.core import languages
from cms.hubs.models import Hub
from pages.editing.branches import hubs_by_path, paths_above
from pages.editing.translating import name_of
from pages.models import BulletinPage, LanguageHomePage, LanguageHubPage, SectionPage
from pages.rules import registry, services
from pages.rules.forms.parts import PartForm, Reach
from pages.rules.models import Rule
from pages.rules.registry import Action, Condition
from pages.rules.services import Wanted

Where = Rule.Where
MOST_BRANCHES = 500


class HeadForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Name of the rule"),
        max_length=80,
        help_text=gettext_lazy("Stands in mails and in the history of pages, e.g. 防災のお知らせを編集長に知らせる"),
    )
    event = forms.ChoiceField(label=pgettext_lazy("rule", "When"))
    where = forms.ChoiceField(
        label=pgettext_lazy("rule", "Where"), help_text=gettext_lazy("It applies to all pages below, in every section.")
    )
    position = forms.IntegerField(
        label=pgettext_lazy("rule", "Order"),
        initial=10,
        min_value=1,
        max_value=999,
        help_text=gettext_lazy("Rules of the ward come first, then by this number, the smallest first."),
    )
    stops = forms.BooleanField(
        required=False, label=gettext_lazy("When this rule applies, later rules are not run for the same page")
    )
    is_on = forms.BooleanField(required=False, initial=True, label=gettext_lazy("The rule is in use"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, reach: Reach, kept: Rule | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events = [(event.code, event.title) for event in registry.events()]
        self.fields["event"].choices = [("", _("— choose —")), *events]  # type: ignore[attr-defined]
        self.fields["where"].choices = [("", _("— choose —")), *places(reach, kept)]  # type: ignore[attr-defined]

    def place(self) -> dict[str, Any]:
        """``where`` with its hub or its page."""
        where, _colon, number = self.cleaned_data["where"].partition(":")
        return {
            "where": where,
            "hub": Hub.objects.get(pk=number) if where == Where.HUB else None,
            "branch": Page.objects.get(pk=number) if where == Where.BRANCH else None,
        }


def place_of(rule: Rule) -> str:
    """As it stands in the field."""
    number = {Where.HUB: rule.hub_id, Where.BRANCH: rule.branch_id}.get(Where(rule.where))
    return f"{rule.where}:{number}" if number else str(rule.where)


def places(reach: Reach, kept: Rule | None) -> list[Any]:
    """What a person may choose: the ward, hubs, sections and bulletins in their sites. Three queries."""
    hubs = Hub.objects.exclude(status=Hub.Status.CLOSED)
    hubs = hubs if reach.hubs is None else hubs.filter(pk__in=reach.hubs)
    named = {hub.pk: hub.name for hub in hubs}
    ward = [(Where.EVERYWHERE.value, Where.EVERYWHERE.label), (Where.HUBS.value, Where.HUBS.label)]
    found: list[Any] = [(_("The ward"), ward)] if reach.is_ward else []
    found.append((_("The site of one hub"), [(f"{Where.HUB}:{pk}", name) for pk, name in named.items()]))
    branches = [(f"{Where.BRANCH}:{page.pk}", label) for page, label in _branches(reach, named, kept)]
    return [*found, (_("A page and all below it"), branches)] if branches else found


def _branches(reach: Reach, named: dict[int, str], kept: Rule | None) -> list[tuple[Page, str]]:
    """Public pages that hold others; and the one that the rule has, whatever became of it."""
    above = hubs_by_path()
    pages = Page.objects.type(SectionPage, BulletinPage, LanguageHomePage, LanguageHubPage).live()
    if kept is not None and kept.branch_id:
        pages = pages | Page.objects.filter(pk=kept.branch_id)
    found = []
    for page in pages.order_by("path")[:MOST_BRANCHES]:
        hub = next((above[path] for path in paths_above(page) if path in above), None)
        if reach.is_ward or hub in named:
            title = _title(page)
            found.append((page, f"{named[hub]}　{title}" if hub in named else title))
    return found


def _title(page: Page) -> str:
    """In Japanese as far as staff choose; a page that is not public tells its number alone."""
    language = name_of(languages.of_path(page.url_path))
    if not page.live:
        return _("page %(number)s") % {"number": page.pk}
    if page.specific_class is LanguageHomePage:
        return _("all pages in %(language)s") % {"language": language}
    if page.specific_class is LanguageHubPage:
        return _("pages of the hub in %(language)s") % {"language": language}
    return str(page.title)


@dataclass(frozen=True)
class Part:
    """One kind of condition or action with its fields; folded up while nothing of it is used."""

    kind: Condition | Action
    form: PartForm
    is_used: bool

    @property
    def is_open(self) -> bool:
        return self.is_used or bool(self.form.errors)


class RuleForm:
    """Parts have prefixes of their own, so that kinds from packages never share a field."""

    def __init__(self, *, reach: Reach, rule: Rule | None = None, data: QueryDict | None = None) -> None:
        given = _given(rule) if rule else {}
        initial = _head(rule) if rule else None
        self.head = HeadForm(data, reach=reach, kept=rule, initial=initial)
        self.rule = rule
        self.conditions = [_part("condition", kind, reach, given, data) for kind in registry.conditions()]
        self.actions = [
            _part("action", kind, reach, given, data)
            for kind in registry.actions()
            if reach.is_ward or not kind.ward_only
        ]
        self.action_error = ""

    @property
    def parts(self) -> list[Part]:
        return [*self.conditions, *self.actions]

    @property
    def errors(self) -> bool:
        return bool(self.head.errors or self.action_error or any(part.form.errors for part in self.parts))

    def is_valid(self) -> bool:
        """All parts are looked at, so that every error is told at once."""
        looked_at = [form.is_valid() for form in (self.head, *(part.form for part in self.parts))]
        valid = all(looked_at)
        if valid and not self._used(self.actions):
            self.action_error = _("Please tick at least one thing to be done.")
        if not valid or self.action_error:
            return False
        for code, told in services.refusals(self.wanted()).items():
            part = next(part for part in self.actions if part.kind.code == code)
            part.form.add_error("use", told)
        return not self.errors

    def wanted(self) -> Wanted:
        head = self.head.cleaned_data
        return Wanted(
            name=head["name"],
            event=head["event"],
            position=head["position"],
            stops=head["stops"],
            is_on=head["is_on"],
            conditions=self._used(self.conditions),
            actions=self._used(self.actions),
            **self.head.place(),
        )

    def _used(self, parts: list[Part]) -> dict[str, dict[str, Any]]:
        return {part.kind.code: given for part in parts if (given := part.form.given())}


def _part(prefix: str, kind: Any, reach: Reach, given: dict[tuple[str, str], Any], data: QueryDict | None) -> Part:
    known = given.get((prefix, kind.code))
    form = kind.form(data, reach=reach, initial=known, prefix=f"{prefix}-{kind.code}")
    named = (
        any(form.add_prefix(name) in data and data[form.add_prefix(name)] for name in form.fields) if data else False
    )
    return Part(kind, form, bool(known) or named)


def _given(rule: Rule) -> dict[tuple[str, str], Any]:
    return {
        **{("condition", one.kind): one.given for one in rule.conditions.all()},
        **{("action", one.kind): one.given for one in rule.actions.all()},
    }


def _head(rule: Rule) -> dict[str, Any]:
    names = ("name", "event", "position", "stops", "is_on", "version")
    return {**{name: getattr(rule, name) for name in names}, "where": place_of(rule)}
