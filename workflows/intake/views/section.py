"""Writing one section: saved whatever it holds, two tabs never overwrite each other unseen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cms.core.errors import Busy, CaseError
from cms.people.held import name_left_out
from forms.definition import Section
from forms.drafts import Problem, SectionPage, SectionResult, problems, save_section, section_page
from forms.held import give_back, look
from forms.models import Draft
from forms.sections import SectionForm, input_names, posted_texts
from forms.versions import definition_of
from workflows.intake.crumbs import at_draft
from workflows.intake.frame import Frame, frame_of, neighbours
from workflows.intake.views.guards import user_of
from workflows.intake.views.records import own_draft, to_receipt


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, draft_id: UUID, key: str) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    draft = own_draft(request, draft_id)
    if draft.sent_at:
        return to_receipt(draft)
    frame, part = frame_of(draft), part_of(draft, key)
    if not frame.may_change(key):
        messages.info(request, _("This section is not part of the correction, so it stays as it was sent."))
        return redirect("intake:draft", draft.pk)
    if request.method != "POST":
        return _opened(request, frame, part)
    if request.POST.get("action") == "edit":
        return _edited(request, frame, part)
    return _saved(request, frame, part)


def part_of(draft: Draft, key: str) -> Section:
    """The section of the draft's own form version. Http404 when it has none of this name."""
    part = definition_of(draft.version).section(key)
    if part is None:
        raise Http404
    return part


def _opened(request: HttpRequest, frame: Frame, part: Section) -> HttpResponseBase:
    page = section_page(frame.draft, part.key)
    if page is None:
        raise Http404
    token = request.GET.get("held", "")
    if token:
        return _restored(request, frame, part, page, token)
    if "mend" in request.GET:
        page = _with_errors(page, part, frame.draft)
    return show(request, frame, page)


def _restored(request: HttpRequest, frame: Frame, part: Section, page: SectionPage, token: str) -> HttpResponseBase:
    """The held text in the fields, not saved; its page's revision with it, so that a clash is still noticed."""
    held = look(token, path=request.path_info, user=user_of(request))
    if held is None:
        return show(request, frame, page, restored=False)
    inputs = {name: asked.label for asked in part.fields for name in input_names(asked, page.form.initial)}
    name_left_out(request, list(dict.fromkeys(inputs[name] for name in held.left_out if name in inputs)))
    shown = _with_texts(page, part, held.texts, revision=number(held.texts.get("revision", "")))
    return show(request, frame, shown, restored=True, held=token)


def _with_texts(page: SectionPage, part: Section, texts: dict[str, str], *, revision: int | None = None) -> SectionPage:
    """The page shows ``texts`` instead of what is saved; nothing is written."""
    initial = posted_texts(part, texts, page.form.initial)  # type: ignore[arg-type]
    form = SectionForm(part, initial=initial)
    seen = page.revision if revision is None else revision
    return SectionPage(page.key, page.title, page.intro, form, page.slots, seen, False)


def _with_errors(page: SectionPage, part: Section, draft: Draft) -> SectionPage:
    """The saved texts with what is wrong beside each field, as the review page promised."""
    form = SectionForm(part, data=page.form.initial)  # type: ignore[arg-type]
    tell_beside(form, problems(draft))
    return SectionPage(page.key, page.title, page.intro, form, page.slots, page.revision, page.is_complete)


def _saved(request: HttpRequest, frame: Frame, part: Section) -> HttpResponseBase:
    try:
        result = save(request, frame.draft, part.key)
    except Busy as error:
        return _busy(request, frame, part, str(error))
    except CaseError as error:
        messages.error(request, str(error))
        return redirect("intake:draft", frame.draft.pk)
    if result.conflict:
        return _conflict(request, frame, part, result)
    act = request.POST.get("action", "")
    if act == "next":
        tell_beside(result.form, problems(frame.draft))
    stays = "add_rows" in request.POST or result.unkept or (result.form.errors and act != "list")
    if stays:
        page = section_page(frame.draft, part.key, result=result)
        adding = "add_rows" in request.POST and not result.unkept
        if page is not None and adding:
            page = section_page(frame.draft, part.key)
        return show(
            request, frame, page, status=200 if adding else 422, saved=not result.unkept, unkept=result.unkept_labels
        )
    messages.success(request, _("Saved: %(section)s") % {"section": part.title})
    _before, after = neighbours(frame.draft, frame, part.key)
    if act != "next":
        return redirect("intake:draft", frame.draft.pk)
    return redirect("intake:section", frame.draft.pk, after) if after else redirect("intake:review", frame.draft.pk)


