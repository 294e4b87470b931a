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
from tests.factories_people import make_hub, make_staff

pytestmark = pytest.mark.django_db
OURS = ROOT / "cms/admin/templates/wagtailadmin"
THEIRS = Path(wagtail.admin.__file__).parent / "templates/wagtailadmin"


@pytest.fixture
def desk() -> Client:
    return client_of(make_staff(Role.ADMINISTRATOR))


WORD = {'value="Search"': "value=\"{% trans 'Search' %}\""}
FOR_READERS_OF_PAGES = {"    <form\n": "    {% if root_page.pk %}<form\n", "</form>\n": "</form>{% endif %}\n"}


# Lists of all pages of a type are closed to those who write (see pages.editing.guard).
LISTED = """
                            <small class="col4 w-text-end">
                                <a href="{% url 'wagtailadmin_pages:type_use' app_label model_name %}"\
 class="nolink">{% blocktrans trimmed with page_type=verbose_name %}Pages using {{ page_type }}{% endblocktrans %}</a>
                            </small>
"""
NO_LISTS = {LISTED: ""}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("home.html", WORD | FOR_READERS_OF_PAGES),
        ("shared/header.html", WORD),
        ("pages/add_subpage.html", NO_LISTS),
    ],
)
def test_a_copy_differs_from_wagtails_own_in_what_is_named_here(name: str, changes: dict[str, str]) -> None:
    """After an update of Wagtail: copy its template again and make these changes in it."""
    expected = (THEIRS / name).read_text(encoding="utf-8")
    for theirs, ours in changes.items():
        assert expected.count(theirs) == 1, theirs
        expected = expected.replace(theirs, ours)
    assert (OURS / name).read_text(encoding="utf-8") == expected


def test_the_dashboard_offers_pages_to_those_who_have_some_and_says_so_when_nothing_opens() -> None:
    editor = client_of(make_staff(Role.EDITOR, make_hub())).get("/cms/").content.decode()
    assert 'role="search"' not in editor
    assert "いまの役割で開ける業務は" in editor
    auditor = client_of(make_staff(Role.AUDITOR)).get("/cms/").content.decode()
    assert 'role="search"' not in auditor
    assert "いまの役割で開ける業務は" not in auditor


def test_a_search_box_is_sent_by_a_button_in_japanese(desk: Client) -> None:
    html = desk.get("/cms/choose-page/").json()["html"]
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
