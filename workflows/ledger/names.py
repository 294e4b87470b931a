"""Names of persons in a text that everybody will read: those that we know of, and what looks like one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from cms.core.text import search_key
from cms.people.models import CommunityGroup, Person
from cms.people.models.community_group import Officer
from workflows.ledger.models import Collaboration

DATA = Path(__file__).with_name("data") / "not_names.txt"
LOOKS_LIKE = re.compile(r"([一-龠々ヶ]{1,6}|[ァ-ヴー]{2,10})[ 　]?(?:さん|さま|氏|様|くん|ちゃん)")
SHORTEST = 2


@cache
def not_names() -> frozenset[str]:
    lines = DATA.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def text_of(entry: Collaboration) -> str:
    """Everything that readers would see."""
    parts = [entry.title, entry.agenda, entry.done, entry.learned, entry.cost_note]
    parts += [text for partner in entry.partners.all() for text in (partner.name, partner.part)]
    return "\n".join(parts)


def without_consent(entry: Collaboration) -> list[str]:
    """Names that we know and that stand in the text although nobody recorded their consent."""
    text = _plain(text_of(entry))
    agreed = {_plain(one.name) for one in entry.named.all()}
    return sorted({name for name in _known(entry) if (key := _plain(name)) in text and key not in agreed})


def looks_like_names(entry: Collaboration) -> list[str]:
    """What stands before さん, 氏 or 様, unless it is no name or the person agreed. For a human to judge."""
    agreed = "\n".join(_plain(one.name) for one in entry.named.all())
    found = {match[0] for match in LOOKS_LIKE.finditer(text_of(entry)) if match[1] not in not_names()}
    return sorted(one for one in found if _plain(LOOKS_LIKE.sub(r"\1", one)) not in agreed)


def named_in(entry: Collaboration, name: str) -> bool:
    return _plain(name) in _plain(text_of(entry))


def _known(entry: Collaboration) -> set[str]:
    """The applicant, and the officers of the groups that took part: two statements."""
    names = [partner.name for partner in entry.partners.all() if partner.kind == partner.Kind.GROUP]
    groups = set(CommunityGroup.objects.filter(name__in=names).values_list("pk", flat=True))
    found = set(Officer.objects.filter(group__in=groups).values_list("name", flat=True))
    if entry.case is not None:
        found |= set(Officer.objects.filter(group=entry.case.group_id).values_list("name", flat=True))
        found |= set(Person.objects.filter(pk=entry.case.person_id).values_list("name", flat=True))
    return {name for name in found if len(_plain(name)) >= SHORTEST}


def _plain(text: str) -> str:
    """Without spaces, in one spelling: 例示　花子 is 例示花子."""
    return search_key(text).replace(" ", "")