def _busy(request: HttpRequest, frame: Frame, part: Section, why: str) -> HttpResponseBase:
    """409: not saved, because another request holds the form; the typed text stays in the fields."""
    page = section_page(frame.draft, part.key)
    if page is None:
        raise Http404
    texts = {name: str(text) for name, text in request.POST.items()}
    shown = _with_texts(page, part, texts, revision=number(texts.get("revision", "")))
    return show(request, frame, shown, status=409, busy=why)


def tell_beside(form: SectionForm, found: list[Problem]) -> None:
    """What disagrees across questions (sums, amounts, dates) stands beside its field like any other mistake."""
    for problem in found:
        mine = problem.section == form.section.key and problem.question in form.fields
        if mine and problem.message not in form.errors.get(problem.question, []):
            form.add_error(problem.question, problem.message)


def save(request: HttpRequest, draft: Draft, key: str) -> SectionResult:
    result = save_section(
        draft,
        actor=user_of(request),
        section=key,
        data=request.POST,
        seen_revision=number(request.POST.get("revision", "")),
    )
    if result.saved and not result.unkept and request.POST.get("held"):
        give_back(request.POST["held"], path=reverse("intake:section", args=[draft.pk, key]), user=user_of(request))
    return result


def number(text: str) -> int:
    """A revision as a page carries it; 0 for anything else, which clashes with whatever differs."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _conflict(request: HttpRequest, frame: Frame, part: Section, result: SectionResult) -> HttpResponseBase:
    """409: both texts of each field, and the choice between them."""
    context: dict[str, Any] = {"frame": frame, "part": part, "result": result, "conflict": result.conflict}
    context["held"] = request.POST.get("held", "")
    context["crumbs"] = at_draft(frame.draft, (part.title, ""))
    return render(request, "intake/conflict.html", context, status=409)


def _edited(request: HttpRequest, frame: Frame, part: Section) -> HttpResponseBase:
    """After a conflict the person wants to write anew: their text in the fields, the saved one above.

    The page stands on the revision whose text it shows, so a third text saved meanwhile is a new conflict.
    """
    page = section_page(frame.draft, part.key)
    if page is None:
        raise Http404
    texts = {name: str(text) for name, text in request.POST.items()}
    saved = [
        {"label": label, "text": text}
        for label, text in zip(request.POST.getlist("saved_label"), request.POST.getlist("saved_text"), strict=False)
    ]
    shown = _with_texts(page, part, texts, revision=number(texts.get("revision", "")))
    return show(request, frame, shown, edited=True, saved_texts=saved)


def show(
    request: HttpRequest, frame: Frame, page: SectionPage | None, *, status: int = 200, **more: Any
) -> HttpResponseBase:
    """The page of one section. ``more``: file_errors, restored, saved, unkept, edited, saved_texts."""
    if page is None:
        raise Http404
    before, after = neighbours(frame.draft, frame, page.key)
    context = {
        "frame": frame,
        "page": page,
        "form": page.form,
        "before": before,
        "after": after,
        "crumbs": at_draft(frame.draft, (page.title, "")),
        **more,
    }
    return render(request, "intake/section.html", context, status=status)


@never_cache
@require_POST
def autosave(request: HttpRequest, draft_id: UUID, key: str) -> JsonResponse:
    """The same saving, asked for by the page itself; answers with the new revision or the reason."""
    if not request.user.is_authenticated:
        return JsonResponse({"saved": False}, status=401)
    draft = own_draft(request, draft_id)
    if draft.sent_at or not frame_of(draft).may_change(key):
        return JsonResponse({"saved": False}, status=409)
    try:
        result = save(request, draft, key)
    except CaseError:
        return JsonResponse({"saved": False}, status=409)
    return JsonResponse(result.as_json(), status=200 if result.saved else 409)
