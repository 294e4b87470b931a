"""Pages of those who follow a group: asking, confirming, leaving. No account; the signed link is the key."""

from __future__ import annotations

from django import forms as django_forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.core.errors import CaseError
from cms.core.visitors import visitor_address
from cms.mailings.magazine import addresses
from cms.people.account_forms import AddressField
from cms.people.models import CommunityGroup
from workflows.exchange import directory, links
from workflows.exchange.services import following
from workflows.exchange.services.requesting import TooMany
from workflows.exchange.views.visitors import signed_page


class FollowForm(django_forms.Form):
    use_required_attribute = False

    address = AddressField(error_messages={"required": gettext_lazy("Please fill this in.")})
    website = django_forms.CharField(required=False)

    def clean_address(self) -> str:
        try:
            return addresses.normal(self.cleaned_data["address"])
        except addresses.NoAddress as error:
            raise ValidationError(_("Write an e-mail address such as hanako@example.jp.")) from error


@signed_page
def follow(request: HttpRequest, group: int) -> HttpResponse:
    found = CommunityGroup.objects.filter(pk=group, is_active=True).first()
    if found is None or not directory.has_profile(found.pk):
        raise Http404
    form = FollowForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.data.get("website"):
        return redirect("exchange:follow_asked")
    if form.is_bound and status == 200:
        try:
            following.ask(found, address=form.cleaned_data["address"], visitor=visitor_address(request))
        except CaseError as error:
            form.add_error(None, str(error))
            status = 429 if isinstance(error, TooMany) else 422
        else:
            return redirect("exchange:follow_asked")
    context = {"form": form, "group": found, "days": settings.MAGAZINE_ERASE_DAYS}
    return render(request, "exchange/follow.html", context, status=status)


@require_http_methods(["GET", "HEAD"])
def asked(request: HttpRequest) -> HttpResponse:
    """The same page for everybody who asks."""
    return render(request, "exchange/follow_asked.html", {"hours": settings.EXCHANGE_CONFIRM_HOURS})


@signed_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    row = links.new_follower(token)
    if request.method == "POST":
        following.confirm(row)
    return render(request, "exchange/follow_confirm.html", {"row": row, "done": request.method == "POST"})


@csrf_exempt
@signed_page
def unfollow(request: HttpRequest, token: str) -> HttpResponse:
    """One click in a mail program posts here too (RFC 8058), without a session: the signed link is the proof."""
    row = links.follower_of(token)
    if request.method == "POST":
        following.leave(row)
    context = {"row": row, "done": request.method == "POST", "days": settings.MAGAZINE_ERASE_DAYS}
    return render(request, "exchange/unfollow.html", context)
