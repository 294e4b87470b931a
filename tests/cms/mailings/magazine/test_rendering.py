"""The bytes of a mail: built once, right for every reader, whatever the text and the server."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import default

import pytest
from pytest_django import Settings

from cms.mailings.magazine import rendering
from cms.mailings.magazine.rendering import Form
from cms.mailings.models import Mailing
from tests.cms.mailings.magazine.conftest import TalkingSink
from tests.factories_hubs import make_hub, make_ward
from tests.factories_mailings import make_mailing, make_subscriber, send, work

pytestmark = pytest.mark.django_db
LONG = "町会の活動を知ってもらうための長い一行です。" * 60


def parsed(mailing: Mailing, **more: object) -> EmailMessage:
    filled = Form(mailing).filled(to="hanako@example.jp", delivery=7, subscriber=3, **more)
    assert b"\n" not in filled.replace(b"\r\n", b""), "every line ends with CRLF"
    assert max(len(line) for line in filled.split(b"\r\n")) <= 998
    return email.message_from_bytes(filled, policy=default)  # type: ignore[return-value]


def parts(message: EmailMessage) -> tuple[str, str]:
    text, html = message.iter_parts()
    return text.get_content().replace("\r\n", "\n"), html.get_content()


def test_the_heads_are_those_of_a_list_that_one_click_leaves(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "試験区 地域だより <kizuna@example.jp>"
    settings.MAIL_REPLY_TO = "desk@example.jp"
    make_ward()
    message = parsed(make_mailing(subject="【試験】𠮷祥寺のまつり " + "とても長い題名です" * 10))
    assert message["To"] == "hanako@example.jp"
    assert message["From"] == "試験区 地域だより <kizuna@example.jp>"
    assert message["Subject"] == "【試験】𠮷祥寺のまつり " + "とても長い題名です" * 10
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = str(message["List-Unsubscribe"])
    assert link.startswith("<http://testserver/magazine/unsubscribe/3.")
    assert message["Reply-To"] == "desk@example.jp"
    assert message["Precedence"] == "list"
    assert message["Message-ID"] == rendering.message_id(7)
    assert message.get_content_type() == "multipart/alternative"
    text, html = parts(message)
    assert link.strip("<>") in text
    assert f'href="{link.strip("<>")}"' in html
    assert "/magazine/preferences/3." in text
    assert "[[" not in text + html


@pytest.mark.parametrize("eight_bit", [True, False])
@pytest.mark.parametrize(
    "body", ["短い文", LONG, f"{LONG} https://example.jp/?a=b&c=d 終わり = です\n  字下げ \n.点\n..点点"]
)
def test_the_texts_arrive_as_written(body: str, eight_bit: bool) -> None:
    mailing = make_mailing(body=body)
    text, html = parts(parsed(mailing, eight_bit=eight_bit))
    assert body in text
    assert "".join(html.split()).count("配信を停止する") == 1
    assert "=\n" not in text


def test_a_server_without_eight_bits_gets_the_same_text(sink: TalkingSink) -> None:
    sink.plain = True
    make_subscriber("hanako@example.jp")
    mailing = send(make_mailing(body="一行目\n.点で始まる行\n..点が二つの行\n最後の行"))
    work()
    [mail] = sink.mails
    assert mail.as_bytes().isascii()
    text, _html = parts(mail)
    assert "一行目\n.点で始まる行\n..点が二つの行\n最後の行" in text
    assert mailing.subject == mail["Subject"]


def test_dots_at_the_beginning_of_a_line_survive_the_way(sink: TalkingSink) -> None:
    make_subscriber("hanako@example.jp")
    send(make_mailing(body="一行目\n.\n..点が二つの行\n最後の行"))
    work()
    [mail] = sink.mails
    assert "一行目\n.\n..点が二つの行\n最後の行" in parts(mail)[0]


def test_a_list_is_named_after_its_hub() -> None:
    hub = make_hub("west")
    assert parsed(make_mailing(hub=hub))["List-Id"] == "<west.magazine.example.jp>"


def test_a_message_id_cannot_be_made_up() -> None:
    made = rendering.MESSAGE_ID.search(f"x {rendering.message_id(12)} y")
    assert made
    assert rendering.delivery_of(made) == 12
    forged = rendering.MESSAGE_ID.search(rendering.message_id(12).replace(".12.", ".13."))
    assert forged
    assert rendering.delivery_of(forged) is None
