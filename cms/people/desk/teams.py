"""The register of teams of staff: kept by administrators, read by auditors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from cms.people.access import roles_of
from cms.people.desk.roles import AdministratorOnly, StaffField, day
from cms.people.desk.views import RecordAction, RecordView, Register, RegisterIndex, column, empty
from cms.people.models import HubRole, LocalRole, Role, StaffTeam, TeamMembership
from cms.people.services import teams as services


class TeamForm(forms.Form):
    name = forms.CharField(label=_("name of the team"), max_length=60)
    note = forms.CharField(label=_("what the team is for"), max_length=200, required=False)


class NewTeam(AdministratorOnly):
    form_class = TeamForm
    page_title = _("Add a team")
    success_message = _("The team has been added. Now add its members.")
    submit_button_label = _("Add the team")
    made: StaffTeam

    def run(self, data: dict[str, Any]) -> None:
        self.made = services.create_team(actor=self.request.user, **data)

    def get_success_url(self) -> str:
        return reverse("teams:edit", args=[self.made.pk])


class TeamView(RecordView):
    """A team that the viewer may read, whatever is done there."""

    def readable(self, request: HttpRequest) -> QuerySet[StaffTeam]:
        rows = StaffTeam.objects.select_related("created_by", "ended_by")
        return rows if request.user.has_perm("people.view_staffteam") else rows.none()

    def may_act(self) -> bool:
        return self.record.ended_at is None and roles_of(self.request.user).has(Role.ADMINISTRATOR)

    def facts(self) -> list[tuple[Any, Any]]:
        team, held = self.record, self.held
        return [
            (_("name of the team"), team.name),
            (_("what the team is for"), empty(team.note)),
            (_("in use"), team.use_words()),
            (_("roles at hubs"), empty("、".join(map(_at_hub, self.at_hubs)))),
            (_("local roles on pages"), held[LocalRole.Kind.PAGE]),
            (_("local roles on cases"), held[LocalRole.Kind.CASE]),
            (_("recorded by"), team.created_by),
            (_("ended at"), empty(day(team.ended_at and timezone.localtime(team.ended_at)))),
            (_("ended by"), empty(team.ended_by)),
        ]

    @property
    def at_hubs(self) -> QuerySet[HubRole]:
        """Those to come, too: they end with the team."""
        return HubRole.objects.current().filter(team=self.record).select_related("hub").order_by("hub", "role", "pk")

    @property
    def held(self) -> dict[str, int]:
        """How many; which ones is for those to know who administer there."""
        current = LocalRole.objects.current().filter(team=self.record)
        return current.aggregate(
            **{kind: Count("pk", filter=Q(kind=kind)) for kind in (LocalRole.Kind.PAGE, LocalRole.Kind.CASE)}
        )


def _at_hub(role: HubRole) -> str:
    begins = gettext("from %(day)s") % {"day": day(role.from_on)} if role.is_to_come else ""
    ends = gettext("until %(day)s") % {"day": day(role.until_on)} if role.until_on else ""
    term = f"（{begins}{ends}）" if begins or ends else ""
    return f"{role.hub}・{role.get_role_display()}{term}"


class MemberForm(forms.Form):
    user = StaffField(label=_("E-mail address of the new member"))
    from_on = forms.DateField(label=_("from"), widget=AdminDateInput, initial=timezone.localdate)
    until_on = forms.DateField(
        label=_("until"), widget=AdminDateInput, required=False, help_text=_("Last day in force; may stay empty.")
    )


class TeamRecord(TeamView):
    """Who is in the team, and the form that adds a member."""

    template_name = "people/desk/team.html"
    form_class = MemberForm
    success_message = _("The member has been added.")
    submit_button_label = _("Add the member")

    def run(self, data: dict[str, Any]) -> None:
        services.add_member(self.record, actor=self.request.user, **data)

    def get_success_url(self) -> str:
        return reverse("teams:edit", args=[self.record.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.record.memberships.select_related("user")
        members = rows.current().order_by("from_on", "pk")
        former = rows.exclude(pk__in=members.values("pk")).order_by("-from_on", "-pk")
        return super().get_context_data(members=members, former=former, **kwargs)


class TeamAction(RecordAction, TeamView):
    record_url_name = "teams:edit"
    form_class: type[forms.Form] = forms.Form
    explanation: Any = ""


class RenameTeam(TeamAction):
    form_class = TeamForm
    success_message = _("The team has been changed.")
    submit_button_label = _("Change name and note")
    explanation = _("Its members and what it holds stay as they are.")

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.record.name, "note": self.record.note}

    def run(self, data: dict[str, Any]) -> None:
        services.rename_team(self.record, actor=self.request.user, **data)


class EndTeam(TeamAction):
    success_message = _("The team has ended.")
    submit_button_label = _("End the team")
    explanation = _(
        "All memberships and all roles of the team, at hubs and on pages and cases, end with it. From the next page "
        "that they open its members have no right by it any more. It stays on record and cannot be taken back."
    )

    def run(self, data: dict[str, Any]) -> None:
        services.end_team(self.record, actor=self.request.user)


class EndMembership(TeamAction):
    success_message = pgettext_lazy("team", "The membership has ended.")
    submit_button_label = pgettext_lazy("team", "End the membership")
    explanation = _(
        "From the next page that this person opens the team gives them no right any more. It stays on record."
    )

    def may_act(self) -> bool:
        return super().may_act() and self.membership is not None

    @cached_property
    def membership(self) -> TeamMembership | None:
        rows = self.record.memberships.current().select_related("user")
        found: TeamMembership | None = rows.filter(pk=self.kwargs["membership"]).first()
        return found

    def facts(self) -> list[tuple[Any, Any]]:
        one = self.membership
        assert one is not None  # may_act has seen it
        return [
            (_("team of staff"), self.record.name),
            (_("person"), f"{one.user}（{one.user.email}）"),
            (_("from"), day(one.from_on)),
            (_("until"), empty(day(one.until_on))),
        ]

    def run(self, data: dict[str, Any]) -> None:
        if self.membership is not None:
            services.end_membership(self.membership, actor=self.request.user)


class TeamIndex(RegisterIndex):
    def readable(self) -> QuerySet[StaffTeam]:
        in_force = TeamMembership.objects.live().filter(user__is_active=True)
        number = Count("memberships", filter=Q(memberships__in=in_force))
        return StaffTeam.objects.annotate(number=number)


class TeamRegister(Register):
    model = StaffTeam
    icon = "group"
    menu_label = _("teams of staff")
    index_view_class = TeamIndex
    record_view = TeamRecord
    new_view = NewTeam
    list_display = [
        "name",
        column("note", _("what the team is for")),
        column("number", pgettext_lazy("team", "number of members")),
        column("use_words", _("in use")),
    ]
    search_fields = ["name", "note"]
    search_backend_name = None
    form_fields = ["name"]

    def get_urlpatterns(self) -> list[Any]:
        known = self._service_kwargs()
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/rename/", RenameTeam.as_view(**known), name="rename"),
            path("<int:pk>/end/", EndTeam.as_view(**known), name="end"),
            path("<int:pk>/members/<int:membership>/end/", EndMembership.as_view(**known), name="end_membership"),
        ]
