"""Every public operation answers as its schema says, on a ward that has everything."""

from __future__ import annotations

import pytest

from cms.api.v1.content.public_pages import TYPES
from tests.cms.api.content.reading import items, operations, read
from tests.cms.api.content.worlds import Ward, make_whole_ward

pytestmark = pytest.mark.django_db
PARTS = "hub,parent,children,ancestors,translations,easy,readings"
LISTS = (
    "/hubs", "/areas", "/topics", "/programmes", "/calls", "/events", "/bulletins", "/groups", "/opportunities",
    "/redirects", "/pages",
)  # fmt: skip


@pytest.fixture
def ward() -> Ward:
    return make_whole_ward()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_type_of_page_fits_its_schema(ward: Ward, language: str) -> None:
    found = items("/pages?limit=7", **{"accept-language": language})
    for one in found:
        whole = read(f"/pages/{one['id']}?include={PARTS}", **{"accept-language": language})
        assert {name: whole[name] for name in one if name != "picture"} == {n: one[n] for n in one if n != "picture"}
        assert read(f"/pages/by-path?path={one['path']}")["page"]["id"] == one["id"]
    assert {one["type"] for one in found} == set(TYPES) - {"language_home", "language_hub"}
    assert {one["type"] for one in items("/pages?locale=en")} == {"language_home"}


@pytest.mark.parametrize("path", LISTS)
def test_every_list_fits_its_schema_and_goes_forward_and_back(ward: Ward, path: str) -> None:
    whole = read(f"{path}?limit=100")["items"]
    assert whole or path == "/redirects"
    first = read(f"{path}?limit=1")
    forward, back, page = first["items"], [], first
    while page["next"]:
        page = read(f"{path}?limit=1&cursor={page['next']}")
        forward += page["items"]
    while page["previous"]:
        page = read(f"{path}?limit=1&cursor={page['previous']}")
        back += page["items"]
    assert forward == whole
    assert back == whole[-2::-1]


def test_every_detail_fits_its_schema(ward: Ward) -> None:
    assert read("/hubs/west")["places"] == ["石神井台1～6丁目"]
    assert read("/programmes/open-call")["papers"] == [{"label": "会則", "help": "", "required": True}]
    assert read("/calls/open-call")["phase"] == "open"
    assert read(f"/events/{ward.pages['event'].pk}")["venue"] == "中央集会所"
    assert read(f"/bulletins/{ward.pages['bulletin'].pk}")["issues"][0]["articles"][0]["title"] == "見守りの輪が広がる"
    assert read(f"/groups/{ward.pages['group'].pk}")["group_name"] == "見本町花の会"
    assert read(f"/opportunities/{ward.pages['opportunity'].pk}")["is_over"] is False
    assert read("/areas/find?address=石神井台3丁目")["places"][0]["hub"]["code"] == "west"
    assert read("/site?hub=west")["menu"][0]["url"] == "/west/"
    assert read("/site")["hub"] is None
    assert [one["code"] for one in read("/locales")] == ["ja", "en", "zh-hans", "ko"]


def test_every_operation_is_described() -> None:
    assert all(one.description or one.view_func.__doc__ for one in operations())
