"""Goal 11: an editor's publish, the void of every kept page included, beside what plain Wagtail does."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.cache import version
from pages.models import HubPage, StandardPage
from pages.setting_up import set_up_sites
from tests.bench.counting import FRAMING
from tests.factories_hubs import make_small_ward

pytestmark = pytest.mark.usefixtures("own_database")
GOAL_11 = 70


def test_goal_11_publishing_takes_no_more_statements_than_its_goal() -> None:
    make_small_ward()
    set_up_sites()
    page = HubPage.objects.get(slug="west").add_child(instance=StandardPage(title="題", slug="text"))
    page.save_revision().publish()
    before = version._read()
    with CaptureQueriesContext(connection) as captured:
        page.title = "新しい題"
        page.save_revision().publish()
    asked = [query["sql"] for query in captured if not query["sql"].lstrip().upper().startswith(FRAMING)]
    assert len(asked) <= GOAL_11, "\n".join(sql[:160] for sql in asked)
    assert version._read() != before
    assert not [sql for sql in asked if "page_cache" in sql]
