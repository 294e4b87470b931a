"""What a person is asked before a key is issued: no more is offered than they may have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.api.keys.issuing import longest
from cms.api.keys.scopes import OF_STAFF, Scope
from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.models import User
from cms.people.page_forms import PlainMixin

USUAL_DAYS = 30


class KeyForm(PlainMixin, forms.Form):
    name = forms.CharField(
        label=_("what it is used for"),
        max_length=80,
        help_text=_("The name of the program, so that you know later which key this is."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("what the program may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose no more than the program needs."),
        error_messages={"required": _("Choose what the key is for.")},
    )
    hub = forms.ModelChoiceField(
        label=_("only for one hub"),
        queryset=Hub.objects.none(),
        required=False,
        empty_label=_("all my roles"),
        help_text=_("The key then carries your role at this hub alone."),
    )
    days = forms.IntegerField(label=_("days until it ends"), min_value=1, initial=USUAL_DAYS)

    def __init__(self, *args: Any, user: User, for_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = roles_of(user)
        offered = [one for one in Scope if (for_staff and roles.is_staff_member) or one not in OF_STAFF]
        self.fields["scopes"].choices = [(one.value, one.label) for one in offered]  # type: ignore[attr-defined]
        hubs = Hub.objects.filter(pk__in=roles.hubs) if for_staff else Hub.objects.none()
        if for_staff and roles.hubs:
            self.fields["hub"].queryset = hubs  # type: ignore[attr-defined]
        else:
            del self.fields["hub"]
        most, fewer = longest([]), longest(OF_STAFF)
        told = gettext("1 to %(most)d days. The key can be revoked before.") % {"most": most}
        if OF_STAFF & set(offered) and fewer < most:
            told += gettext("A key for cases ends after %(most)d days at most.") % {"most": fewer}
        self.fields["days"] = forms.IntegerField(
            label=_("days until it ends"), min_value=1, max_value=most, initial=min(USUAL_DAYS, most, fewer),
            help_text=told,
        )  # fmt: skip
