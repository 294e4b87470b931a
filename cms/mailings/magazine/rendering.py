"""A mailing as bytes: built once, then only the reader's own address, links and Message-ID are put in.

Building a MIME message costs more than sending it. What differs between readers is plain ASCII, so the message is
cut at those places when it is built, and put together by joining.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import cached_property

from django.conf import settings
from django.utils.crypto import salted_hmac

from cms.mailings.magazine import links, marks
from cms.mailings.models import Mailing

LONGEST_LINE = 900
BOUNDARY = "=_kizuna_parts"
PLACES = {"to", "id", "leave", "choose"}
CUT = re.compile(r"\x00(to|id|leave|choose)\x00")
NAMES = {marks.UNSUBSCRIBE: "leave", marks.PREFERENCES: "choose"}
MESSAGE_ID = re.compile(r"<magazine\.(\d+)\.([0-9a-f]{24})@[^<>\s]+>")


def message_id(delivery: int) -> str:
    """The Message-ID of one delivery; only we can make it, so a bounce that carries it is about a mail of ours."""
    return f"<magazine.{delivery}.{_seal(str(delivery))}@{_domain()}>"


def delivery_of(found: re.Match[str]) -> int | None:
    """The delivery of a Message-ID that was found somewhere; None when it is forged."""
    return int(found[1]) if _seal(found[1]) == found[2] else None


def _seal(delivery: str) -> str:
    return salted_hmac("cms.mailings.magazine.message-id", delivery, algorithm="sha256").hexdigest()[:24]


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def sender() -> str:
    """The envelope sender: where the notices of failed deliveries go."""
    return settings.MAGAZINE_BOUNCE_ADDRESS or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


class Form:
    """The message of ``mailing`` with its places left open; ``filled`` puts in one reader."""

    def __init__(self, mailing: Mailing) -> None:
        self.mailing = mailing

    def filled(self, *, to: str, delivery: int, subscriber: int, eight_bit: bool = True) -> bytes:
        """The whole message with CRLF line ends."""
        own = {
            "to": to.encode("ascii"),
            "id": message_id(delivery).encode("ascii"),
            "leave": links.unsubscribe_url(subscriber).encode("ascii"),
            "choose": links.preferences_url(subscriber).encode("ascii"),
        }
        pieces = self._pieces if eight_bit else self._seven_bit_pieces
        return b"".join(own[piece] if isinstance(piece, str) else piece for piece in pieces)

    @cached_property
    def _pieces(self) -> list[bytes | str]:
        return self._cut(lambda text: _is_short(text))

    @cached_property
    def _seven_bit_pieces(self) -> list[bytes | str]:
        return self._cut(lambda text: False)

    def _cut(self, plain: Callable[[str], bool]) -> list[bytes | str]:
        """Literal bytes and names of places in turn."""
        whole = self._headers()
        for kind, text in (("plain", self.mailing.text), ("html", self.mailing.html)):
            eight_bit = plain(text)
            encoding = "8bit" if eight_bit else "quoted-printable"
            whole += (
                f'--{BOUNDARY}\r\nContent-Type: text/{kind}; charset="utf-8"\r\n'
                f"Content-Transfer-Encoding: {encoding}\r\n\r\n{_body(text, eight_bit=eight_bit)}\r\n"
            )
        whole += f"--{BOUNDARY}--\r\n"
        return [part if place else part.encode() for place, part in _alternating(CUT.split(whole)) if place or part]

    def _headers(self) -> str:
        mailing = self.mailing
        made = EmailMessage(policy=policy.SMTP.clone(max_line_length=200))
        made["From"] = settings.DEFAULT_FROM_EMAIL
        made["Subject"] = mailing.subject
        made["Date"] = format_datetime(mailing.started_at or mailing.created_at)
        if settings.MAIL_REPLY_TO:
            made["Reply-To"] = settings.MAIL_REPLY_TO
        made["List-Id"] = f"<{mailing.hub.code if mailing.hub else 'ward'}.magazine.{_domain()}>"
        made["Precedence"] = "list"
        made["X-Auto-Response-Suppress"] = "All"
        made["MIME-Version"] = "1.0"
        head = made.as_bytes().decode("ascii").removesuffix("\r\n")
        return (
            f"{head}To: \x00to\x00\r\nMessage-ID: \x00id\x00\r\nList-Unsubscribe: <\x00leave\x00>\r\n"
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
            f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"\r\n\r\n'
        )


def _alternating(parts: list[str]) -> list[tuple[bool, str]]:
    """``re.split`` with one group gives text and place in turn."""
    return [(number % 2 == 1, part) for number, part in enumerate(parts)]


def _is_short(text: str) -> bool:
    """Every line fits a mail as it is."""
    return all(len(line.encode()) <= LONGEST_LINE for line in text.splitlines())


def _body(text: str, *, eight_bit: bool) -> str:
    """The text with its places marked, encoded piece by piece so that no place is cut by the encoding."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    parts = _alternating(marks.PATTERN.split(text))
    if eight_bit:
        joined = "".join(f"\x00{NAMES[part]}\x00" if place else part for place, part in parts)
    else:
        joined = "".join(f"=\n\x00{NAMES[part]}\x00=\n" if place else _quoted(part) for place, part in parts)
    return joined.replace("\n", "\r\n")


def _quoted(text: str) -> str:
    return binascii.b2a_qp(text.encode(), istext=True).decode("ascii")
