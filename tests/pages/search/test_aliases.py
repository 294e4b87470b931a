"""Nobody finds what stands behind a restriction, nor an alias of it, however often it is repeated."""

from __future__ import annotations

import pytest
from wagtail.models import Page, PageViewRestriction

from cms.search.finding import find
from cms.search.question import Question, spelled
from cms.search.rebuilding import drift
from pages.models import HubPage, StandardPage
from pages.search import branches
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import paragraphs

pytestmark = pytest.mark.django_db
WORD = "鷺草"
LEVELS = 4


@pytest.fixture(autouse=True)
def ward() -> None:
    make_small_ward()
    set_up_sites()


@pytest.fixture
def section() -> StandardPage:
    """A page of the western hub with another one below it."""
    upper = StandardPage(title="草花", slug="plants", body=paragraphs("草花の話です。"))
    HubPage.objects.get(slug="west").add_child(instance=upper)
    upper.add_child(instance=StandardPage(title="観察会", slug="look", body=paragraphs(f"{WORD}を見ます。")))
    return upper


@pytest.fixture
def page(section: StandardPage) -> Page:
    return section.get_children().get().specific


@pytest.fixture
def aliases(page: Page) -> list[Page]:
    """An alias, an alias of it, and so on, all below the eastern hub."""
    made, source = [], page
    for level in range(LEVELS):
        east = HubPage.objects.get(slug="east")
        source = source.create_alias(parent=east, update_slug=f"again-{level}")
        made.append(source)
    return made


def urls() -> list[str]:
    assert not drift()
    return sorted(one.url for one in find(Question(words=spelled(WORD))).results)


ALL = ["/east/again-0/", "/east/again-1/", "/east/again-2/", "/east/again-3/", "/west/plants/look/"]


def login(page: Page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.usefixtures("aliases")
@pytest.mark.parametrize("above", ["page", "section", "hub"])
@pytest.mark.parametrize("at_once", [100, 0])
def test_a_restriction_above_the_page_hides_every_alias(
    page: Page, section: StandardPage, above: str, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(branches, "AT_ONCE", at_once)
    assert urls() == ALL
    top = {"page": page, "section": section, "hub": HubPage.objects.get(slug="west")}[above]
    restriction = login(top)
    assert find(Question(words=spelled(WORD))).count == 0
    for one in StandardPage.objects.filter(title="観察会"):
        one.save()
    assert find(Question(words=spelled(WORD))).count == 0
    restriction.delete()
    tops = Page.objects.filter(title__in=("観察会", "草花")) | Page.objects.filter(slug="west")
    branches.work({"pages": [one.pk for one in tops]})
    assert urls() == ALL


@pytest.mark.usefixtures("aliases")
def test_a_restriction_on_an_alias_hides_it_and_what_repeats_it(page: Page) -> None:
    login(Page.objects.get(slug="again-1"))
    assert urls() == ["/east/again-0/", "/west/plants/look/"]


@pytest.mark.usefixtures("aliases")
def test_a_page_moved_behind_a_restriction_takes_its_aliases_out_of_sight_and_back(page: Page) -> None:
    closed = StandardPage(title="内部", slug="closed", body=paragraphs("内部の話です。"))
    HubPage.objects.get(slug="west").add_child(instance=closed)
    login(closed)
    page.move(closed, pos="last-child")
    assert urls() == []
    Page.objects.get(pk=page.pk).move(HubPage.objects.get(slug="west"), pos="last-child")
    assert urls() == [*ALL[:-1], "/west/look/"]


@pytest.mark.usefixtures("aliases")
def test_an_unpublished_page_is_found_by_none_of_its_aliases(page: Page) -> None:
    page.unpublish()
    assert urls() == []
    page.refresh_from_db()
    page.specific.save_revision().publish()
    assert urls() == ALL


@pytest.mark.usefixtures("aliases")
def test_an_alias_that_was_left_live_by_mistake_is_not_found_while_its_page_is_not(page: Page) -> None:
    """Nobody told the alias; it is looked at again when it is written."""
    Page.objects.filter(pk=page.pk).update(live=False)
    for one in Page.objects.filter(slug__startswith="again-"):
        one.specific.save()
    assert find(Question(words=spelled(WORD))).results[1:] == []


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_a_page_far_below_a_restriction_is_never_found(depth: int) -> None:
    top = parent = HubPage.objects.get(slug="west")
    for level in range(depth):
        page = StandardPage(title=f"{level}段", slug=f"level-{level}", body=paragraphs(WORD))
        parent.add_child(instance=page)
        parent = page
    assert len(urls()) == depth
    login(top)
    assert urls() == []
    late = StandardPage(title="後から", slug="late", body=paragraphs(WORD))
    Page.objects.get(pk=parent.pk).specific.add_child(instance=late)
    assert urls() == []
