"""What the kinds declare about beginning holds together, and no contact travels along a link."""

from __future__ import annotations

import json

import pytest

from cms.mailings.models import OutgoingMail
from tests.every_kind.driving import sent, slugs
from tests.factories_linking import make_family
from workflows.engine.gist import PREFIX, Gist
from workflows.engine.kind import kinds
from workflows.linking import spawnable
from workflows.linking.models import CaseLink

pytestmark = pytest.mark.django_db
KNOWN = {f"{PREFIX}{name}" for name in Gist.__dataclass_fields__}


@pytest.mark.parametrize("slug", slugs())
def test_what_a_kind_begins_has_a_step_and_something_to_say(slug: str) -> None:
    kind = kinds()[slug]
    for sort, steps in kind.begins.items():
        assert set(steps) <= set(kind.steps), sort
        assert sort in spawnable.sorts(), sort
    case = sent(slug)
    if kind.begins:
        assert kind.gist is not None
        assert kind.gist(case).title == case.title
    sections = kind.definition(case.call)["sections"]
    asked = {one.get("prefill", "") for section in sections for one in section["questions"]}
    taken = {source for source in asked if source.startswith(PREFIX)}
    assert taken <= KNOWN
    assert bool(taken) == bool(kind.begun_as)


def test_no_contact_of_the_group_reaches_a_page_or_a_mail() -> None:
    family = make_family(step="carrying")
    form = family.case.submissions.get()
    form.answers["contact"] |= {"contact_phone": "03-9753-1864", "contact_name": "金糸 雀子"}
    form.answers["group"] |= {"group_address": "練馬区鳥籠町9-8-7", "representative_name": "鳥籠 太郎"}
    form.save()
    contact = ["9753-1864", "金糸", "鳥籠"]
    for sort in ("event", "article", "opportunity"):
        family.begin(sort)
    family.begin("application", family.call.pk)
    pages = [link.page for link in CaseLink.objects.exclude(page=None)]
    assert len(pages) == 3
    told = [json.dumps(page.latest_revision.content, ensure_ascii=False, default=str) for page in pages]
    told += [mail.text + mail.html for mail in OutgoingMail.objects.all()]
    assert len(told) > 6
    for text in told:
        assert not [one for one in contact if one in text]
