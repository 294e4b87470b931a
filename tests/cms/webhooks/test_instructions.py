"""What the instructions for receivers print is what happens: the example, the check of the signature, the events."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from cms.webhooks import signing
from cms.webhooks.events import TYPES
from tests.check import ROOT
from tests.factories_webhooks import SECRET, Machine, happen, make_endpoint, work

TEXT = (ROOT / "cms/docs/webhooks.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"<!-- example: (\S+) -->\n```\w+\n(.*?)```", TEXT, re.S))


@pytest.mark.django_db
def test_the_printed_check_takes_what_we_send_and_nothing_else(receiver: Machine) -> None:
    room: dict[str, Any] = {}
    exec(EXAMPLES["verify"], room)  # noqa: S102  this is the point
    is_genuine = room["is_genuine"]
    make_endpoint(receiver.url)
    happen()
    work(2)
    call = receiver.calls[0]
    assert is_genuine(SECRET, call.headers, call.body)
    assert not is_genuine(signing.new_secret(), call.headers, call.body)
    assert not is_genuine(SECRET, call.headers, call.body.replace(b"hub", b"hut"))
    assert not is_genuine(SECRET, {**call.headers, "webhook-id": "msg_other"}, call.body)
    old = str(int(call.headers["webhook-timestamp"]) - 301)
    signature = signing.signature(SECRET, message=call.headers["webhook-id"], timestamp=int(old), body=call.body)
    late = {**call.headers, "webhook-timestamp": old, "webhook-signature": signature}
    assert not is_genuine(SECRET, late, call.body)


def test_signatures_are_those_of_the_specification() -> None:
    """The example that the specification's own libraries test with."""
    found = signing.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", message="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )  # fmt: skip
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_printed_example_is_the_one_of_the_admin(settings: Any) -> None:
    settings.BASE_URL = "https://kizuna.example.jp"
    assert json.loads(EXAMPLES["case.step_changed"]) == TYPES["case.step_changed"].example


def test_every_event_is_listed() -> None:
    assert set(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", TEXT, re.M)) == set(TYPES)
