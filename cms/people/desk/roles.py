"""Roles and deputy records, kept by administrators and read by auditors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.account_forms import AddressField
from cms.people.desk.holders import HolderForm, who_held
from cms.people.desk.views import RecordView, Register, RegisterIndex, ServiceView, column, empty
from cms.people.models import Deputy, HubRole, Role, User
from cms.people.services import roles as services


def day(value: Any) -> str:
    return date_format(value, "Y年n月j日") if value else ""


class StaffField(AddressField):
    """An account, named by its e-mail address: the list of all accounts is too long to choose from."""

    def clean(self, value: Any) -> User | None:
        """None where nothing is written and nothing has to be."""
        address = super().clean(value)
        if not address:
            return None
        user = User.objects.filter(email__iexact=address).first()
        if user is None:
            raise ValidationError(_("There is no account with this address. Add it under “accounts” first."))
        return user


class AdministratorOnly(ServiceView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not roles_of(request.user).has(Role.ADMINISTRATOR):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class RoleForm(HolderForm):
    person_field = "user"
    user = StaffField(label=_("E-mail address of the person"))
    role = forms.ChoiceField(label=_("role"), choices=[("", "---------"), *Role.choices])
    hub = forms.ModelChoiceField(
        label=_("hub"),
        queryset=Hub.objects.all(),
        required=False,
        help_text=_("Only for hub editor, hub reviewer and hub chief."),
    )
    from_on = forms.DateField(label=_("from"), widget=AdminDateInput, initial=timezone.localdate)
    until_on = forms.DateField(
        label=_("until"), widget=AdminDateInput, required=False, help_text=_("Last day in force; may stay empty.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_teams()


class GrantRole(AdministratorOnly):
    form_class = RoleForm
    page_title = _("Grant a role")
    success_message = _("The role has been granted.")
    submit_button_label = _("Grant the role")

    def get_initial(self) -> dict[str, Any]:
        """The hub from whose page one comes is chosen already."""
        return {**super().get_initial(), "hub": self.request.GET.get("hub")}

    def run(self, data: dict[str, Any]) -> None:
        services.grant_role(actor=self.request.user, **data)


class RoleRecord(RecordView):
    form_class = forms.Form
    success_message = _("The role has ended.")
    submit_button_label = _("End the role now")

    def readable(self, request: HttpRequest) -> QuerySet[HubRole]:
        rows = HubRole.objects.select_related("user", "team", "hub", "granted_by", "ended_by")
        return rows if request.user.has_perm("people.view_hubrole") else rows.none()

    def may_act(self) -> bool:
        return self.record.ended_at is None and roles_of(self.request.user).has(Role.ADMINISTRATOR)

    def run(self, data: dict[str, Any]) -> None:
        services.end_role(self.record, actor=self.request.user)

    def facts(self) -> list[tuple[Any, Any]]:
        role = self.record
        return [
            *who_held(role),
            (_("role"), role.get_role_display()),
            (_("hub"), empty(role.hub)),
            (_("from"), day(role.from_on)),
            (_("until"), empty(day(role.until_on))),
            (_("granted by"), empty(role.granted_by)),
            (_("ended at"), empty(day(role.ended_at and timezone.localtime(role.ended_at)))),
            (_("ended by"), empty(role.ended_by)),
        ]


class RoleIndex(RegisterIndex):
    def readable(self) -> QuerySet[HubRole]:
        return HubRole.objects.select_related("user", "team", "hub")


class RoleRegister(Register):
    model = HubRole
    icon = "user"
    menu_label = _("roles")
    index_view_class = RoleIndex
    record_view = RoleRecord
    new_view = GrantRole
    list_display = [
        "holder_words",
        column("get_role_display", _("role")),
        column("hub", _("hub")),
        column("from_on", _("from"), sort_key="from_on"),
        column("until_on", _("until")),
        column("ended_at", _("ended at")),
    ]
    list_filter = ["role", "hub"]
    search_fields = ["user__email", "user__last_name", "user__first_name", "team__name"]
    search_backend_name = None
    form_fields = ["role"]


class DeputyForm(forms.Form):
    principal = StaffField(label=_("E-mail address of the principal"))
    deputy = StaffField(label=_("E-mail address of the deputy"))
    from_on = forms.DateField(label=_("from"), widget=AdminDateInput)
    until_on = forms.DateField(label=_("until"), widget=AdminDateInput)
    reason = forms.CharField(label=_("reason"), max_length=200)


class RecordDeputy(AdministratorOnly):
    form_class = DeputyForm
    page_title = _("Record a deputy")
    success_message = _("The deputy has been recorded.")
    submit_button_label = _("Record the deputy")

    def run(self, data: dict[str, Any]) -> None:
        services.record_deputy(actor=self.request.user, **data)


class DeputyRecord(RecordView):
    form_class = forms.Form
    success_message = _("The deputy record has been withdrawn.")
    submit_button_label = _("Withdraw the record")

    def readable(self, request: HttpRequest) -> QuerySet[Deputy]:
        rows = Deputy.objects.select_related("principal", "deputy", "recorded_by")
        return rows if request.user.has_perm("people.view_deputy") else rows.none()

    def may_act(self) -> bool:
        return self.record.revoked_at is None and roles_of(self.request.user).has(Role.ADMINISTRATOR)

    def run(self, data: dict[str, Any]) -> None:
        services.revoke_deputy(self.record, actor=self.request.user)

    def facts(self) -> list[tuple[Any, Any]]:
        record = self.record
        return [
            (_("principal"), f"{record.principal}（{record.principal.email}）"),
            (_("deputy"), f"{record.deputy}（{record.deputy.email}）"),
            (_("from"), day(record.from_on)),
            (_("until"), day(record.until_on)),
            (_("reason"), record.reason),
            (_("recorded by"), record.recorded_by),
            (_("withdrawn at"), empty(day(record.revoked_at and timezone.localtime(record.revoked_at)))),
        ]


class DeputyIndex(RegisterIndex):
    def readable(self) -> QuerySet[Deputy]:
        return Deputy.objects.select_related("principal", "deputy")


class DeputyRegister(Register):
    model = Deputy
    icon = "resubmit"
    menu_label = _("deputy records")
    index_view_class = DeputyIndex
    record_view = DeputyRecord
    new_view = RecordDeputy
    list_display = [
        "principal",
        column("deputy", _("deputy")),
        column("from_on", _("from"), sort_key="from_on"),
        column("until_on", _("until")),
        column("revoked_at", _("withdrawn at")),
    ]
    search_fields = ["principal__email", "principal__last_name", "deputy__email", "deputy__last_name"]
    search_backend_name = None
    form_fields = ["reason"]
