"""The register of groups: hub staff see their hub's, verify them, and read what happened to each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.permission_policies import ModelPermissionPolicy

from cms.people.desk.views import RecordView, Register, RegisterIndex, column, empty
from cms.people.groups import readable_groups, verifies
from cms.people.models import CommunityGroup
from cms.people.services.groups import officers_on, verify_group


class GroupPolicy(ModelPermissionPolicy):
    """Groups come from residents: staff read and verify them, nobody adds or deletes one here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, "view")

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class GroupIndex(RegisterIndex):
    def readable(self) -> QuerySet[CommunityGroup]:
        return readable_groups(self.request.user).select_related("hub")


class VerificationForm(forms.Form):
    accepted = forms.TypedChoiceField(
        label=_("Result of the check"),
        choices=[("yes", _("accept the group")), ("no", _("do not accept the group"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("note on the verification"),
        help_text=_("With a refusal: the reason. The group reads it."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GroupRecord(RecordView):
    form_class = VerificationForm
    success_message = _("The result of the check has been saved.")
    submit_button_label = _("Save the result")

    def readable(self, request: HttpRequest) -> QuerySet[CommunityGroup]:
        if not request.user.has_perm("people.view_communitygroup"):
            return CommunityGroup.objects.none()
        return readable_groups(request.user).select_related("hub", "verified_by")

    def may_act(self) -> bool:
        return self.record.is_active and verifies(self.request.user, self.record)

    def run(self, data: dict[str, Any]) -> None:
        verify_group(self.record, actor=self.request.user, accepted=data["accepted"], note=data["note"])

    def facts(self) -> list[tuple[Any, Any]]:
        group = self.record
        names = ("name_kana", "postal_code", "address", "phone", "register_number", "verification_note")
        labels = {field.name: field.verbose_name for field in CommunityGroup._meta.fields}
        plain = [(labels[name], empty(getattr(group, name))) for name in names]
        members = group.memberships.filter(ended_at__isnull=True).select_related("user")
        people = [f"{m.user}（{m.get_right_display()}）" for m in members]
        officers = [f"{o.title} {o.name}" for o in officers_on(group, timezone.localdate())]
        return [
            (_("verification"), group.get_verification_display()),
            (_("verified by"), empty(group.verified_by)),
            (_("kind"), group.get_kind_display()),
            (_("hub"), group.hub),
            *plain,
            (_("Officers"), empty("、".join(officers))),
            (_("People who act for the group"), empty("、".join(people))),
        ]


class GroupRegister(Register):
    model = CommunityGroup
    icon = "group"
    menu_label = _("community groups")
    menu_order = 210
    add_to_admin_menu = False
    index_view_class = GroupIndex
    record_view = GroupRecord
    list_display = [
        "name",
        column("get_kind_display", _("kind")),
        column("hub", _("hub")),
        column("get_verification_display", _("verification")),
    ]
    list_filter = ["verification", "kind", "hub"]
    search_fields = ["name", "name_kana", "register_number"]
    search_backend_name = None
    form_fields = ["name"]
