"""Telling staff by mail. The mail carries the event, the rule and a link; no title and no name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.errors import CaseError
from cms.mailings.services import write_mail
from cms.people.models import HubRole, Role, User
from cms.people.models.role import HUB_ROLES
from pages.rules.conditions import listed
from pages.rules.forms.parts import ActionForm
from pages.rules.models import Rule
from pages.rules.occurrence import Occurrence
from pages.rules.registry import Action, Given, Plan

# Who may be told of pages: auditors and accountants have nothing to do with them.
WARD_ROLES = (Role.EDITOR_IN_CHIEF, Role.ADMINISTRATOR, Role.DIVISION_REVIEWER, Role.SECTION)


def staff(hubs: Any = None) -> QuerySet[User]:
    """Active accounts that hold a role now: anywhere, or at ``hubs`` (ids)."""
    held = HubRole.objects.live()
    held = held if hubs is None else held.filter(hub_id__in=hubs)
    return held.holders().order_by("last_name", "first_name", "pk")


class TellForm(ActionForm):
    roles = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Whoever holds these roles"),
        help_text=gettext_lazy("Roles of hubs: those of the hub in whose site the page lies."),
        widget=forms.CheckboxSelectMultiple,
    )
    account: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        required=False, label=gettext_lazy("And this person"), queryset=None, empty_label=gettext_lazy("— nobody —")
    )
    note = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("A word for them"),
        help_text=gettext_lazy("Stands in the mail. Please write no names and no personal data."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = (*WARD_ROLES, *HUB_ROLES) if self.reach.is_ward else HUB_ROLES
        self.fields["roles"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        self.fields["account"].queryset = staff(self.reach.hubs)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("use") and not found.get("roles") and not found.get("account") and "roles" not in self.errors:
            self.add_error("roles", _("Please choose who is told."))
        return found


class Tell(Action):
    code = "tell"
    title = gettext_lazy("Tell staff by mail")
    form = TellForm

    def refusal(self, given: Given, hub_id: int | None) -> str:
        if hub_id is None:
            return ""
        if set(given.get("roles", ())) - set(HUB_ROLES):
            return _("A rule of a hub tells people of this hub only.")
        account = given.get("account")
        if account and not staff([hub_id]).filter(pk=account).exists():
            return _("A rule of a hub tells people of this hub only.")
        return ""

    def plan(self, given: Given, rule: Rule, occurrence: Occurrence) -> Plan:
        people = list(recipients(given, rule, occurrence))
        if not people:
            raise CaseError(_("Nobody holds these roles at this hub now."))
        names: list[Any] = [Role(one).label for one in given.get("roles", ())]
        names += [_("the person chosen")] if given.get("account") else []
        told = _("Mail to %(whom)s: %(count)s people") % {"whom": listed(names), "count": len(people)}
        return Plan(told, lambda: self._write(people, given, rule, occurrence))

    def _write(self, people: list[User], given: Given, rule: Rule, occurrence: Occurrence) -> None:
        page = occurrence.page
        context = {"event": occurrence.event.told, "rule": rule.name, "note": given.get("note", ""), "link": link(page)}
        key = f"rule:{rule.pk}:{occurrence.event.code}:{page.pk}:{occurrence.key}"
        for user in people:
            write_mail(
                to=user.email, template="rule_notice", context=context, about=f"page:{page.pk}", key=f"{key}:{user.pk}"
            )


def recipients(given: Given, rule: Rule, occurrence: Occurrence) -> QuerySet[User]:
    """By the roles of this moment. A rule of a hub finds nobody beyond it."""
    roles = given.get("roles", [])
    hub = occurrence.hub
    found = Q(hub=hub, role__in=[one for one in roles if one in HUB_ROLES]) if hub else Q(pk__in=[])
    if rule.hub_id is None:
        found |= Q(role__in=[one for one in roles if one not in HUB_ROLES])
    held = HubRole.objects.live().filter(found)
    chosen = staff(None if rule.hub_id is None else [rule.hub_id]).filter(pk=given.get("account") or 0)
    people = Q(pk__in=held.holders().values("pk")) | Q(pk__in=chosen.values("pk"))
    return User.objects.filter(people).order_by("pk")


def link(page: Any) -> str:
    """To what everybody reads, or to the editor."""
    if page.live and page.full_url:
        return str(page.full_url)
    return settings.BASE_URL + reverse("wagtailadmin_pages:edit", args=[page.pk])
