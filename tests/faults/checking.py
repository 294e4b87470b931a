"""Compares what residents were shown with what the system kept; every difference is a sentence."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage

from django.db.models import QuerySet

from cms.audit.verify import verify
from cms.jobs.models import OutboxItem
from cms.mailings.models import OutgoingMail
from cms.mailings.services import KIND, message_id_of
from media.storage import private_storage
from tests.faults.residents import Receipt
from workflows.cases.models import Case, Submission


def problems(receipts: list[Receipt], mails: list[EmailMessage]) -> list[str]:
    return [*_of_receipts(receipts), *_of_cases(receipts), *_of_mails(mails), *(str(one) for one in verify(None))]


def _of_receipts(receipts: list[Receipt]) -> Iterator[str]:
    """Each receipt has its case, its sending and its files, byte for byte."""
    for receipt in receipts:
        sent = list(Submission.objects.filter(key=receipt.key).select_related("case"))
        if [one.case.number for one in sent] != [receipt.number]:
            yield f"{receipt.number}: sent as {[one.case.number for one in sent]}"
            continue
        files = [one.file for one in sent[0].files.select_related("file")]
        kept = []
        for file in files:
            with private_storage().open(file.path) as stored:
                kept.append(hashlib.sha256(stored.read()).hexdigest())
        if sorted(kept) != receipt.sha256 or sorted(file.sha256_stored for file in files) != receipt.sha256:
            yield f"{receipt.number}: files differ"


def _of_cases(receipts: list[Receipt]) -> Iterator[str]:
    """No case that nobody was told of, no number twice, none left out."""
    shown = Counter(receipt.number for receipt in receipts)
    yield from (f"{number}: shown {count} times" for number, count in shown.items() if count != 1)
    yield from (f"{number}: nobody was told" for number in _numbers() if number not in shown)
    places = list(Case.objects.order_by("number_in_year").values_list("number_in_year", flat=True))
    if places != list(range(1, len(places) + 1)):
        yield f"numbers used: {places}"
    yield from (f"{case.number}: no open step" for case in Case.objects.filter(open_task=None))


def _numbers() -> list[str]:
    return list(Case.objects.values_list("number", flat=True))


def _of_mails(mails: list[EmailMessage]) -> Iterator[str]:
    """One mail is owed for each case; it has arrived, or it and its item are put aside for a person to see."""
    arrived = {str(mail["Message-ID"]) for mail in mails}
    parked = {message_id_of(item.key.removeprefix("mail:")) for item in parked_mail_items()}
    for case in Case.objects.all():
        if OutgoingMail.objects.filter(subject_ref=f"case:{case.pk}").count() != 1:
            yield f"{case.number}: not one mail"
    for mail in OutgoingMail.objects.all():
        if mail.state == OutgoingMail.State.SENT and mail.message_id not in arrived:
            yield f"{mail}: never arrived"
        if mail.state == OutgoingMail.State.WAITING:
            yield f"{mail}: neither sent nor put aside"
        if mail.state == OutgoingMail.State.PARKED and mail.message_id not in parked:
            yield f"{mail}: put aside, but not to be seen in the outbox"


def parked_mail_items() -> QuerySet[OutboxItem]:
    """What a person sees of mails that were put aside, in the order in which they were owed."""
    return OutboxItem.objects.filter(state=OutboxItem.State.PARKED, kind=KIND).order_by("pk")


def twice(mails: list[EmailMessage]) -> int:
    """How many mails arrived once more than needed."""
    return sum(count - 1 for count in Counter(str(mail["Message-ID"]) for mail in mails).values())
