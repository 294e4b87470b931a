"""Mails that came back, from a maildir, an mbox or standard input, so that dead addresses are not mailed for ever."""

from __future__ import annotations

import mailbox
import sys
from collections import Counter
from collections.abc import Iterator
from email import message_from_binary_file
from email.message import Message
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms.mailings.magazine.bounces import Verdict, record


class Command(BaseCommand):
    help = "Reads notices of undeliverable magazine mails; run it by the clock on the host that receives them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("place", help=_("a maildir, an mbox file, or - for one message on standard input"))

    def handle(self, *args: Any, **options: Any) -> None:
        counts = Counter(record(message) for message in self._messages(options["place"]))
        told = {
            Verdict.FAILED: _("recorded as failed"),
            Verdict.KNOWN: _("known before"),
            Verdict.TEMPORARY: _("temporary, nothing done"),
            Verdict.FOREIGN: _("not about a mail of ours"),
        }
        for verdict, label in told.items():
            self.stdout.write(f"{label}: {counts[verdict]}")

    def _messages(self, place: str) -> Iterator[Message]:
        if place == "-":
            yield message_from_binary_file(sys.stdin.buffer)
        elif Path(place).is_dir():
            yield from self._new_ones(mailbox.Maildir(place, create=False))
        elif Path(place).is_file():
            yield from mailbox.mbox(place, create=False)
        else:
            raise CommandError(_("There is no maildir or mbox at %(place)s.") % {"place": place})

    @staticmethod
    def _new_ones(box: mailbox.Maildir) -> Iterator[Message]:
        """Messages that nobody has read; each is marked as read once it is on record."""
        for key in list(box.keys()):
            message = box[key]
            if "S" in message.get_flags():
                continue
            yield message
            message.set_subdir("cur")
            message.add_flag("S")
            box[key] = message
