"""Staff meet Japanese only: a crawl of the desk and of Wagtail's own pages finds no stray Latin word."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from tests.cms.admin.walking import client_of, step_address
from tests.factories_cases import bring_to, make_case
from tests.factories_people import make_staff

pytestmark = pytest.mark.django_db

# Names of formats, units and parts of addresses that Japanese offices write in Latin letters too.
ALLOWED = {
    "PDF", "CSV", "XLSX", "Excel", "URL", "HTML", "MB", "KB", "GB", "NPO", "ID", "SEO", "Word", "HEIC", "JPEG", "PNG",
    "example", "jp", "http", "https", "localhost", "SHA", "SMS", "Wi", "Fi", "QR", "RSS", "CMS", "PTA", "JavaScript",
}  # fmt: skip
WORD = re.compile(r"[A-Za-z]{2,}")
# Labels of the menu, which a script draws.
MENU_TEXT = re.compile(r'"label": "([^"]*)"')
SILENT = {"script", "style", "svg", "code", "template"}
SPOKEN = {"aria-label", "alt", "title", "placeholder"}


class Reader(HTMLParser):
    """Collects what a person reads or hears: texts between tags and the attributes that are spoken."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag in SILENT
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.depth:
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
        response = client.get(address, follow=True)
        assert response.status_code == 200, (address, response.status_code)
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
        "/cms/", "/cms/account/", "/cms/collections/", "/cms/reports/locked/",
    ],
    "editor_in_chief": [
        "/cms/", "/cms/account/", "/cms/pages/", "/cms/images/", "/cms/documents/", "/cms/images/add/",
        "/cms/documents/multiple/add/", "/cms/pages/search/",
    ],
}  # fmt: skip


@pytest.mark.parametrize("role", WAGTAIL)
def test_wagtails_own_pages_speak_japanese(role: str) -> None:
    person = make_staff(role)
    home = Page.objects.order_by("depth")[1]
    pages = [*WAGTAIL[role]]
    if role == "editor_in_chief":
        pages += [f"/cms/pages/{home.pk}/", f"/cms/pages/{home.pk}/edit/", f"/cms/pages/{home.pk}/add_subpage/"]
    found = {}
    client = client_of(person)
    for address in pages:
        response = client.get(address, follow=True)
        if stray := strays(response.content.decode(), {person.email, home.title, home.slug}):
            found[f"{address} {response.status_code}"] = sorted(stray)
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)
