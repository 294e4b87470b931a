"""What editors may put on a page about any kind of request, wherever it comes from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from pages.models import HubPage, StandardPage
from pages.setting_up import set_up_sites
from tests.every_kind.driving import make_example_call, slugs
from tests.factories_hubs import make_small_ward
from tests.pages.counting import own_queries
from workflows.engine.kind import kinds
from workflows.engine.procedure import main_way
from workflows.programmes.models import Call

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("slug", slugs())]
BLOCK = StandardPage._meta.get_field("body").stream_block.child_blocks["procedure"]
GOAL_2_PUBLIC_PAGE = 6


@pytest.fixture(autouse=True)
def _sites() -> None:
    make_small_ward()
    set_up_sites()


def page_about(slug: str, **values: object) -> str:
    """The address of a page that tells how to apply for ``slug``."""
    value = {"title": "申込みの方法", "procedure": slug, "hub": None, "with_steps": True, "with_chart": True, **values}
    west = HubPage.objects.get(slug="west")
    body = [{"type": "procedure", "value": value}]
    page = StandardPage(title="見本", slug=f"s{StandardPage.objects.count()}", body=body)
    return str(west.add_child(instance=page).get_url())


def read(address: str) -> BeautifulSoup:
    answer = Client().get(address)
    assert answer.status_code == 200
    body = BeautifulSoup(answer.content, "html.parser").select_one(".kz-body")
    assert body is not None
    return body


def test_editors_choose_among_all_that_is_installed(slug: str) -> None:
    offered = {value: str(label) for value, label in BLOCK.child_blocks["procedure"].field.choices if value}
    assert offered == {name: str(kind.title) for name, kind in kinds().items()}
    assert offered[slug]


def test_the_page_tells_the_steps_in_the_words_of_my_page_with_the_chart(slug: str) -> None:
    kind = kinds()[slug]
    html = read(page_about(slug))
    steps = [one.get_text() for one in html.select(".kz-how strong")]
    assert steps == [str(step.public_label) for step in main_way(kind)]
    assert len(steps) == len(set(steps)) > 2
    [picture] = html.select("figure img")
    assert str(kind.title) in str(picture["alt"])
    drawn = Client().get(str(picture["src"]))
    assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/svg+xml")
    assert drawn.content.decode().count("<svg") == 1
    assert str(kind.flow().instance.node("decision").task_title)[:4] in drawn.content.decode()


def test_steps_and_chart_can_be_left_out(slug: str) -> None:
    html = read(page_about(slug, with_steps=False, with_chart=False))
    assert html.select(".kz-how, figure") == []


def test_it_lists_the_open_calls_of_the_kind_and_of_the_hub(slug: str) -> None:
    west, east = (HubPage.objects.get(slug=code).hub for code in ("west", "east"))
    here, there, everywhere, over = (make_example_call(slug) for _n in range(4))
    here.hubs.set([west])
    there.hubs.set([east])
    Call.objects.filter(pk=over.pk).update(closes_at=timezone.now() - timedelta(days=1))
    foreign = [make_example_call(other) for other in slugs() if other != slug]
    links = [str(link["href"]) for link in read(page_about(slug)).select(".kz-cards a")]
    assert set(links) == {f"/calls/{call.slug}/" for call in (here, there, everywhere)}
    assert not set(links) & {f"/calls/{call.slug}/" for call in foreign}
    links = [str(link["href"]) for link in read(page_about(slug, hub=west.pk)).select(".kz-cards a")]
    assert set(links) == {f"/calls/{call.slug}/" for call in (here, everywhere)}


def test_a_call_without_money_names_no_amount(slug: str) -> None:
    make_example_call(slug)
    assert ("上限" in read(page_about(slug)).text) == kinds()[slug].has_money


def test_it_keeps_to_the_statements_of_a_public_page(slug: str) -> None:
    address = page_about(slug)
    counts = []
    for _n in range(2):
        make_example_call(slug)
        counts.append(own_queries(address))
    assert counts[0] == counts[1] <= GOAL_2_PUBLIC_PAGE


def test_a_kind_that_has_gone_leaves_its_heading_and_is_not_saved_again(slug: str) -> None:
    html = read(page_about(f"{slug}_gone"))
    assert "申込みの方法" in html.text
    assert html.select("ol, figure, .kz-cards") == []
    value = BLOCK.to_python({"title": "見本", "procedure": f"{slug}_gone"})
    with pytest.raises(ValidationError):
        BLOCK.clean(value)


def test_no_chart_of_what_is_not_installed(slug: str) -> None:
    assert Client().get(f"/procedures/{slug}-gone/chart.svg").status_code == 404
