"""Accounts in Wagtail's own user pages: no username, no password, no superuser, no deletion."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect
from wagtail.admin.widgets.button import Button
from wagtail.users.views.users import CreateView, EditView, IndexView, UserColumn, UserViewSet

from cms.core.errors import CaseError
from cms.people.access import roles_of
from cms.people.account_forms import AddressField
from cms.people.desk.views import RecordView, empty
from cms.people.models import Role, User
from cms.people.services import roles as services


class NewAccountForm(forms.ModelForm):
    """A new member of staff signs in by a code sent to this address."""

    email = AddressField()

    class Meta:
        model = User
        fields = ["last_name", "first_name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_name"].required = True
        self.fields["last_name"].label = _("family name")
        self.fields["first_name"].label = _("given name")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=False)
        user.set_unusable_password()
        if commit:
            user.save()
        return user


class AccountForm(forms.ModelForm):
    """The address is not here: only its owner changes it, with a code sent to the new one."""

    is_active = forms.BooleanField(
        label=_("in use"),
        required=False,
        help_text=_("When this is switched off, all roles of the person end and they can no longer sign in."),
    )

    class Meta:
        model = User
        fields = ["last_name", "first_name", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("editing_self", None)
        super().__init__(*args, **kwargs)
        self.fields["last_name"].label = _("family name")
        self.fields["first_name"].label = _("given name")


def in_use(user: User) -> Any:
    return _("yes") if user.is_active else _("deactivated")


class AccountFilters(WagtailFilterSet):
    """What an account has here: no superuser, and no group of Django's, whose name would be taken for 団体."""

    is_active = BooleanFilter(label=_("in use"), widget=BooleanRadioSelect)
    last_login = DateFromToRangeFilter(label=_("last sign-in"), widget=DateRangePickerWidget)

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, is_searching: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class AccountIndex(IndexView):
    filterset_class = AccountFilters
    template_name = "wagtailadmin/generic/index.html"
    results_template_name = "wagtailadmin/generic/index_results.html"
    page_title = _("accounts")
    add_item_label = _("Add an account")

    @property
    def columns(self) -> list[Column]:
        name = self._get_title_column_class(UserColumn)
        return [
            name(
                "name", accessor=str, label=_("full name"), get_url=self.get_edit_url, sort_key="name", classname="name"
            ),
            Column("email", label=_("e-mail address"), sort_key="email"),
            Column("is_active", label=_("in use"), accessor=in_use, sort_key="is_active"),
            DateColumn("last_login", label=_("last sign-in"), sort_key="last_login"),
        ]


class NewAccount(CreateView):
    page_title = _("Add an account")
    template_name = "wagtailadmin/generic/create.html"


class EditAccount(EditView):
    template_name = "wagtailadmin/generic/edit.html"

    def save_instance(self) -> User:
        """Names are saved as Wagtail does; switching the account on or off is a service of its own."""
        wanted = self.form.cleaned_data["is_active"]
        before = User.objects.get(pk=self.object.pk)
        self.form.instance.is_active = before.is_active
        saved: User = super().save_instance()
        if wanted != before.is_active:
            change = services.reactivate if wanted else services.deactivate
            change(saved, actor=self.request.user)
        return saved

    def form_valid(self, form: forms.ModelForm) -> Any:
        try:
            return super().form_valid(form)
        except CaseError as error:
            form.add_error("is_active", str(error))
            self.produced_error_message = str(error)
            return self.form_invalid(form)

    @property
    def header_more_buttons(self) -> list[Button]:
        url = reverse("wagtailusers_users:second_factor", args=[self.object.pk])
        return [Button(_("Reset the second factor"), url=url, icon_name="key", priority=20)]


class ResetSecondFactor(RecordView):
    form_class = forms.Form
    success_message = _("The second factor has been reset. The person sets up a new one at the next sign-in.")
    submit_button_label = _("Reset the second factor")

    def readable(self, request: HttpRequest) -> QuerySet[User]:
        is_administrator = roles_of(request.user).has(Role.ADMINISTRATOR)
        return User.objects.all() if is_administrator else User.objects.none()

    def may_act(self) -> bool:
        return True

    def run(self, data: dict[str, Any]) -> None:
        services.reset_second_factor(self.record, actor=self.request.user)

    def facts(self) -> list[tuple[Any, Any]]:
        kinds = {"totp": _("Authenticator app"), "webauthn": _("Passkeys"), "recovery_codes": _("Recovery codes")}
        found = self.record.authenticator_set.values_list("type", flat=True)
        return [
            (_("full name"), self.record),
            (_("e-mail address"), self.record.email),
            (_("Two-step sign-in"), empty("、".join(sorted({str(kinds[kind]) for kind in found})))),
        ]


class AccountViewSet(UserViewSet):
    index_view_class = AccountIndex
    add_view_class = NewAccount
    edit_view_class = EditAccount
    template_prefix = ""
    menu_label = _("accounts")
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return AccountForm if for_update else NewAccountForm

    def get_urlpatterns(self) -> list[Any]:
        """Without deletion; with the reset of a lost second factor."""
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]
        reset = ResetSecondFactor.as_view(model=User, index_url_name=self.get_url_name("index"), header_icon="key")
        return [*kept, path("second-factor/<int:pk>/", reset, name="second_factor")]
