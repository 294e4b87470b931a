"""The register of groups: hub staff see their hub's, verify them, and read what happened to each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from cms.core.errors import CaseError
from cms.people import limits
from cms.people.access import roles_of
from cms.people.account_forms import AddressField
from cms.people.desk.views import RecordAction, RecordView, Register, RegisterIndex, column, empty
from cms.people.group_panels import panels_of
from cms.people.groups import invites_manager, readable_groups, retires, verifies
from cms.people.models import CommunityGroup, GroupInvitation, Role
from cms.people.services import invitations
from cms.people.services.groups import set_use, verify_group
from cms.people.services.invitations import still_open
from cms.people.services.officers import earlier_wordings, former_officers, officers_on


class GroupPolicy(ModelPermissionPolicy):
    """Groups come from residents: staff read and verify them, nobody adds or deletes one here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, "view")

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class GroupIndex(RegisterIndex):
    def readable(self) -> QuerySet[CommunityGroup]:
        return readable_groups(self.request.user).select_related("hub")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """The list as a file is ordered where every list is; the administrator keeps the register and takes none."""
        roles = roles_of(self.request.user)
        if not (roles.reads_all or roles.has(Role.REVIEWER, Role.CHIEF)):
            return []
        return [Button(_("As a file"), url=reverse("desk:exports"), icon_name="download", priority=20)]


class VerificationForm(forms.Form):
    accepted = forms.TypedChoiceField(
        label=_("Result of the check"),
        choices=[("yes", _("accept the group")), ("no", _("do not accept the group"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("note on the verification"),
        help_text=_(
            "With a refusal: the reason. The group reads it. No names of people: it stays in the log for good."
        ),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GroupView(RecordView):
    """The record of a group that the viewer may read, whatever is done there."""

    def readable(self, request: HttpRequest) -> QuerySet[CommunityGroup]:
        if not request.user.has_perm("people.view_communitygroup"):
            return CommunityGroup.objects.none()
        return readable_groups(request.user).select_related("hub", "verified_by")


class GroupRecord(GroupView):
    template_name = "people/desk/group.html"
    form_class = VerificationForm
    success_message = _("The result of the check has been saved.")
    submit_button_label = _("Save the result")

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
        former = [f"{o.title} {o.name}" for o in former_officers(group)]
        return [
            (_("verification"), group.verification_words()),
            (_("in use"), group.use_words()),
            (_("verified by"), empty(group.verified_by)),
            (_("kind"), group.get_kind_display()),
            (_("hub"), group.hub),
            *plain,
            (_("Officers"), empty("、".join(officers))),
            (_("Earlier officers"), empty("、".join(former))),
            (_("Entries before they were changed"), empty("、".join(earlier_wordings(group)))),
            (_("People who act for the group"), empty("、".join(people))),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, group = self.request.user, self.record
        return super().get_context_data(
            may_invite=invites_manager(user, group),
            may_retire=retires(user, group),
            invitations=still_open(group).order_by("created_at"),
            may_withdraw=verifies(user, group),
            panels=panels_of(group, user),
            **kwargs,
        )


class GroupAction(RecordAction, GroupView):
    record_url_name = "groups:edit"

    def facts(self) -> list[tuple[Any, Any]]:
        group = self.record
        return [
            (_("name of the group"), group.name),
            (_("hub"), group.hub),
            (_("verification"), group.verification_words()),
        ]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("reason"),
        help_text=_("No names of people: the reason stays in the log for good."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ManagerForm(ReasonForm):
    email = AddressField(label=_("E-mail address of the person"))
    field_order = ("email", "reason")


class InviteManager(GroupAction):
    form_class = ManagerForm
    success_message = _("The invitation has been sent by e-mail.")
    submit_button_label = _("Invite a manager")
    explanation = _(
        "Whoever accepts with this address acts for the group, invites others and reads all its applications, "
        "those on paper too. Make sure that the address belongs to the right person."
    )

    def may_act(self) -> bool:
        return invites_manager(self.request.user, self.record)

    def run(self, data: dict[str, Any]) -> None:
        if not limits.take("invite", str(self.request.user.pk)):
            raise CaseError(_("You have sent many invitations today. Please try again tomorrow."))
        invitations.invite_manager(self.record, actor=self.request.user, **data)


class WithdrawInvitation(GroupAction):
    form_class = forms.Form
    success_message = _("The invitation has been withdrawn.")
    submit_button_label = _("Withdraw the invitation")
    explanation = _("The link in the e-mail no longer works.")

    def may_act(self) -> bool:
        return self.invitation is not None and verifies(self.request.user, self.record)

    @cached_property
    def invitation(self) -> GroupInvitation | None:
        sent_by_hub = still_open(self.record).exclude(reason="")
        return sent_by_hub.filter(pk=self.kwargs["invitation"]).first()

    def facts(self) -> list[tuple[Any, Any]]:
        return [*super().facts(), (_("E-mail address of the person"), self.invitation and self.invitation.email)]

    def run(self, data: dict[str, Any]) -> None:
        if self.invitation is not None:
            invitations.revoke_invitation(self.invitation, actor=self.request.user)


class ChangeUse(GroupAction):
    """Retires a group in use, takes a retired one back."""

    form_class = ReasonForm

    def may_act(self) -> bool:
        return retires(self.request.user, self.record)

    @cached_property
    def retiring(self) -> bool:
        return bool(self.record.is_active)

    @property
    def submit_button_label(self) -> Any:
        return _("Retire the group") if self.retiring else _("Take the group back into use")

    @property
    def success_message(self) -> Any:
        return _("The group has been retired.") if self.retiring else _("The group is in use again.")

    @property
    def explanation(self) -> Any:
        if self.retiring:
            return _("Nobody acts for a retired group, and its open invitations are void. Its records are kept.")
        return _("The people who acted for the group act for it again.")

    def run(self, data: dict[str, Any]) -> None:
        set_use(self.record, actor=self.request.user, in_use=not self.retiring, reason=data["reason"])


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
        column("verification_words", _("verification")),
        column("use_words", _("in use")),
    ]
    list_filter = ["verification", "kind", "hub", "is_active"]
    search_fields = ["name", "name_kana", "register_number"]
    search_backend_name = None
    form_fields = ["name"]

    def get_urlpatterns(self) -> list[Any]:
        known = self._service_kwargs()
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/invite/", InviteManager.as_view(**known), name="invite_manager"),
            path("<int:pk>/use/", ChangeUse.as_view(**known), name="use"),
            path(
                "<int:pk>/invitations/<int:invitation>/withdraw/",
                WithdrawInvitation.as_view(**known),
                name="withdraw_invitation",
            ),
        ]
