"""Names that the logs keep short, in words for those who read them."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

DOORS = {
    "desk": pgettext_lazy("log", "page of the case"),
    "desk file": pgettext_lazy("log", "file of the case"),
    "desk letter": pgettext_lazy("log", "letter of the case"),
    "desk chart": pgettext_lazy("log", "chart of the case"),
    "step": pgettext_lazy("log", "step"),
    "inbox": pgettext_lazy("log", "inbox"),
    "export": pgettext_lazy("log", "export"),
    "exports": pgettext_lazy("log", "exports"),
    "export file": pgettext_lazy("log", "file of an export"),
    "take": pgettext_lazy("log", "taking a step"),
    "give back": pgettext_lazy("log", "giving a step back"),
    "hand over": pgettext_lazy("log", "handing a step over"),
    "move": pgettext_lazy("log", "moving to another hub"),
    "letter retry": pgettext_lazy("log", "making a letter again"),
    "letter posted": pgettext_lazy("log", "posting a letter"),
    "letter correct": pgettext_lazy("log", "correcting a letter"),
    "letters": pgettext_lazy("log", "letters"),
    "letter correction": pgettext_lazy("log", "confirming the correction of a letter"),
    "paper": pgettext_lazy("log", "paper application"),
    "paper correction": pgettext_lazy("log", "correction on paper"),
    "correction letter": pgettext_lazy("log", "request for a correction"),
    "end of correction": pgettext_lazy("log", "going on without a correction"),
    "withdrawal": pgettext_lazy("log", "withdrawal on paper"),
    "consultations": pgettext_lazy("log", "prior consultations"),
    "consultation": pgettext_lazy("log", "prior consultation"),
    "work": pgettext_lazy("log", "background work"),
    "webhooks": pgettext_lazy("log", "receivers of other systems"),
    "mails": pgettext_lazy("log", "mails"),
    "refusals": pgettext_lazy("log", "refused attempts"),
    "budgets": pgettext_lazy("log", "budgets"),
    "mailings": pgettext_lazy("log", "e-mail magazine"),
    "field": pgettext_lazy("log", "writing a field note"),
    "notes": pgettext_lazy("log", "field notes"),
    "note": pgettext_lazy("log", "field note"),
    "issues": pgettext_lazy("log", "issues of the area"),
    "issue": pgettext_lazy("log", "issue of the area"),
    "ledger": pgettext_lazy("log", "record of collaboration"),
}
REASONS = {
    "no role for this page": pgettext_lazy("log", "The roles do not open this page."),
    "not readable": pgettext_lazy("log", "The record is foreign or does not exist."),
    "not of this case": pgettext_lazy("log", "It does not belong to this case."),
    "no such step for this person": pgettext_lazy("log", "There is no such step for this person."),
    "reads only": pgettext_lazy("log", "The role only reads."),
}
WORK = {
    "mail": pgettext_lazy("log", "sending a mail"),
    "letter": pgettext_lazy("log", "making a letter"),
    "letter_made": pgettext_lazy("log", "going on after a letter"),
    "webhook": pgettext_lazy("log", "sending an event to a receiver"),
    "webhook_event": pgettext_lazy("log", "telling receivers of an event"),
    "remind": pgettext_lazy("log", "reminder"),
    "export": pgettext_lazy("log", "export"),
    "mailing": pgettext_lazy("log", "sending a magazine mail"),
    "erase_bytes": pgettext_lazy("log", "deleting an erased file"),
}
SECTION_STATES = {
    "empty": pgettext_lazy("log", "not begun"),
    "partial": pgettext_lazy("log", "not complete"),
    "complete": pgettext_lazy("log", "complete"),
}
MAIL_ANSWERS = {
    "250": pgettext_lazy("log", "accepted"),
    "killed": pgettext_lazy("log", "a worker ended before the answer came"),
    "cut": pgettext_lazy("log", "the connection ended before the answer came"),
    "bounced": pgettext_lazy("log", "came back as undeliverable"),
}
