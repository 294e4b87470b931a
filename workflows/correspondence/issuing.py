"""What the worker does with a letter: print it, give it out, or put it before a person.

Printing needs no lock and takes place before; giving out is one transaction that stores the file,
issues the letter, replaces the earlier version, writes the event and the mail, and tells the engine.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.clock import database_now
from cms.mailings.services import write_mail
from cms.people.models import User
from cms.webhooks.emitting import emit
from media.services import store_bytes
from workflows.cases.models import Case
from workflows.cases.party import people_of
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.correspondence.kinds import letter_kind
from workflows.correspondence.models import Letter
from workflows.correspondence.signals import letter_issued

State = Letter.State
UNMADE = (State.RENDERING, State.PARKED)
REASON_LENGTH = Letter._meta.get_field("parked_reason").max_length or 0


def give_out(letter: Letter, *, pdf: bytes) -> bool:
    """The letter is issued with ``pdf`` as its file; False when that was done or overtaken meanwhile."""
    with transaction.atomic():
        case = lock(letter.case)
        letter = Letter.objects.select_for_update().get(pk=letter.pk)
        if letter.state not in UNMADE:
            return False
        if letter_kind(case.kind, letter.outcome).decides and case.outcome != letter.outcome:
            return False
        readers = _readers(case, letter)
        _issue(case, letter, pdf)
        _replace_earlier(case, letter)
        _tell(case, letter, readers)
        letter_issued.send(sender=Letter, letter=letter)
        emit(
            "letter.issued", hub=case.hub_id, id=letter.pk, case=case.number, version=letter.version,
            issued_at=letter.issued_at,
        )  # fmt: skip
    return True


def put_before_a_person(letter: Letter, *, reason: str) -> None:
    """The letter waits, and ``reason`` tells staff why. The reason may name characters of a name."""
    with transaction.atomic():
        case = lock(letter.case)
        letter = Letter.objects.select_for_update().get(pk=letter.pk)
        if letter.state not in UNMADE or (letter.state, letter.parked_reason) == (State.PARKED, reason):
            return
        letter.state, letter.parked_reason = State.PARKED, reason[:REASON_LENGTH]
        letter.save(update_fields=["state", "parked_reason"])
        record(case, actor=None, verb="letter_parked", payload={"number": letter.number}, details={"reason": reason})


def _issue(case: Case, letter: Letter, pdf: bytes) -> None:
    name = f"{letter.content['title']}（{letter.number}）.pdf"
    letter.file = store_bytes(owner=None, data=pdf, name=name, content_type="application/pdf")
    letter.state, letter.parked_reason = State.ISSUED, ""
    letter.issued_at = database_now()
    if letter.notice == Case.Notice.ELECTRONIC:
        letter.arrived_at = letter.issued_at
    letter.save(update_fields=["file", "state", "parked_reason", "notice", "issued_at", "arrived_at"])
    payload = {
        "number": letter.number,
        "version": letter.version,
        "notice": letter.notice,
        "sha256": letter.file.sha256_stored,
    }
    record(case, actor=None, verb="letter_issued", payload=payload)


def _replace_earlier(case: Case, letter: Letter) -> None:
    """Every earlier version still in force is replaced now, not before."""
    earlier = Letter.objects.filter(
        case=case, outcome=letter.outcome, state=State.ISSUED, version__lt=letter.version
    ).order_by("version")
    for old in earlier:
        old.state = State.REPLACED
        old.save(update_fields=["state"])
        record(case, actor=None, verb="letter_replaced", payload={"number": old.number, "by": letter.number})


def _readers(case: Case, letter: Letter) -> list[User]:
    """Who reads an electronic letter: everybody who acts for the applicant now.

    When nobody does any more, the letter is given out on paper instead, and that is on record.
    """
    if letter.notice != Case.Notice.ELECTRONIC:
        return []
    readers = list(people_of(case))
    if not readers:
        letter.notice = Case.Notice.POST
        payload = {"number": letter.number, "before": Case.Notice.ELECTRONIC.value, "after": Case.Notice.POST.value}
        record(case, actor=None, verb="letter_to_paper", payload=payload)
    return readers


def _tell(case: Case, letter: Letter, readers: list[User]) -> None:
    """A mail to each reader with a link and nothing else: no name, no number, no decision, no attachment."""
    for reader in readers:
        write_mail(
            to=reader.email,
            template="letter_arrived",
            context={
                "hub": case.hub,
                "url": f"{settings.BASE_URL}/mypage/letters/{letter.pk}/",
                "corrects": letter.replaces_id is not None and bool(letter.content["supersedes"]),
            },
            about=f"letter:{letter.pk}",
            key=f"letter:{letter.pk}:{reader.pk}",
            variant=case.kind,
        )


def hole_reason(where: str) -> str:
    return _("The fonts have no glyph for: %(where)s") % {"where": where}
