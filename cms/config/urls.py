"""Every address of the product."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from cms.config.public_files import picture
from cms.config.source import source
from cms.people.views import desk_doors, recovery_codes
from workflows.engine.adding import resident_urls

handler400 = "cms.config.errors.bad_request"
handler403 = "cms.theme.views.permission_denied"
handler404 = "cms.theme.views.not_found"
handler500 = "cms.config.errors.server_error"

urlpatterns = [
    path("cms/login/", desk_doors.sign_in),
    path("cms/password_reset/", desk_doors.reset_password),
    path("cms/bulk/people/user/<path:action>", desk_doors.no_bulk),
    path("cms/password_reset/<path:rest>", desk_doors.reset_password),
    path("cms/", include(wagtailadmin_urls)),
    path("accounts/login/code/", desk_doors.request_code),
    path("accounts/2fa/recovery-codes/", recovery_codes.ViewCodes.as_view()),
    path("accounts/2fa/recovery-codes/download/", recovery_codes.DownloadCodes.as_view()),
    path("accounts/2fa/recovery-codes/generate/", recovery_codes.MakeCodes.as_view()),
    # Identities are neither added nor taken off by hand, and no account is made by another service.
    path("accounts/3rdparty/", desk_doors.nothing),
    path("accounts/3rdparty/<path:rest>", desk_doors.nothing),
    path("accounts/social/<path:rest>", desk_doors.nothing),
    path("", include("cms.people.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("workflows.intake.urls")),
    *resident_urls(),
    path("", include("workflows.exchange.urls")),
    path("letters/", include("workflows.correspondence.urls")),
    path("", include("cms.api.urls")),
    path("source/", source, name="source"),
    path("magazine/", include("cms.mailings.urls")),
    *([path("files/images/<path:path>", picture)] if settings.SERVE_PICTURES else []),
    path("documents/", include("media.urls")),
    path("", include("pages.urls")),
    path("", include(wagtail_urls)),
]
