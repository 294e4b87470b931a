"""The staff's registers: groups, roles, deputies, accounts, hubs and areas, programmes and calls."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.roles.cells import asked
from tests.roles.door import Data, Door, act, listing, page
from tests.roles.people import HUB, READ_ALL, hub_acts, nobody, only, staff
from tests.roles.world import Side, World

DASHBOARD = "/cms/"  # Wagtail's own refusal: back to the dashboard with a sentence
reads_registers = only(*READ_ALL, "administrator")
administers = only("administrator")
keeps_people = only("administrator", "auditor")
reads_groups = only(*READ_ALL, *HUB, "administrator")


def reads_group(role: str, side: str) -> bool:
    return role in (*READ_ALL, "administrator") or (role in HUB and side == "own")


def hub_chief(role: str, side: str) -> bool:
    return role == "chief" and side == "own"


def writes_pages(role: str, side: str) -> bool:
    return role == "editor_in_chief" or (side == "own" and role in ("editor", "chief"))


def form_of(client: Client, address: str) -> dict[str, Any]:
    """What this person's browser would post from this page, untouched."""
    page = asked(client, address, query={}, data=None)
    soup = BeautifulSoup(page.text, "html.parser")
    for hidden in soup.find_all(["template", "script"]):
        hidden.decompose()
    found: dict[str, Any] = {}
    for field in soup.select("form[method=POST] [name], form[method=post] [name], [form] [name]"):
        texts = _texts(field)
        if texts is not None:
            found.setdefault(str(field["name"]), []).extend(texts)
    return found


def kept_form(world: World, name: str, args: dict[str, Any], *, by: str = "administrator") -> dict[str, Any]:
    """The form of this record as ``by`` has it, read once."""
    address = reverse(name, kwargs=args)
    if address not in world.forms:
        world.forms[address] = form_of(world.clients[by], address)
    return dict(world.forms[address])


def _texts(field: Any) -> list[str] | None:
    """The texts that one control sends; None when it sends nothing."""
    if field.name == "select":
        return [one["value"] for one in field.find_all("option") if one.has_attr("selected")]
    if field.name == "textarea":
        return [field.text.removeprefix("\n")]
    if field.name != "input" or field.get("type") in ("submit", "file", "search"):
        return None
    if field.get("type") in ("checkbox", "radio"):
        return [field.get("value", "on")] if field.has_attr("checked") else None
    return [field.get("value", "")]


def changed(name: str, record: str, changes: dict[str, Any]) -> Data:
    """The edit form of the record as it stands, with ``changes``."""
    return lambda world, side: {**kept_form(world, name, side.args[record]), **changes}


def another(name: str, record: str, changes: dict[str, Any]) -> Data:
    """A new record like this one, without its inner rows."""

    def made(world: World, side: Side) -> dict[str, Any]:
        data = kept_form(world, name, side.args[record])
        counts = [key for key in data if key.endswith(("-TOTAL_FORMS", "-INITIAL_FORMS"))]
        asked = {name: value(world) if callable(value) else value for name, value in changes.items()}
        return {**data, **dict.fromkeys(counts, "0"), **asked}

    return made


def new_role(world: World, side: Side) -> dict[str, Any]:
    return {"user": world.people["member"].email, "role": "auditor", "from_on": timezone.localdate().isoformat()}


def new_deputy(world: World, side: Side) -> dict[str, Any]:
    people = {"principal": world.people["division_approver"].email, "deputy": world.people["division_reviewer"].email}
    day = timezone.localdate().isoformat()
    return {**people, "from_on": day, "until_on": day, "reason": "出張のため"}


NEW_ACCOUNT = {"last_name": "新しい", "first_name": "職員", "email": "new@example.jp"}
NAMES = {"last_name": "新しい", "first_name": "氏名", "is_active": "on"}
PEOPLE: tuple[Door, ...] = (
    listing("groups:index", reads_groups, reads_registers, away=DASHBOARD),
    listing("groups:index_results", reads_groups, reads_registers, away=DASHBOARD),
    page("groups:edit", "group", reads_group, shows=True),
    act("groups:edit", "group", hub_acts, {"accepted": "yes", "note": ""}, "people_communitygroup", sees=reads_group),
    page("groups:edit", "retired", reads_group, shows=True),
    page("groups:invite_manager", "idle", hub_acts, shows=True),
    act("groups:invite_manager", "idle", hub_acts, {"email": "manager@example.jp", "reason": "オンライン利用の申出"},
        "people_groupinvitation"),
    page("groups:withdraw_invitation", "hub_invitation", hub_acts, shows=True),
    act("groups:withdraw_invitation", "hub_invitation", hub_acts, {}, "people_groupinvitation"),
    *(door for record in ("idle", "retired") for door in (
        page("groups:use", record, hub_chief, shows=True),
        act("groups:use", record, hub_chief, {"reason": "団体からの届出"}, "people_communitygroup"),
    )),
    listing("roles:index", keeps_people, keeps_people, away=DASHBOARD),
    listing("roles:index_results", keeps_people, keeps_people, away=DASHBOARD),
    page("roles:edit", "role", keeps_people, shows=True),
    act("roles:edit", "role", administers, {}, "people_hubrole"),
    listing("roles:add", administers),
    act("roles:add", "none", administers, new_role, "people_hubrole", sees=nobody),
    listing("deputies:index", keeps_people, keeps_people, away=DASHBOARD),
    listing("deputies:index_results", keeps_people, keeps_people, away=DASHBOARD),
    page("deputies:edit", "deputy", keeps_people, shows=True),
    act("deputies:edit", "deputy", administers, {}, "people_deputy"),
    listing("deputies:add", administers),
    act("deputies:add", "none", administers, new_deputy, "people_deputy", sees=nobody),
    listing("wagtailusers_users:index", keeps_people, keeps_people, away=DASHBOARD),
    listing("wagtailusers_users:index_results", keeps_people, keeps_people, away=DASHBOARD),
    listing("wagtailusers_users:add", administers, away=DASHBOARD),
    act("wagtailusers_users:add", "none", administers, NEW_ACCOUNT, "people_user", sees=nobody, away=DASHBOARD),
    page("wagtailusers_users:edit", "user", administers, shows=True, away=DASHBOARD),
    act("wagtailusers_users:edit", "user", administers, NAMES, "people_user", away=DASHBOARD),
    page("wagtailusers_users:history", "user", administers, shows=True, away=DASHBOARD),
    page("wagtailusers_users:history_results", "user", administers, away=DASHBOARD),
    page("wagtailusers_users:usage", "user", administers, away=DASHBOARD),
    page("wagtailusers_users:second_factor", "user", administers, shows=True),
    act("wagtailusers_users:second_factor", "user", administers, {}, "people_user"),
)  # fmt: skip

