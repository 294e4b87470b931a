"""Our side of the comparison: real hubs and programmes, cases in bulk, residents with drafts, staff.

The same walk runs over HTTP, to be timed, and in this process, to have its statements counted.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils.crypto import get_random_string

from cms.hubs.models import Hub
from cms.people.models import HubRole, User
from forms.models import Draft
from pages.models import CallPage, HubPage
from pages.setting_up import set_up_sites
from tests.bench.measuring import Answer, Asker
from tests.bulk_cases import analyse, make_cases
from tests.cms.admin.walking import answers, step_address
from tests.factories_intake import TYPED, make_applicant, make_draft, make_whole_call
from tests.factories_people import LONG_AGO, make_staff
from tests.media import samples
from tests.sign_in import sign_in
from workflows.cases.models import Case
from workflows.intake.reviewed import mark_of
from workflows.programmes.models import Call

# Of twenty cases three are open: a ward in its third year.
STEPS = ("receive", *["withdrawn"] * 9, "draft", *["withdrawn"] * 8, "decision")
FILE_BYTES = 200_000
FILES = (("rules", "規約.pdf"), ("rules", "細則.pdf"), ("officers", "役員名簿.pdf"))
INBOX = "/cms/desk/?view=all"
FORM = "application/x-www-form-urlencoded"
Ask = Callable[..., Answer]


@dataclass(frozen=True)
class Applying:
    """A resident whose draft is begun and empty."""

    user: User
    draft: Draft


class World:
    """The rows that every measurement needs, in the database that this process is connected to."""

    def __init__(self, cases: int) -> None:
        call_command("createcachetable", verbosity=0)
        call_command("load_hubs", stdout=io.StringIO())
        call_command("load_programmes", stdout=io.StringIO())
        self.call: Call = make_whole_call()
        set_up_sites()
        page = CallPage.objects.filter(call=self.call).order_by("path")[0]
        # With a question that no page takes, so that it is made anew each time.
        self.call_page = f"{urlsplit(page.full_url).path}?anew"
        self.site: HubPage = page.get_parent().specific
        self.hub_page = f"{urlsplit(self.site.full_url).path}?anew"
        make_cases(cases, call=self.call, steps=STEPS)
        analyse()
        self.reader = make_staff("division_reviewer")
        self.reviewer = make_staff("reviewer", Hub.objects.all()[0])
        others = Hub.objects.exclude(pk=self.reviewer.hubroles.get().hub_id)
        HubRole.objects.bulk_create(
            HubRole(user=self.reviewer, role="reviewer", hub=hub, from_on=LONG_AGO) for hub in others
        )
        self.waiting = list(Case.objects.filter(step="receive", closed_at=None).order_by("-pk"))

    def begin(self) -> Applying:
        """A resident of their own, for nobody sends more than thirty forms an hour."""
        user, group = make_applicant()
        return Applying(user, make_draft(user, self.call, group))

    def next_waiting(self) -> tuple[str, dict[str, Any]]:
        """Address and answers of a step that nobody has done yet."""
        case = self.waiting.pop()
        address = step_address(case)
        return address, {**answers(case), "seen_revision": str(case.revision)}


def over_http(user: User, port: int) -> Ask:
    """Requests of a signed-in browser to the server at ``port``."""
    session = sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME].value
    token = get_random_string(32)
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"
    return Asker(port, {"Cookie": cookies, "X-CSRFToken": token}).ask


def in_process(user: User | None = None) -> Ask:
    """The same requests without a server between."""
    client = Client(headers={"host": "127.0.0.1"})
    if user is not None:
        sign_in(client, user)

    def ask(method: str, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        response = client.generic(method, path, body or b"", kind or "application/octet-stream")
        return Answer(response.status_code, response.content, response.headers.get("Location", ""))

    return ask


def post(ask: Ask, path: str, data: dict[str, Any]) -> Answer:
    """The answer to a form that was accepted: a redirect."""
    answer = ask("POST", path, urlencode(data).encode(), FORM)
    assert answer.status == 302, (path, answer.status, answer.body.decode()[-1500:])
    return answer


def get(ask: Ask, path: str) -> Answer:
    answer = ask("GET", path)
    assert answer.status == 200, (path, answer.status, answer.body.decode()[-1500:])
    return answer


def writes(ask: Ask, applying: Applying) -> None:
    """From the first save to the look at everything: four sections and three files, each page that follows is read."""
    address = f"/mypage/drafts/{applying.draft.pk}/"
    for section, typed in TYPED.items():
        saved = post(ask, f"{address}{section}/", {**typed, "revision": "1", "action": "next"})
        get(ask, saved.location)
    for number, (question, name) in enumerate(FILES):
        data = samples.pdf(b"/Title(%d)" % number + b"%" * FILE_BYTES)
        body = encode_multipart(BOUNDARY, {f"file-{question}": SimpleUploadedFile(name, data, "application/pdf")})
        attached = ask("POST", f"{address}files/{question}/attach/", body, MULTIPART_CONTENT)
        assert attached.status == 302, attached.body.decode()[-1500:]
        get(ask, attached.location.partition("#")[0])
    get(ask, f"{address}review/")


def sends(ask: Ask, applying: Applying, seen: str) -> Answer:
    """``seen`` is the mark of the page on which everything was looked at."""
    return post(ask, f"/mypage/drafts/{applying.draft.pk}/send/", {"declared": "yes", "seen": seen})


def applies(ask: Ask, applying: Applying) -> None:
    """Seventeen requests, the receipt is the last."""
    writes(ask, applying)
    get(ask, sends(ask, applying, mark_of(applying.draft)).location)
