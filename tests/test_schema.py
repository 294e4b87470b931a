"""The schema and the migrations agree."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from wagtail.models import Page


@pytest.mark.django_db
def test_no_model_change_lacks_a_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_the_root_page_comes_from_migrations() -> None:
    assert Page.objects.filter(depth=1).count() == 1
