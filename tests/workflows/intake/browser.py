"""A browser without script, as far as the resident's pages need one: pages read, forms posted as shown."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponseBase
from django.test import Client

from cms.people.models import CommunityGroup
from forms.models import Draft
from tests.factories_intake import ATTACHMENTS, TYPED, pdf
from workflows.intake.reviewed import mark_of
from workflows.programmes.models import Call


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def text(response: Any) -> str:
    """What a person reads, spaces joined."""
    return re.sub(r"\s+", " ", soup(response).get_text())


def answers(call: Call, *, fitting: bool = True) -> str:
    wanted = [(q.pk, q.wanted if fitting else not q.wanted) for q in call.programme.eligibility_questions.all()]
    return "&".join(f"q{pk}={'yes' if yes else 'no'}" for pk, yes in wanted)


def hidden(response: Any, selector: str) -> dict[str, str]:
    """The hidden inputs of the form that ``selector`` finds."""
    form = soup(response).select_one(selector)
    assert form is not None, selector
    found = {tag["name"]: tag.get("value", "") for tag in form.select("input[type=hidden]")}
    found |= {tag["name"]: tag.get_text().removeprefix("\n") for tag in form.select("textarea[hidden]")}
    return {str(name): str(value) for name, value in found.items()}


def begin(client: Client, call: Call, group: CommunityGroup) -> Draft:
    """Through the start page to a draft."""
    page = client.get(f"/calls/{call.slug}/start/?{answers(call)}")
    assert page.status_code == 200
    done = client.post(f"/calls/{call.slug}/start/", {**hidden(page, "main form"), "group": group.pk})
    assert done.status_code == 302, text(done)
    return Draft.objects.get(pk=done["Location"].split("/")[3])


def opened(client: Client, draft: Draft, section: str) -> dict[str, str]:
    """The hidden inputs of a section's page, as a tab that is open holds them."""
    address = f"/mypage/drafts/{draft.pk}/{section}/"
    return hidden(client.get(address), f'form[action="{address}"]')


def write(client: Client, draft: Draft, section: str, inputs: dict[str, str], action: str = "next") -> Any:
    """One section saved as its own page would save it."""
    given = {**opened(client, draft, section), **inputs, "action": action}
    return client.post(f"/mypage/drafts/{draft.pk}/{section}/", given)


def saved(draft: Draft, section: str, name: str) -> str:
    """What the database holds of one input, as it was typed."""
    return draft.sections.get(key=section).raw.get(name, "")


def upload(client: Client, draft: Draft, question: str, file: Any = None) -> HttpResponseBase:
    file = file or pdf(f"{question}.pdf", text=question)
    return client.post(f"/mypage/drafts/{draft.pk}/files/{question}/attach/", {f"file-{question}": file})


def fill_all(client: Client, draft: Draft) -> None:
    for section, inputs in TYPED.items():
        assert write(client, draft, section, inputs).status_code == 302
    for question in ATTACHMENTS:
        assert upload(client, draft, question).status_code == 302


def send(client: Client, draft: Draft) -> Any:
    return client.post(f"/mypage/drafts/{draft.pk}/send/", {"declared": "yes", "seen": mark_of(draft)})
