"""Pages as the API tells them."""

from __future__ import annotations

import pytest

from cms.api.v1.content.public_pages import TYPES
from pages.models import HubPage
from pages.setting_up import set_up_sites
from tests.cms.api.content.reading import ask, items, queries, read
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_news
from tests.factories_programmes import make_call
from tests.factories_sites import fill_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> HubPage:
    make_small_ward()
    make_call("open-call")
    set_up_sites()
    return HubPage.objects.get(hub__code="west")


def test_every_type_of_page_fits_its_schema(site: HubPage) -> None:
    fill_site(site)
    found = items("/pages?limit=5")
    for one in found:
        told = read(f"/pages/{one['id']}?include=hub,parent,children,ancestors,translations,easy,readings")
        assert {name: told[name] for name in one if name != "picture"} == {n: one[n] for n in one if n != "picture"}
    assert {one["type"] for one in found} == set(TYPES) - {"language_home", "language_hub"}
