"""The last line before Wagtail's views: what a request names must lie in the person's own branch, else 404.

Wagtail's views ask its policies, but some show a name before they refuse, and some answer for any id: choosers,
bulk actions, copying to a place, steps of approval. Here every page, picture, document and step that an address
or a form names is looked up through the same policies, so that foreign and missing are one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, TaskState
from wagtail.permissions import policy_registry

from pages.editing.choosing import explorable, linkable
from pages.editing.grants import page_grants
from pages.models import WardHomePage

PAGE_NAMES = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
FILE_NAMES = {"image_id": get_image_model, "document_id": get_document_model, "doc_id": get_document_model}
SEES_FILE = ("change", "delete", "choose")
# Wagtail's own reading API knows no rights on pictures and documents, and its screens do not use it.
CLOSED = ("wagtailadmin_api:images", "wagtailadmin_api:documents")
CHOOSERS = ("wagtailadmin_choose_page", "wagtailadmin_choose_page_child", "wagtailadmin_choose_page_chosen_multiple")
# The one file that a chooser hands over.
FILES_BY_PK = {"wagtailimages_chooser:chosen": get_image_model, "wagtaildocs_chooser:chosen": get_document_model}
PAGES_BY_PK = ("wagtailadmin_pages:revisions_compare",)
# Forms that name a page to put something below.
PLACES = ("new_parent_page", "parent_page", "chooser")
# Lists of all pages of a type, whoever's they are: for those who look around among all.
ALL_PAGES = ("wagtailadmin_pages:type_use", "wagtailadmin_pages:type_use_results")

Answer = Callable[[HttpRequest], HttpResponse]


class BranchGuard:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Http404 for anything foreign; nobody is asked who has not come to the desk."""
        match = request.resolver_match
        if match is None or not request.path_info.startswith(settings.DESK_PREFIX):
            return
        if not request.user.is_authenticated:
            return
        if match.view_name.startswith(CLOSED):
            raise Http404
        if match.url_name == "wagtail_bulk_action":
            _guard_bulk(request, kwargs)
        elif match.view_name in CHOOSERS:
            _all_in(linkable(request.user), [*_ids(kwargs, PAGE_NAMES), *request.GET.getlist("id")])
        else:
            _guard_address(request, match.view_name, kwargs)


def _guard_address(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> None:
    pages = _ids(kwargs, (*PAGE_NAMES, "pk") if name in PAGES_BY_PK else PAGE_NAMES)
    if name.startswith("wagtailadmin_pages:"):
        pages += [request.POST[place] for place in PLACES if request.POST.get(place)]
    if name in ALL_PAGES and not any(_is_home(grant.page) for grant in page_grants(request.user)):
        raise Http404
    if pages:
        _all_in(explorable(request.user), pages)
        _guard_step(kwargs)
    for key, model in FILE_NAMES.items():
        if key in kwargs:
            _all_in(_files(request.user, model()), [kwargs[key]])
    if name in FILES_BY_PK:
        _all_in(_files(request.user, FILES_BY_PK[name]()), [kwargs["pk"]])


def _is_home(page: Page) -> bool:
    return issubclass(page.specific_class or Page, WardHomePage)


def _guard_step(kwargs: dict[str, Any]) -> None:
    """A step of approval is one of the page in the same address."""
    step = kwargs.get("task_state_id")
    page = str(kwargs.get("page_id", ""))
    if step is not None and not TaskState.objects.filter(pk=step, workflow_state__object_id=page).exists():
        raise Http404


def _guard_bulk(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """Ticked boxes, and for pages «all of this list»: below a page of the person's own branch only."""
    name = f"{kwargs['app_label']}.{kwargs['model_name']}".lower()
    ids = request.GET.getlist("id")
    if name == Page._meta.label_lower:
        place = [request.GET["childOf"]] if request.GET.get("childOf") else []
        if "all" in ids and not place:
            raise Http404
        _all_in(explorable(request.user), _below_grants(request, place))
        places = [request.POST[one] for one in PLACES if request.POST.get(one)]
        _all_in(explorable(request.user), [*(one for one in ids if one != "all"), *places])
    elif name in (get_image_model()._meta.label_lower, get_document_model()._meta.label_lower):
        _all_in(_files(request.user, apps.get_model(name)), [one for one in ids if one != "all"])
    else:
        _guard_records(request.user, name, ids)


def _guard_records(user: Any, name: str, ids: list[str]) -> None:
    """Rows of a register: Wagtail names those that one may not change, too."""
    try:
        model = apps.get_model(name)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    policy = policy_registry.get_by_type(model, fallback=False)
    if policy is None:
        return
    rows = policy.instances_user_has_any_permission_for(user, ("change", "delete", "view"))
    _all_in(rows, [one for one in ids if one != "all"])
    if "all" in ids and rows.count() != model._default_manager.count():
        raise Http404


def _below_grants(request: HttpRequest, places: list[str]) -> list[str]:
    """``places``, each in a branch of the person's own and not merely on the way to it."""
    for place in places:
        page = Page.objects.filter(pk=_number(place)).first()
        if page is None or not any(grant.covers(page.path) for grant in page_grants(request.user)):
            raise Http404
    return places


def _ids(kwargs: dict[str, Any], names: Iterable[str]) -> list[Any]:
    return [kwargs[name] for name in names if kwargs.get(name) is not None]


def _number(given: Any) -> int:
    try:
        return int(given)
    except ValueError as error:
        raise Http404 from error


def _all_in(rows: QuerySet[Any], ids: Iterable[Any]) -> None:
    wanted = {_number(one) for one in ids}
    if wanted and rows.filter(pk__in=wanted).count() != len(wanted):
        raise Http404


def _files(user: Any, model: type[Model]) -> QuerySet[Any]:
    found: QuerySet[Any] = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, SEES_FILE)
    return found
