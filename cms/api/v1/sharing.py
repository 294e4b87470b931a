"""“Who may do what here”, for whoever decides on it: the lines of the screens of case, page and hub, to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, NoReturn

from django.http import Http404, HttpRequest
from ninja import Path, Router
from wagtail.models import Page

from cms.api.finding import staff_case
from cms.api.keys.scopes import Scope
from cms.api.refusing import door
from cms.api.shapes import Told
from cms.api.signing_in import signed_in
from cms.api.v1.content.ids import Id
from cms.audit.refusals import refuse
from cms.hubs.models import Hub
from cms.people.desk.sharing import Holding
from cms.people.models import StaffTeam
from pages.editing import sharing
from pages.editing.holdings import at_hub, of_page, stopped_at
from workflows.cases import access
from workflows.cases.holdings import of_case
from workflows.intake.views.guards import user_of

router = Router(auth=signed_in(Scope.CASES))


class HoldingTold(Told):
    """``through``: whence the role comes, in words. ``is_to_come``: it is not in force yet.

    ``email`` is null for a team of staff, whose people are ``members``. ``is_barred``: of the group of the case,
    so that the role opens nothing.
    """

    holder: str
    email: str | None
    members: list[str]
    role: str
    through: str
    from_on: date | None
    until_on: date | None
    is_to_come: bool
    is_barred: bool


class SharingTold(Told):
    """``is_stopped``: roles from above (for a case: those at the hub) give nothing here. Never so at a hub."""

    is_stopped: bool
    holdings: list[HoldingTold]


@router.get("/desk/cases/{number}/sharing", response=SharingTold)
def read_case_sharing(request: HttpRequest, number: str) -> dict[str, Any]:
    """Who may do what on a case, for approvers and the chief of its hub."""
    case = staff_case(request, number)
    if not access.administers(user_of(request), case):
        _refuse(request)
    return {"is_stopped": case.is_confidential, "holdings": _told(of_case(case))}


@router.get("/pages/{int:page_id}/sharing", response=SharingTold)
def read_page_sharing(request: HttpRequest, page_id: Id) -> dict[str, Any]:
    """Who may do what on a page, for the administrator and whoever leads it."""
    user = user_of(request)
    page = Page.objects.filter(pk=page_id, depth__gt=1).first()
    # Asked of a page that is not there, too: the same questions to the database.
    if not sharing.administers(user, page or Page(depth=2, path="")) or page is None:
        _refuse(request)
    stop = stopped_at(page)
    return {"is_stopped": bool(stop), "holdings": _told(of_page(page, user, stop=stop))}


@router.get("/hubs/{slug:code}/sharing", response=SharingTold)
def read_hub_sharing(request: HttpRequest, code: Annotated[str, Path(max_length=50)]) -> dict[str, Any]:
    """Who may do what at a hub, a closed one too, for the administrator, the editor-in-chief and the hub's chief."""
    user = user_of(request)
    hub = Hub.objects.filter(code=code).first()
    # Asked of a hub that is not there, too: the same questions to the database.
    if not sharing.sees_hub(user, hub or Hub()) or hub is None:
        _refuse(request)
    return {"is_stopped": False, "holdings": _told(at_hub(hub, user))}


def _refuse(request: HttpRequest) -> NoReturn:
    """Puts the attempt on record. Raises Http404."""
    refuse(actor=request.user, door=door(request), subject=request.path, reason="no right to share")
    raise Http404


def _told(holdings: Iterable[Holding]) -> list[dict[str, Any]]:
    return [
        {
            "holder": str(one.holder),
            "email": None if isinstance(one.holder, StaffTeam) else one.holder.email,
            "members": list(one.members),
            "role": str(one.role),
            "through": str(one.through),
            "from_on": one.from_on,
            "until_on": one.until_on,
            "is_to_come": one.is_to_come,
            "is_barred": one.is_barred,
        }
        for one in holdings
    ]
