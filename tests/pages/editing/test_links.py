"""Links on live pages are found whatever the type of page, looked at by the worker, and told of when they lead nowhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from pages.editing.links import checking, fetching
from pages.editing.links.fetching import Manners, is_public, look
from pages.editing.models import FoundLink
from pages.models import StandardPage
from tests.factories_editing import Site, client_of, make_document, make_draft, make_live, make_sites

pytestmark = pytest.mark.django_db
State = FoundLink.State


@pytest.fixture
def sites() -> dict[str, Site]:
    return make_sites()


def with_text(site: Site, html: str) -> StandardPage:
    """A live page with this rich text, its links read by the worker."""
    page = make_live(site, "リンクのあるページ", body=[("paragraph", html)])
    run_due()
    return page


def states() -> dict[str, str]:
    return dict(FoundLink.objects.values_list("target", "state"))


class Server(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_HEAD(self) -> None:
        self.asked.append(f"{self.command} {self.path}")
        status = {"/good": 200, "/gone": 404, "/moved": 302, "/no-head": 200 if self.command == "GET" else 501}
        self.send_response(status.get(self.path, 500))
        if self.path == "/moved":
            self.send_header("Location", "/good")
        if self.path == "/inward":
            self.send_header("Location", "http://127.0.0.1:22/")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *args: Any) -> None:
        """Nothing on the console."""


@pytest.fixture
def server() -> Iterator[str]:
    Server.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


ANYWHERE = Manners(permitted=lambda address: True, ports=None, timeout=5)


def test_links_of_every_kind_are_found_and_judged(sites: dict[str, Site]) -> None:
    west = sites["west"]
    there, draft, document = make_live(west, "ある"), make_draft(west, "まだ"), make_document(west)
    page = with_text(
        west,
        f'<p><a linktype="page" id="{there.pk}">a</a> <a linktype="page" id="{draft.pk}">b</a> '
        f'<a linktype="page" id="99999">c</a> <a linktype="document" id="{document.pk}">d</a> '
        '<a href="/west/">e</a> <a href="/nowhere/">f</a> <a href="https://www.example.org/x?a=1&amp;b=2#c">g</a></p>',
    )
    checking.run()
    mine = dict(FoundLink.objects.filter(page=page).values_list("target", "state"))
    assert mine == {
        f"page:{there.pk}": State.GOOD,
        f"page:{draft.pk}": State.UNPUBLISHED,
        "page:99999": State.GONE,
        f"document:{document.pk}": State.GOOD,
        "/west/": State.GOOD,
        "/nowhere/": State.GONE,
        "https://www.example.org/x?a=1&b=2": State.NEW,
    }


def test_a_page_that_goes_is_told_and_one_that_comes_back_too(sites: dict[str, Site]) -> None:
    west = sites["west"]
    target = make_live(west, "リンク先")
    with_text(west, f'<p><a linktype="page" id="{target.pk}">x</a></p>')
    checking.run()
    assert not FoundLink.objects.filter(broken_since__isnull=False).exists()
    target.unpublish()
    checking.run()
    link = FoundLink.objects.get(target=f"page:{target.pk}")
    since = link.broken_since
    assert (link.state, since is not None) == (State.UNPUBLISHED, True)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        checking.run()
        link.refresh_from_db()
        assert link.broken_since == since, "since when, not when last seen"
        target.refresh_from_db()
        target.get_latest_revision().publish()
        checking.run()
        link.refresh_from_db()
        assert (link.state, link.broken_since) == (State.GOOD, None)


def test_links_go_with_the_text_that_held_them(sites: dict[str, Site]) -> None:
    west = sites["west"]
    page = with_text(west, '<p><a href="/nowhere/">x</a></p>')
    assert "/nowhere/" in states()
    page.body = [("paragraph", "<p>なし</p>")]
    page.save_revision().publish()
    run_due()
    assert "/nowhere/" not in states()
    page.body = [("paragraph", '<p><a href="/other/">x</a></p>')]
    page.save_revision().publish()
    run_due()
    assert "/other/" in states()
    page.unpublish()
    assert "/other/" not in states()


def test_pages_from_before_are_swept_up(sites: dict[str, Site]) -> None:
    with_text(sites["west"], '<p><a href="/nowhere/">x</a></p>')
    FoundLink.objects.all().delete()
    checking.sweep()
    run_due()
    assert "/nowhere/" in states()


def test_a_look_tells_good_moved_gone_and_silent_apart(server: str) -> None:
    assert look(f"{server}/good", manners=ANYWHERE).state == State.GOOD
    assert look(f"{server}/moved", manners=ANYWHERE).state == State.GOOD
    assert look(f"{server}/no-head", manners=ANYWHERE).state == State.GOOD
    assert look(f"{server}/gone", manners=ANYWHERE).state == State.GONE
    assert look(f"{server}/broken", manners=ANYWHERE).state == State.FAILING
    assert look("http://127.0.0.1:9/", manners=ANYWHERE).state == State.FAILING
    assert "GET /no-head" in Server.asked


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://10.1.2.3/", "http://192.168.0.1/", "http://172.16.0.1/",
        "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://0.0.0.0/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[fd00::1]/",
        "http://2130706433/", "http://0x7f.1/", "http://224.0.0.1/", "http://8.8.8.8:22/", "ftp://8.8.8.8/",
        "http://user:pass@8.8.8.8/", "file:///etc/passwd", "http:///x", "http://8.8.8.8:99999/",
    ],
)  # fmt: skip
def test_the_own_network_is_never_called(url: str) -> None:
    assert look(url).state == State.REFUSED


def test_a_redirect_into_the_own_network_is_not_followed(server: str) -> None:
    port = int(server.rpartition(":")[2])
    outside = Manners(permitted=lambda address: True, ports=frozenset({port}), timeout=5)
    seen = look(f"{server}/moved", manners=outside)
    assert seen.state == State.GOOD
    assert fetching.is_public(ip_address("8.8.8.8"))
    assert not is_public(ip_address("127.0.0.1"))
    with_redirect = look(f"{server}/inward", manners=outside)
    assert with_redirect.state in (State.REFUSED, State.FAILING)


def test_other_sites_are_asked_only_where_the_setting_says_so(
    sites: dict[str, Site], settings: Any, server: str
) -> None:
    settings.BASE_URL = "https://kizuna.example.org"
    with_text(sites["west"], f'<p><a href="{server}/gone">x</a> <a href="{server}/broken">y</a></p>')
    checking.run(manners=ANYWHERE)
    assert Server.asked == []
    settings.LINK_CHECK_EXTERNAL = True
    checking.run(manners=ANYWHERE)
    links = {link.target.rpartition("/")[2]: link for link in FoundLink.objects.filter(kind="external")}
    assert (links["gone"].state, links["broken"].state) == (State.GONE, State.FAILING)
    assert links["gone"].broken_since is not None
    assert links["broken"].broken_since is None, "once may be a moment's"
    Server.asked.clear()
    checking.run(manners=ANYWHERE)
    assert Server.asked == [], "not yet again"
    with time_machine.travel(timezone.now() + timedelta(hours=7)):
        checking.run(manners=ANYWHERE)
    links["broken"].refresh_from_db()
    assert links["broken"].broken_since is not None


def test_a_target_is_asked_once_for_all_pages_and_few_of_one_host(sites: dict[str, Site]) -> None:
    west = sites["west"]
    many = "".join(f'<a href="https://one.example.org/{number}">x</a>' for number in range(30))
    for _page in range(2):
        with_text(west, f'<p>{many}<a href="https://two.example.org/">y</a></p>')
    turn = checking.next_outside(timezone.now())
    assert sorted(turn) == ["https://one.example.org/0", "https://one.example.org/1", "https://two.example.org/"]


def test_the_report_shows_the_own_branch_and_asks_again(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    with_text(west, '<p><a href="/gone-in-the-west/">x</a></p>')
    with_text(east, '<p><a href="/gone-in-the-east/">x</a></p>')
    checking.run()
    client = client_of(west.editor)
    report = client.get(reverse("editing:links")).content.decode()
    assert "/gone-in-the-west/" in report
    assert "/gone-in-the-east/" not in report
    own, foreign = (FoundLink.objects.get(target=f"/gone-in-the-{side}/") for side in ("west", "east"))
    assert client.post(reverse("editing:check_link", args=[foreign.pk])).status_code == 404
    FoundLink.objects.filter(pk=own.pk).update(checked_at=None)
    assert client.post(reverse("editing:check_link", args=[own.pk])).status_code == 302
    assert OutboxItem.objects.filter(kind=checking.CHECK).count() == 1
    run_due()
    own.refresh_from_db()
    assert own.checked_at is not None
