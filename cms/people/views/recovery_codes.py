"""allauth's pages of recovery codes, for codes that were stored with a key which is no longer known.

They cannot be shown, counted or used; new ones can be made. allauth would note them as shown and then fail,
so what can be read is asked first. The pages of an installation that knows its keys stay allauth's.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views import View

from cms.people.factor_secrets import is_readable, log_unreadable


class _Readable(View):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _are_unreadable(request):
            log_unreadable(request.user.pk)
            return render(request, "mfa/recovery_codes/unreadable.html")
        return super().dispatch(request, *args, **kwargs)


class ViewCodes(_Readable, views.ViewRecoveryCodesView):
    pass


class DownloadCodes(_Readable, views.DownloadRecoveryCodesView):
    pass


class MakeCodes(views.GenerateRecoveryCodesView):
    """Those that are there are replaced unread; how many of them are left is not told here."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if _are_unreadable(self.request):
            log_unreadable(self.request.user.pk)
            return super(views.GenerateRecoveryCodesView, self).get_context_data(**kwargs)
        return super().get_context_data(**kwargs)


def _are_unreadable(request: HttpRequest) -> bool:
    kept = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    return kept is not None and not is_readable(kept)
