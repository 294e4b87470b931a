"""The screen “who may do what here”, for the rooms whose things bear local roles: table, granting, ending."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from cms.audit.refusals import refuse
from cms.core.text import unstorable
from cms.people.access import roles_of
from cms.people.desk.holders import Granted, HolderForm, member_words, seats, who_holds, with_people
from cms.people.desk.views import ServiceView
from cms.people.models import HubRole, LocalRole, Role, StaffTeam, User
from cms.people.models.role_grant import RoleGrantQuerySet

SHOWN_PEOPLE = 20
LONGEST_NAME = 100


@dataclass(frozen=True)
class Holding:
    """One line of the table: ``through`` says whence the role comes, ``url`` leads there.

    ``holder`` is a person or a team, whose people are ``members``.
    """

    holder: User | StaffTeam
    role: Any
    through: Any
    url: str = ""
    from_on: datetime.date | None = None
    until_on: datetime.date | None = None
    end_url: str = ""
    members: tuple[str, ...] = ()
    is_barred: bool = False

    @classmethod
    def of(
        cls, row: HubRole | LocalRole, through: Any, url: str = "", end_url: str = "",
        barred: Collection[int] = (), only: Collection[int] | None = None,
    ) -> Holding:  # fmt: skip
        """``row`` as ``unended`` gives it; the accounts ``barred`` have nothing by it here.

        Of a team the members ``only`` are named, if given.
        """
        named = [seat for seat in seats(row) if only is None or seat.user_id in only]
        members = tuple(member_words(seat, is_barred=seat.user_id in barred) for seat in named)
        days = {"from_on": row.from_on, "until_on": row.until_on}
        is_barred = row.user_id in barred
        return cls(row.holder, row.get_role_display(), through, url, end_url=end_url, members=members,
                   is_barred=is_barred, **days)  # fmt: skip

    @property
    def is_team(self) -> bool:
        return isinstance(self.holder, StaffTeam)

    @property
    def is_to_come(self) -> bool:
        return self.from_on is not None and self.from_on > timezone.localdate()


def unended(rows: RoleGrantQuerySet[Granted]) -> RoleGrantQuerySet[Granted]:
    """Those that are in force or will be, each team with its people. At most two queries."""
    in_use = Q(user__is_active=True) | Q(team__isnull=False, team__ended_at=None)
    return with_people(rows.current().filter(in_use)).order_by("role", "from_on", "pk")


def staff() -> QuerySet[User]:
    """Active accounts that hold some role today."""
    held = Q(pk__in=HubRole.objects.live().holders().values("pk"))
    local = Q(pk__in=LocalRole.objects.live().holders().values("pk"))
    return User.objects.filter(held | local)


def found_people(text: str, actor: User) -> list[User]:
    """Staff by name or whole address; an administrator names any account by its address."""
    text = " ".join(text.split())
    if not text or unstorable(text) or len(text) > LONGEST_NAME:
        return []
    people = User.objects.filter(is_active=True) if roles_of(actor).has(Role.ADMINISTRATOR) else staff()
    if "@" in text:
        return list(people.filter(email__iexact=text)[:1])
    named = staff().annotate(whole=Concat("last_name", Value(""), "first_name"))
    return list(named.filter(whole__icontains=text.replace(" ", "")).order_by("email")[: SHOWN_PEOPLE + 1])


class GrantForm(HolderForm):
    """Of several people with the name that was typed, one is chosen in a second turn."""

    person_field = "who"

    who = forms.CharField(
        label=gettext_lazy("Name or e-mail address"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("A member of staff. If several have this name, you choose one in the next step."),
    )
    role = forms.ChoiceField(label=gettext_lazy("role"))
    from_on = forms.DateField(label=gettext_lazy("from"), widget=AdminDateInput, initial=timezone.localdate)
    until_on = forms.DateField(
        label=gettext_lazy("until"),
        widget=AdminDateInput,
        required=False,
        help_text=gettext_lazy("Last day in force; may stay empty."),
    )
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=200)

    def __init__(self, *args: Any, actor: User, roles: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(one, LocalRole.Role(one).label) for one in roles]  # type: ignore[attr-defined]
        self.people = found_people(str(self.data.get("who", "")), actor) if self.is_bound else []
        self.offer_teams()
        if 1 < len(self.people) <= SHOWN_PEOPLE:
            choices = [(str(one.pk), f"{one}（{one.email}）") for one in self.people]
            choose = forms.ChoiceField(label=gettext_lazy("person"), choices=choices, widget=forms.RadioSelect)
            choose.error_messages["required"] = _("Several members of staff have this name. Choose one.")
            self.fields["person"] = choose
            self.order_fields(["who", "person", "team"])

    def clean_who(self) -> str:
        if "team" in self.fields and not self.cleaned_data["who"]:
            return ""
        if not self.people:
            raise ValidationError(_("No member of staff has this name or address."))
        if len(self.people) > SHOWN_PEOPLE:
            raise ValidationError(_("Too many members of staff have this name. Write more of it, or the address."))
        return str(self.cleaned_data["who"])

    def clean(self) -> dict[str, Any]:
        data, chosen = super().clean(), str(self.cleaned_data.get("person") or "")
        if data.get("who") and (len(self.people) == 1 or chosen):
            data["user"] = next((one for one in self.people if not chosen or str(one.pk) == chosen), None)
        return data


class Room(ServiceView):
    """What the screens of one thing share: who has no business there gets 404, and it is on record."""

    door = "sharing"
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_enter(self.request.user):
            refuse(actor=request.user, door=self.door, subject=request.path, reason="no right to share")
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def may_enter(self, user: User) -> bool:
        raise NotImplementedError

    def sharing_url(self) -> str:
        raise NotImplementedError

    def get_success_url(self) -> str:
        return self.sharing_url()


class SharingView(Room):
    """The table of everybody who may do something here, and the form that grants a local role."""

    template_name = "people/desk/sharing.html"
    page_title = gettext_lazy("Who may do what here")
    form_class = GrantForm
    success_message = gettext_lazy("The local role has been granted.")
    submit_button_label = gettext_lazy("Grant the role")
    roles: ClassVar[tuple[str, ...]] = ()

    def holdings(self) -> list[Holding]:
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.request.user, "roles": self.roles}

    def run(self, data: dict[str, Any]) -> None:
        given = {name: data[name] for name in ("role", "from_on", "until_on", "reason")}
        holder = {name: data[name] for name in ("user", "team") if data.get(name)}
        given |= holder
        self.grant(given)

    def grant(self, given: dict[str, Any]) -> None:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"holdings": self.holdings(), "may_grant": True, **kwargs})


class ConfirmView(Room):
    """Something that is done after a question: ``facts`` say what, ``warning`` what will change."""

    template_name = "people/desk/sharing_confirm.html"
    form_class = forms.Form

    def facts(self) -> list[tuple[Any, Any]]:
        return []

    def warning(self) -> str:
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"facts": self.facts(), "warning": self.warning(), "back_url": self.sharing_url()}
        return super().get_context_data(**{**more, **kwargs})


class EndLocalRole(ConfirmView):
    """``role`` is the row, found by the room among those of its thing."""

    page_title = gettext_lazy("End the local role")
    success_message = gettext_lazy("The role has ended.")
    submit_button_label = gettext_lazy("End the role now")
    role: LocalRole | None = None

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.role
        assert row is not None  # may_enter has seen it
        return [
            *who_holds(row),
            (_("role"), row.get_role_display()),
            (_("from"), row.from_on),
            (_("until"), row.until_on),
            (_("reason"), row.reason),
            (_("granted by"), row.granted_by),
        ]

    def warning(self) -> str:
        if self.role is not None and self.role.team is not None:
            return _(
                "From the next page that they open the members of this team have no right here by this role. "
                "It stays on record."
            )
        return _("From the next page that this person opens they have no right here by this role. It stays on record.")
