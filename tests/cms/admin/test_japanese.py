"""Staff meet Japanese only: a crawl of the desk and of Wagtail's own pages finds no stray Latin word."""

from __future__ import annotations

import json
import re
from gettext import GNUTranslations
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from wagtail.log_actions import log
from wagtail.models import Page, Site

from cms.hubs.models import Area, Chome
from cms.hubs.services import set_status
from cms.people.models import HubRole
from cms.people.services.accounts import end_sessions
from cms.people.services.persons import person_of
from pages.models import WardHomePage
from tests.check import ROOT
from tests.cms.admin.walking import client_of, step_address
from tests.factories_cases import bring_to, make_case
from tests.factories_people import make_group, make_hub, make_staff, make_user

pytestmark = pytest.mark.django_db

# Names of formats, units and parts of addresses that Japanese offices write in Latin letters too.
ALLOWED = {
    "PDF", "CSV", "XLSX", "Excel", "URL", "HTML", "MB", "KB", "GB", "NPO", "ID", "SEO", "Word", "HEIC", "JPEG",
    "JPG", "PNG", "TSV",
    "example", "jp", "http", "https", "localhost", "SHA", "SMS", "Wi", "Fi", "QR", "RSS", "CMS", "PTA", "JavaScript",
    "API",
}  # fmt: skip
WORD = re.compile(r"[A-Za-z]{2,}")
# Labels of the menu, which a script draws.
MENU_TEXT = re.compile(r'"label": "([^"]*)"')
VOID = {"input", "img", "br", "hr"}
SILENT = {"script", "style", "svg", "code", "template"}
SPOKEN = {"aria-label", "alt", "title", "placeholder"}


