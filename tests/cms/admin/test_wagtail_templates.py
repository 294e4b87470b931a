"""Templates of Wagtail that stand here too, since a word in them cannot be translated where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
import wagtail.admin
from bs4 import BeautifulSoup
from django.test import Client

from cms.people.models import Role
from tests.check import ROOT
from tests.cms.admin.walking import client_of
from tests.factories_people import make_staff

pytestmark = pytest.mark.django_db
OURS = ROOT / "cms/admin/templates/wagtailadmin"
THEIRS = Path(wagtail.admin.__file__).parent / "templates/wagtailadmin"


@pytest.fixture
def desk() -> Client:
    return client_of(make_staff(Role.ADMINISTRATOR))


@pytest.mark.parametrize("name", ["home.html", "shared/header.html"])
def test_a_copy_differs_from_wagtails_own_by_one_word(name: str) -> None:
    """After an update of Wagtail: copy its template again and put the word in."""
    theirs = (THEIRS / name).read_text(encoding="utf-8")
    assert theirs.count('value="Search"') == 1
    said = "value=\"{% trans 'Search' %}\""
    assert (OURS / name).read_text(encoding="utf-8") == theirs.replace('value="Search"', said)


@pytest.mark.parametrize("address", ["/cms/", "/cms/choose-page/"])
def test_a_search_box_is_sent_by_a_button_in_japanese(desk: Client, address: str) -> None:
    answer = desk.get(address)
    html = answer.json()["html"] if answer["Content-Type"].startswith("application/json") else answer.content.decode()
    buttons = BeautifulSoup(html, "html.parser").select("form[role=search] input[type=submit][value]")
    assert [button["value"] for button in buttons] == ["検索"]


def test_what_is_not_there_is_told_in_japanese_and_leads_back(desk: Client) -> None:
    answer = desk.get("/cms/nothing/here/")
    assert answer.status_code == 404
    page = BeautifulSoup(answer.content.decode(), "html.parser")
    assert "Wagtail" not in page.get_text()
    skip = page.select_one("a.skiplink")
    assert skip is not None
    assert page.select_one(str(skip["href"])) is not None
    assert page.select_one('main a[href="/cms/"]') is not None
