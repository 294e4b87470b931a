"""The public page on which anybody who holds a letter can see whether the ward issued it.

Number and code together find a letter; one without the other finds nothing, and the answer never
says which of the two was wrong. No personal data is shown. A file to compare is hashed and forgotten.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.core import dates
from cms.core.visitors import visitor_address
from cms.people.limits import wait
from workflows.correspondence.codes import as_stored
from workflows.correspondence.models import Letter

LARGEST_FILE = 20 * 1024 * 1024
# So many in so many seconds: of one address; of all visitors together, whatever addresses they come from.
PER_ADDRESS = (30, 60)
EVERYBODY = (200, 10)


@dataclass(frozen=True)
class Verified:
    """What the page tells about an issued letter."""

    number: str
    title: str
    date: str
    version: int
    is_newest: bool
    sha256: str
    is_erased: bool = False


def verified(*, number: str, code: str) -> Verified | None:
    """The issued letter that carries this number and this code, as people type them; else None."""
    letter = (
        Letter.objects.select_related("file")
        .filter(code=as_stored(code), file__isnull=False, state__in=[Letter.State.ISSUED, Letter.State.REPLACED])
        .first()
    )
    if letter is None or not hmac.compare_digest(_plain(letter.number), _plain(number)):
        return None
    assert letter.file is not None  # the query asked for it
    return Verified(
        number=letter.number,
        title=letter.title,
        date=dates.wareki(letter.dated_on),
        version=letter.version,
        is_newest=letter.state == Letter.State.ISSUED,
        sha256=letter.file.sha256_stored,
        is_erased=letter.file.erased_at is not None,
    )


def _plain(number: str) -> bytes:
    """Width and spaces do not matter in a number that was typed off paper."""
    return "".join(unicodedata.normalize("NFKC", number).split()).encode(errors="replace")


class VerifyForm(django_forms.Form):
    use_required_attribute = False
    n = django_forms.CharField(
        label=_("Number of the letter"), max_length=60, help_text=_("At the upper right of the letter.")
    )
    c = django_forms.CharField(
        label=_("Verification code"),
        max_length=60,
        help_text=_("16 letters and digits at the end of the letter. Hyphens may be left out."),
        widget=django_forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class CompareForm(VerifyForm):
    n = django_forms.CharField(max_length=60, widget=django_forms.HiddenInput)
    c = django_forms.CharField(max_length=60, widget=django_forms.HiddenInput)
    file = django_forms.FileField(
        label=_("PDF file of the letter"),
        allow_empty_file=True,
        help_text=_("Up to 20 MB. The file is compared and not kept."),
        error_messages={"required": _("Choose the PDF file to compare.")},
        widget=django_forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise django_forms.ValidationError(_("The file is larger than 20 MB; no letter is as large as that."))
        return file


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """GET with ``n`` and ``c`` looks a letter up; POST also compares a file with it."""
    comparing = request.method == "POST"
    asked = request.POST if comparing else request.GET
    if not comparing and not asked.get("n") and not asked.get("c"):
        return _page(request, form=VerifyForm(initial={"n": "", "c": ""}))
    if _over_the_limit(request):
        return _page(request, status=429, form=VerifyForm(initial=_typed(request)), too_many=True)
    form = VerifyForm(asked)
    if not form.is_valid():
        return _page(request, form=form)
    found = verified(number=form.cleaned_data["n"], code=form.cleaned_data["c"])
    if found is None:
        return _page(request, form=form, unknown=True)
    if comparing:
        compare = CompareForm(request.POST, request.FILES, auto_id="compare_%s")
    else:
        compare = CompareForm(initial=form.cleaned_data, auto_id="compare_%s")
    same = _is_same(compare.cleaned_data["file"], found) if comparing and compare.is_valid() else None
    return _page(request, form=VerifyForm(), found=found, compare=compare, same=same)


def _typed(request: HttpRequest) -> dict[str, str]:
    asked = request.POST if request.method == "POST" else request.GET
    return {"n": asked.get("n", "")[:60], "c": asked.get("c", "")[:60]}


def _over_the_limit(request: HttpRequest) -> bool:
    """Counts this question; True when this address, or everybody together, asks too often."""
    own = wait("letters.verify", visitor_address(request), [PER_ADDRESS])
    return bool(own or wait("letters.verify.all", "everybody", [EVERYBODY]))


def _is_same(file: UploadedFile, found: Verified) -> bool:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return hmac.compare_digest(digest.hexdigest(), found.sha256)


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    context["breadcrumbs"] = [(_("Is this letter from the ward?"), "")]
    return render(request, "correspondence/verify.html", context, status=status)