# The ground of a budget's amount, kept with it.
GROUND = {"change_reason": "補正予算第1号"}
# A programme without a cost that counts makes no form: the first row of the copied list stays.
ONE_COST = {"cost_kinds-TOTAL_FORMS": "1", "cost_kinds-0-id": ""}

# Model → the record in the address, one harmless change, and what makes another row.
SNIPPETS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "hubs_hub": ("hub", {"phone": "03-1111-2222"}, {"code": "new", "name": "新しい拠点"}),
    "hubs_area": ("area", {"name": "新しい地域"}, {"code": "new", "name": "新しい地域"}),
    "hubs_chome": ("chome", {"town_kana": "あたらしいちょう"}, {"number": "2"}),
    "hubs_topic": ("topic", {"name": "新しいテーマ"}, {"code": "new", "name": "新しいテーマ"}),
    "hubs_ward": ("ward", {"desk_hours": "9時から17時"}, {"name": "新しい区"}),
    "programmes_programme": (
        "programme",
        {"summary": "新しい概要"},
        {"slug": "new", "name": "新しい補助金", **ONE_COST},
    ),
    "programmes_call": ("call_row", {"title": "新しい募集"}, {"slug": "new", "title": "新しい募集"}),
    "volunteering_recruitment": (
        "recruitment",
        {"period": "1年"},
        {"call": lambda world: str(world.own.args["spare_call"]["pk"])},
    ),
    "editing_moderationrule": ("rule", {"chief_days": "5"}, {"hub": lambda world: str(world.elsewhere.pk)}),
    "programmes_budget": ("budget", {"budget_yen": "20000000", **GROUND}, {"fiscal_year": "2031", **GROUND}),
}


# Registers that only those read who keep them.
CLOSED = ("editing_moderationrule",)


def _register(model: str) -> tuple[Door, ...]:
    record, change, new = SNIPPETS[model]
    space, choosers = f"wagtailsnippets_{model}", f"wagtailsnippetchoosers_{model}"
    edit = f"{space}:edit"
    more: dict[str, Any] = {"away": DASHBOARD, "sees": nobody, "sided": False}  # the whole ward's: nothing is foreign
    adds: dict[str, Any] = {"may": administers}
    if model == "hubs_ward":  # one row, which is there: the form says so
        adds = {"may": nobody, "told": frozenset({200})}
    readers = administers if model in CLOSED else reads_registers
    return (
        listing(f"{space}:list", readers, away=DASHBOARD),
        listing(f"{space}:list_results", readers, away=DASHBOARD),
        listing(f"{space}:add", administers, away=DASHBOARD),
        act(f"{space}:add", "none", data=another(edit, record, new), effect=model, **adds, **more),
        page(edit, record, administers, **more),
        act(edit, record, administers, changed(edit, record, change), model, **more),
        page(f"{space}:delete", record, nobody, **more),
        act(f"{space}:delete", record, nobody, {}, model, **more),
        page(f"{space}:usage", record, administers, **more),
        page(f"{space}:history", record, administers, **more),
        page(f"{space}:history_results", record, administers, **more),
        listing(f"{choosers}:choose", staff),
        listing(f"{choosers}:choose_results", staff),
        page(f"{choosers}:chosen", record, staff, sees=nobody, sided=False),
        listing(f"{choosers}:chosen_multiple", staff),
        listing(f"{choosers}:create", nobody, away=DASHBOARD),
        act(f"{choosers}:create", "none", nobody, {}, model, **more),
    )


def _corrected(world: World, side: Side) -> dict[str, Any]:
    return {"revision": str(side.written["revision_id"]), "all": "1"}


def _read_out(world: World, side: Side) -> dict[str, Any]:
    words = {"form-0-base": "言葉", "form-0-reading": "ことば", "form-0-use": "on"}
    return {"revision": str(side.written["revision_id"]), "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", **words}


WRITING = (
    page("proofreading:checks", "page_draft", writes_pages, shows=True),
    page("proofreading:findings", "page_draft", writes_pages),
    page("proofreading:readings", "page_draft", writes_pages, shows=True),
    act("proofreading:checks", "page_draft", writes_pages, _corrected, "wagtailcore_revision"),
    act("proofreading:readings", "page_draft", writes_pages, _read_out, "wagtailcore_revision"),
)

REGISTERS = (
    *PEOPLE,
    *WRITING,
    *(door for model in SNIPPETS for door in _register(model)),
    *(page(f"wagtailsnippets_hubs_{record}:inspect", record, reads_registers, sees=nobody, away=DASHBOARD, sided=False)
      for record in ("hub", "area")),
)  # fmt: skip
