"""A real site, a real Chromium: the product served from a database of its own, the worker run in between."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core import mail
from django.core.management import call_command
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import Browser, Playwright, sync_playwright
from pytest_django import DjangoDbBlocker

from cms.jobs.worker import run_due
from tests import chromium, databases
from tests.database_fixture import OwnDatabase, own_label
from tests.e2e.looking import Look
from tests.media import samples
from tests.smtp import smtp_sink
from workflows.programmes.models import Call

__all__ = ["smtp_sink"]
MONTH = datetime.timedelta(days=30)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=ja",
]


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    # Playwright's loop lives in this thread; Django only asks whether one is running.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(_playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for the session; each actor has a context (cookies) of their own."""
    found = chromium.find()
    assert found, chromium.MEND
    opened = _playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def _with_hubs(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database with hubs, programmes and their sites, made once for all walks of this process."""
    with django_db_blocker.unblock():
        shared = databases.current()
        name = databases.make_copy(own_label())
        databases.use(name)
        try:
            for command in ("load_hubs", "load_programmes"):
                call_command(command, verbosity=0)
            _publish_calls()
            call_command("set_up_sites", verbosity=0)
            databases.use(shared)
            yield name
        finally:
            databases.use(shared)
            databases.drop(name)


def _publish_calls() -> None:
    """As after the ward has checked and published them."""
    now = timezone.now().replace(second=0, microsecond=0)
    Call.objects.update(is_published=True, opens_at=now - MONTH, closes_at=now + MONTH)


@pytest.fixture
def beginning(request: pytest.FixtureRequest) -> str:
    """A walk on the stage begins where everything is set up; others with nothing."""
    return str(request.getfixturevalue("_with_hubs")) if "stage" in request.fixturenames else ""


@pytest.fixture
def site(own_database: OwnDatabase, settings: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the running site."""
    settings.DEBUG = False  # type: ignore[attr-defined]
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    settings.BASE_URL = f"http://127.0.0.1:{thread.port}"  # type: ignore[attr-defined]
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
    thread.join()


@pytest.fixture
def shots() -> Path | None:
    """Where screenshots go when a person wants to look at them: E2E_SHOTS names a folder."""
    named = os.environ.get("E2E_SHOTS")
    if not named:
        return None
    Path(named).mkdir(parents=True, exist_ok=True)
    return Path(named)


@pytest.fixture(scope="session")
def seen() -> set[tuple[str, ...]]:
    """States of pages that were looked at, so that no test looks at the same one again."""
    return set()


@pytest.fixture
def stage(browser: Browser, site: str, shots: Path | None, seen: set[tuple[str, ...]]) -> Iterator[Callable[..., Any]]:
    """Makes the actors of a walk on a site with hubs and programmes; at the end no page had anything wrong."""
    _publish_calls()
    look, actors = Look(seen, shots), []

    def make(kind: Callable[..., Any], **how: Any) -> Any:
        actors.append(kind(browser, site, look, **how))
        return actors[-1]

    yield make
    for actor in actors:
        actor.leave()
    assert not look.complaints, "\n".join(look.complaints)


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    """The group's papers as files on the resident's phone."""
    made = {}
    for name in ("会則", "役員名簿", "見積書"):
        made[name] = tmp_path / f"{name}.pdf"
        made[name].write_bytes(samples.pdf(f"/Title({name})".encode()))
    return made


def newest_mail(to: str) -> str:
    """The text of the newest mail to ``to``, after the worker has done what is due."""
    run_due()
    return next(str(one.body) for one in reversed(mail.outbox) if one.to == [to])


def sign_in_code(to: str) -> str:
    """The code in the newest mail to ``to`` that has one."""
    run_due()
    bodies = [str(one.body) for one in reversed(mail.outbox) if one.to == [to]]
    codes = [
        found for body in bodies if (found := re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", body, re.MULTILINE))
    ]
    assert codes, bodies
    return codes[0][1]