class Reader(HTMLParser):
    """Collects what a person reads or hears: texts between tags and the attributes that are spoken."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.depth = 0
        # The tag of the hidden element that is being read, and how many of its kind are open in it.
        self.hidden, self.inside = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag in SILENT
        if self.hidden:
            self.inside += tag == self.hidden
        elif "hidden" in dict(attrs) and tag not in VOID:
            self.hidden, self.inside = tag, 1
        else:
            self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in SILENT
        if self.hidden == tag:
            self.inside -= 1
            self.hidden = self.hidden if self.inside else ""

    def handle_data(self, data: str) -> None:
        if not self.depth and not self.hidden:
            self.found.append(data)


def texts(page: str) -> list[str]:
    reader = Reader()
    reader.feed(page)
    labels = [json.loads(f'"{found}"') for found in MENU_TEXT.findall(page)]
    return [text.strip() for text in (*labels, *reader.found) if text.strip()]


def strays(page: str, known: set[str]) -> set[str]:
    """Texts with a Latin word that is neither allowed nor part of the data."""
    found = set()
    for text in texts(page):
        rest = text
        for word in known:
            rest = rest.replace(word, " ")
        if any(word not in ALLOWED for word in WORD.findall(rest)):
            found.add(text)
    return found


def crawl(client: Client, addresses: list[str], known: set[str]) -> dict[str, list[str]]:
    found = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code, response.headers.get("Location"))
        if stray := strays(response.content.decode(), known):
            found[address] = sorted(stray)
    return found


DESK = [
    "",
    "?view=all",
    "?view=hub&due=overdue",
    "?view=all&arrived_from=x",
    "consultations/",
    "exports/",
    "paper/",
    "paper/group/",
]


def test_what_is_spoken_is_read_and_what_is_hidden_is_not() -> None:
    page = """<title>Title</title><nav aria-label="Label"><img alt="Alt"><input placeholder="Place">
    <a title="Tip">見出し</a></nav><div hidden>None<div>Deep</div>None</div><p>Seen</p>"""
    assert strays(page, set()) == {"Title", "Label", "Alt", "Place", "Tip", "Seen"}


def test_the_side_bar_shows_the_whole_name() -> None:
    person = make_staff("auditor", name="試験 花子")
    page = client_of(person).get("/cms/").content.decode()
    assert json.dumps("試験 花子") in page[page.index("wagtail-sidebar-props") :]


def test_the_desk_speaks_japanese() -> None:
    case = bring_to("decision", make_case())
    chief, approver = make_staff("chief", case.hub), make_staff("division_approver")
    waiting = make_case(group=case.group)
    known = {case.applicant.email, chief.email, approver.email, str(case.drafted_by), case.call.slug}
    known |= {str(event.actor) for event in case.events.all()}
    pages = [f"/cms/desk/{page}" for page in DESK]
    pages += [f"/cms/desk/cases/{case.pk}/", step_address(waiting)]
    found: dict[str, Any] = crawl(client_of(chief), pages, known)
    found |= crawl(client_of(approver), [step_address(case), "/cms/desk/budgets/"], known)
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


def test_the_pages_of_operators_speak_japanese() -> None:
    case = make_case()
    auditor = make_staff("auditor")
    pages = ["/cms/desk/work/", "/cms/desk/mails/", "/cms/desk/refusals/", "/cms/desk/budgets/", "/cms/"]
    found = crawl(client_of(auditor), pages, {auditor.email, case.applicant.email})
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


WAGTAIL = {
    "administrator": [
        "/cms/", "/cms/account/", "/cms/sites/", "/cms/sites/new/", "/cms/api-keys/", "/cms/api-keys/all/",
        "/cms/users/", "/cms/users/new/", "/cms/users/edit/{user}/", "/cms/users/history/{user}/",
        "/cms/roles/", "/cms/roles/new/", "/cms/roles/{role}/", "/cms/deputies/", "/cms/deputies/new/",
        "/cms/groups/", "/cms/groups/{group}/", "/cms/workflows/list/", "/cms/workflows/tasks/index/",
        "/cms/redirects/", "/cms/redirects/add/", "/cms/redirects/import/",
        "/cms/snippets/hubs/hub/", "/cms/snippets/hubs/hub/add/", "/cms/snippets/hubs/hub/edit/{hub}/",
        "/cms/snippets/hubs/hub/inspect/{hub}/", "/cms/snippets/hubs/hub/history/{hub}/",
        "/cms/snippets/hubs/area/", "/cms/snippets/hubs/area/edit/{area}/", "/cms/snippets/hubs/area/inspect/{area}/",
    ],
    "editor_in_chief": [
        "/cms/", "/cms/account/", "/cms/pages/{home}/", "/cms/images/", "/cms/documents/", "/cms/images/add/",
        "/cms/documents/multiple/add/", "/cms/pages/search/?q=a",
        "/cms/pages/{home}/edit/", "/cms/pages/add/pages/newspage/{home}/", "/cms/pages/{home}/history/",
    ],
    "chief": [
        "/cms/", "/cms/groups/", "/cms/groups/{group}/", "/cms/groups/{group}/invite/", "/cms/groups/{group}/use/",
    ],
}  # fmt: skip


def records() -> dict[str, Any]:
    """Records for the addresses above, with names in Japanese, and something in their histories."""
    area = Area.objects.create(code="1", name="試験区域", layer=1)
    Chome.objects.create(town="試験町", town_kana="しけんちょう", number=1).areas.add(area)
    hub = make_hub("1", area=area)
    set_status(hub, actor=None, status="closed", reason="試験")
    set_status(hub, actor=None, status="active", reason="試験")
    manager = make_user("1@example.jp", name="試験 花子")
    group = make_group(hub, manager=manager)
    end_sessions(manager)
    person_of(manager, name="試験 花子", phone="03-0000-0000")
    staff = make_staff("reviewer", hub, email="2@example.jp", name="試験 次郎")
    site = Site.objects.get(is_default_site=True)
    home = Page.get_first_root_node().add_child(instance=WardHomePage(title="試験", slug="shiken"))
    Site.objects.filter(pk=site.pk).update(site_name="試験区", root_page=home)
    log(hub, "wagtail.edit", user=staff)
    role = HubRole.objects.get(user=staff)
    return {"hub": hub, "area": area, "group": group, "user": manager, "role": role, "home": home}


@pytest.mark.parametrize("role", WAGTAIL)
def test_wagtails_own_pages_speak_japanese(role: str) -> None:
    known = records()
    person = make_staff(role, known["hub"] if role == "chief" else None, email="3@example.jp", name="試験 三郎")
    slugs = {known["home"].slug}
    found = {}
    client = client_of(person)
    for pattern in WAGTAIL[role]:
        address = pattern.format(**{name: record.pk for name, record in known.items()})
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code, response.headers.get("Location"))
        if stray := strays(response.content.decode(), slugs):
            found[address] = sorted(stray)
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


def test_no_word_of_ours_loses_to_that_of_another_app() -> None:
    """One English sentence, two Japanese ones: the first app wins everywhere, so each meaning has its context."""
    first: dict[Any, tuple[str, str]] = {}
    lost = []
    for path in [Path(settings.LOCALE_PATHS[0]), *(Path(config.path) / "locale" for config in apps.get_app_configs())]:
        compiled = path / "ja" / "LC_MESSAGES" / "django.mo"
        if not compiled.is_relative_to(ROOT) or ".venv" in compiled.parts or not compiled.exists():
            continue
        with compiled.open("rb") as file:
            entries: dict[Any, str] = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        for message, words in entries.items():
            winner, shown = first.setdefault(message, (str(path), words))
            if message and shown != words:
                lost.append(f"{message!r}: {path} {words}, shown is {winner} {shown}")
    assert not lost, "\n".join(lost)


def test_a_search_for_pages_says_what_it_counts() -> None:
    records()
    client = client_of(make_staff("editor_in_chief", email="3@example.jp", name="試験 三郎"))
    assert "None" not in strays(client.get("/cms/pages/search/?q=").content.decode(), set())
