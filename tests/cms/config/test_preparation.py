"""A second start finds everything done; demo data stay out of real installations."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from pytest_django.fixtures import Settings

from cms.config import preparation

pytestmark = pytest.mark.django_db


def test_a_migrated_database_is_left_alone() -> None:
    said: list[str] = []
    preparation.migrate(said.append)
    assert said == []


def test_the_cache_table_is_made_once(settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "proof_cache"}}
    preparation.create_cache_table()
    assert "proof_cache" in connection.introspection.table_names()
    preparation.create_cache_table()


def test_static_files_are_collected_again_only_when_they_changed(settings: Settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    sheet = tmp_path / "cms" / "theme" / "static" / "theme" / "a.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text("a{}")
    before = preparation.static_inputs()
    assert preparation.static_inputs() == before
    sheet.write_text("b{}")
    assert preparation.static_inputs() != before


def test_nothing_is_collected_while_the_seal_holds(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    (tmp_path / ".inputs").write_text(preparation.static_inputs())
    preparation.collect_static(print)
    assert [path.name for path in tmp_path.iterdir()] == [".inputs"]


@pytest.mark.parametrize("option", ["--if-empty", "--sign-ins"])
def test_demo_data_need_demo_mode(settings: Settings, option: str) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo mode"):
        call_command("demo", option)
