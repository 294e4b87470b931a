"""The version: every change of what pages show makes a new one, in its own transaction; nothing else does."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, transaction
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, PageViewRestriction, Site

from cms.cache import triggers, version
from cms.cache.models import ContentChange
from cms.hubs.models import Chome, Hub, Ward
from cms.people.models import CommunityGroup
from media.models import PrivateFile, WardImage
from pages.models import HubPage, StandardPage
from tests.cms.cache.conftest import HUB
from tests.database_fixture import OwnDatabase
from tests.factories_cases import make_case
from tests.factories_people import make_group
from workflows.programmes.models import Call, CostKind

SHOWN_ELSEWHERE = {
    # Read by the desk, by people who are signed in, or by nobody: no row of these apps stands on a public page.
    "account", "audit", "auth", "cases", "contenttypes", "core", "correspondence", "desk", "django_q", "editing",
    "engine", "fieldwork", "grants", "jobs", "kizuna_api", "kizuna_forms", "linking", "mailings", "mfa",
    "page_cache", "rules", "sessions", "socialaccount", "viewflow", "wagtailadmin", "wagtaildocs", "wagtailimages",
    "wagtailsearch", "wagtailusers", "webhooks",
}  # fmt: skip


def now() -> str:
    found = version._read()
    assert found is not None
    return found


def renames_by_hand() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE hubs_hub SET phone = '03-1234-5678' WHERE code = 'west'")


def adds_page() -> None:
    HubPage.objects.get(slug="west").add_child(instance=StandardPage(title="新", slug="new"))


def west_page() -> HubPage:
    return HubPage.objects.get(slug="west")


def bring_what_is_changed() -> None:
    """What the ward of these tests does not have, or has without doors."""
    make_group()
    Group.objects.all().delete()
    Group.objects.create(name="会員")
    PageViewRestriction.objects.create(page=Page.objects.get(slug="east"), restriction_type="groups")
    files = Collection.get_first_root_node().add_child(name="会員の資料")
    CollectionViewRestriction.objects.create(collection=files, restriction_type="groups")


CHANGES: dict[str, Callable[[], Any]] = {
    "a hub, one column": lambda: Hub.objects.filter(code="west").update(phone="03-9999-0000"),
    "a hub, by hand": renames_by_hand,
    "a 丁目 of an area": lambda: Hub.objects.get(code="west").area.chome.add(Chome.objects.get(town="栄町")),
    "the ward": lambda: Ward.objects.update(desk_name="別の課"),
    "a call": lambda: Call.objects.update(title="別の題"),
    "hubs of a call": lambda: Call.objects.get().hubs.add(Hub.objects.get(code="west")),
    "an expense": lambda: CostKind.objects.filter(key="food").delete(),
    "expenses in bulk": lambda: CostKind.objects.bulk_create(
        [CostKind(programme=Call.objects.get().programme, key=f"k{n}", label="費用") for n in range(3)]
    ),
    "a new page": adds_page,
    "the order of pages": lambda: HubPage.objects.get(slug="west").move(Page.objects.get(slug="east"), "right"),
    "the site": lambda: Site.objects.update(site_name="別の名"),
    "a redirect": lambda: Redirect.objects.create(old_path="/alt", redirect_link="https://example.jp/"),
    "the name of a group": lambda: CommunityGroup.objects.update(name="別の会"),
    "a word given to a picture": lambda: Tag.objects.create(name="祭り", slug="matsuri"),
    "a collection": lambda: Collection.objects.update(name="別の置き場"),
    "a page behind a door": lambda: PageViewRestriction.objects.create(page=west_page(), restriction_type="login"),
    "who may through it": lambda: PageViewRestriction.objects.get().groups.add(Group.objects.get()),
    "files behind a door": lambda: CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type="login"
    ),
    "who may see them": lambda: CollectionViewRestriction.objects.get().groups.add(Group.objects.get()),
    "a language": lambda: Locale.objects.create(language_code="fr"),
    "a picture": lambda: WardImage.objects.create(title="絵", file="images/x.png", width=1, height=1),
}


@pytest.mark.usefixtures("ward")
@pytest.mark.parametrize("what", CHANGES)
def test_a_change_makes_a_new_version(what: str) -> None:
    bring_what_is_changed()
    before = now()
    CHANGES[what]()
    assert now() != before


@pytest.mark.usefixtures("ward")
def test_a_change_that_is_taken_back_leaves_the_version() -> None:
    before = now()
    with transaction.atomic():
        Ward.objects.update(desk_name="別の課")
        with transaction.atomic():
            Hub.objects.update(phone="1")
        assert now() != before
        transaction.set_rollback(True)
    assert now() == before


@pytest.mark.usefixtures("ward")
def test_a_change_after_one_that_was_taken_back_counts() -> None:
    before = now()
    with transaction.atomic():
        with transaction.atomic():
            Ward.objects.update(desk_name="別の課")
            transaction.set_rollback(True)
        assert now() == before
        Hub.objects.filter(code="west").update(phone="1")
    assert now() != before


@pytest.mark.usefixtures("ward")
def test_what_readers_do_not_see_leaves_the_version() -> None:
    page = HubPage.objects.get(slug="west").add_child(instance=StandardPage(title="題", slug="text"))
    call = Call.objects.get()
    before = now()
    page.title = "下書きの題"
    page.save_revision()
    call.save()
    PrivateFile.objects.create(name="会則.pdf", content_type="application/pdf", size=1, path="a")
    assert now() == before
    page.get_latest_revision().publish()
    assert now() != before


@pytest.mark.usefixtures("ward")
def test_the_work_on_cases_leaves_the_version() -> None:
    case = make_case()
    before = now()
    case.__class__.objects.filter(pk=case.pk).update(step="draft")
    assert now() == before


def test_every_app_with_tables_is_watched_or_known_to_show_nothing() -> None:
    """A new app: name it in PAGE_CACHE_WATCHED if public pages show its rows, else above."""
    seen = {name.partition(".")[0] for name in django_settings.PAGE_CACHE_WATCHED} | {"wagtailcore"}
    # Kinds of request say it themselves, see ``shown_publicly`` of their apps.
    configs = [config for config in apps.get_app_configs() if not getattr(config, "is_kind", False)]
    with_tables = {config.label for config in configs if list(config.get_models())}
    assert not seen & SHOWN_ELSEWHERE
    kinds = {config.label for config in apps.get_app_configs() if getattr(config, "is_kind", False)}
    assert not with_tables - kinds - seen - SHOWN_ELSEWHERE


@pytest.mark.usefixtures("ward")
def test_every_watched_table_has_its_triggers() -> None:
    sql = {
        "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
        "postgresql": "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE %s",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor], [f"{triggers.NAME}%"])
        found = {row[0] for row in cursor.fetchall()}
    assert found == set(triggers.watched())
    assert {"hubs_hub", "pages_hubpage", "wagtailcore_page", "programmes_call_hubs"} <= found
    assert "kizuna_media_privatefile" not in found


def test_a_migration_ends_with_a_new_version_and_the_same_triggers(own_database: OwnDatabase) -> None:
    before = now()
    call_command("migrate", verbosity=0, stdout=io.StringIO())
    after = now()
    assert after != before
    Ward.objects.create(name="区", desk_name="課", desk_phone="1", desk_address="2")
    assert now() != after


def test_the_room_can_be_taken_out_and_put_back(own_database: OwnDatabase) -> None:
    call_command("migrate", "page_cache", "zero", verbosity=0, stdout=io.StringIO())
    Ward.objects.create(name="区", desk_name="課", desk_phone="1", desk_address="2")
    assert version._read() is None
    call_command("migrate", "page_cache", verbosity=0, stdout=io.StringIO())
    before = now()
    Ward.objects.update(name="別の区")
    assert now() != before


@pytest.mark.usefixtures("ward")
def test_while_there_is_no_version_nothing_is_kept(asked: Callable[..., Any]) -> None:
    """So it is between the two ends of a migration on SQLite, and on an engine without our triggers."""
    ContentChange.objects.all().delete()
    for _each in range(2):
        answer, found = asked(HUB)
        assert answer.status_code == 200
        assert found > 0


@pytest.mark.usefixtures("ward")
def test_folding_is_a_change_like_any_other(settings: pytest.FixtureRequest) -> None:
    if connection.vendor != "postgresql":
        assert version.fold() == 0
        return
    ContentChange.objects.bulk_create(ContentChange(id=-n, token=n) for n in range(1, 100))
    before = now()
    assert version.fold() > 99
    assert ContentChange.objects.count() == 1
    assert now() != before
    assert version.fold() == 0
