"""Two people before Wagtail's screens of one page: what each has there, what they press and what they are told."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from pages.editing.turns import OneAtATime
from pages.editing.views.approval import InTurn
from pages.models import StandardPage
from tests.factories_editing import Site, make_draft, submit
from tests.pages.editing.browser import editor_form

APPROVES = {"action-workflow-action": "1", "workflow-action-name": "approve"}
AS_SCRIPT = {"Accept": "application/json"}


def screens(site: Site, *clients: Client) -> tuple[StandardPage, str, list[dict[str, Any]]]:
    """A page that waits for approval, the address of its editor, and what each client has on the screen."""
    page = make_draft(site)
    return page, *before(page, site, *clients)


def before(page: Page, site: Site, *clients: Client) -> tuple[str, list[dict[str, Any]]]:
    """``page`` is sent to approval; the address of its editor, and what each client has on the screen."""
    submit(page, site.editor)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    with transaction.atomic():
        return address, [editor_form(client, address) for client in clients]


def logged(page: Page, *actions: str) -> int:
    return PageLogEntry.objects.filter(page_id=page.pk, action__in=actions).count()


def told(client: Client, answer: HttpResponse) -> str:
    """What stands on the page that the person sees next."""
    shown = client.get(answer["Location"]) if answer.status_code == 302 else answer
    return shown.content.decode()


def without_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before any client is made, for each keeps what it has loaded."""
    monkeypatch.setattr(OneAtATime, "process_view", lambda *args: None)
    monkeypatch.delattr(InTurn, "perform_workflow_action")


def deadlocks() -> int:
    """How many the server has broken up in this database; it counts a connection's when that ends."""
    connections.close_all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
