"""Who holds a role: in words, and chosen in a form, where it goes to a person or, if there are teams, to a team."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django import forms
from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cms.people.models import HubRole, LocalRole, StaffTeam, TeamMembership
from cms.people.models.role_grant import RoleGrantQuerySet
from cms.people.models.term import overlapping

Granted = TypeVar("Granted", HubRole, LocalRole)


def with_people(rows: RoleGrantQuerySet[Granted]) -> RoleGrantQuerySet[Granted]:
    """With the holder of each, and of a team its members of today and to come: one query more, if there are teams."""
    members = TeamMembership.objects.current().filter(user__is_active=True).select_related("user")
    teams = Prefetch("team__memberships", members.order_by("from_on", "pk"))
    return rows.select_related("user", "team").prefetch_related(teams)


def who_held(row: HubRole) -> list[tuple[Any, Any]]:
    """Label and text: who has or had it by ``row``, and when each was in the team. One query at most."""
    if row.team is None:
        return who_holds(row)
    shared = row.team.memberships.filter(overlapping(row)).select_related("user").order_by("from_on", "pk")
    words = "、".join(f"{one.user}（{one.user.email}）{days(one)}" for one in shared)
    return [(_("team of staff"), row.team.name), (_("members in this time"), words or _("The team has no members."))]


def days(one: TeamMembership) -> str:
    last = date_format(one.last_day, "Y年n月j日") if one.last_day else ""
    return f"{date_format(one.from_on, 'Y年n月j日')}～{last}"


def seats(row: HubRole | LocalRole) -> Iterable[TeamMembership]:
    """Of the team that holds ``row``, as ``with_people`` gives it; none where a person holds it."""
    return row.team.memberships.all() if row.team else ()


def member_words(one: TeamMembership, *, is_barred: bool = False) -> str:
    """Name and address, from when where that is still to come, and whether the role opens nothing to them."""
    words = f"{one.user}（{one.user.email}）"
    if one.is_to_come:
        words += "・" + _("from %(day)s") % {"day": date_format(one.from_on, "Y年n月j日")}
    if is_barred:
        words += "・" + _("Opens nothing: belongs to the group of the case.")
    return words


def who_holds(row: HubRole | LocalRole) -> list[tuple[Any, Any]]:
    """Label and text, of a row as ``with_people`` gives it."""
    if row.team:
        members = "、".join(map(member_words, seats(row))) or _("The team has no members.")
        return [(_("team of staff"), row.team.name), (_("members"), members)]
    return [(_("person"), f"{row.user}（{row.user.email}）" if row.user else "")]


class HolderForm(forms.Form):
    """``person_field`` names the person; valid data hold a value there or a ``team``, never both."""

    person_field: ClassVar[str]

    def offer_teams(self) -> None:
        """No field where there is no team to choose."""
        teams = StaffTeam.objects.filter(ended_at=None)
        if not teams.exists():
            return
        self.fields[self.person_field].required = False
        self.fields["team"] = forms.ModelChoiceField(
            label=_("team of staff"),
            queryset=teams,
            empty_label=_("No team"),
            required=False,
            help_text=_("Instead of a person: everybody in the team has the role, as long as they are in it."),
        )
        self.order_fields([self.person_field, "team"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        named, team = data.get(self.person_field), data.get("team")
        if named and team:
            self.add_error("team", _("Choose either a person or a team, not both."))
        elif "team" in data and self.person_field in data and not named and not team:
            self.add_error(self.person_field, _("Name a person, or choose a team."))
        return data
