"""Text of a request that met an ended session: held for a day, given back once, to its owner alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from cms.people.models import User
from forms.held import MAX_BYTES, MAX_PER_DRAFT, Held, give_back, hold, look, remove_expired
from forms.models import HeldText
from tests.factories_forms import make_draft
from tests.factories_people import make_user

pytestmark = pytest.mark.django_db

TEXTS = {"title": "葛\U000e0100飾の祭り", "content": "一行目\n二行目"}


PATH = "/mypage/drafts/1/plan/"


def back(token: str, user: User, path: str = PATH) -> dict[str, str] | None:
    held = give_back(token, path=path, user=user)
    return held.texts if held else None


def test_the_text_comes_back_once_unchanged() -> None:
    draft = make_draft()
    data = QueryDict(mutable=True)
    data.update({**TEXTS, "csrfmiddlewaretoken": "secret", "password": "secret", "code": "123456"})
    token = hold(data, path=PATH, draft=draft)
    assert look(token, path=PATH, user=draft.owner) == Held(TEXTS)
    assert back(token, draft.owner) == TEXTS
    assert back(token, draft.owner) is None


def test_the_token_itself_is_not_stored() -> None:
    token = hold(TEXTS, path=PATH)
    assert token not in str(HeldText.objects.values())


def test_a_token_alone_gives_nothing() -> None:
    draft = make_draft()
    token = hold(TEXTS, path=PATH, draft=draft)
    assert back(token, make_user()) is None
    assert back(token, draft.owner, "/mypage/drafts/2/plan/") is None
    assert back("guess", draft.owner) is None
    assert back(token, draft.owner) == TEXTS


def test_a_text_whose_writer_is_known_goes_to_nobody_else() -> None:
    writer = make_user()
    token = hold(TEXTS, path=PATH, person=writer)
    assert back(token, make_user()) is None
    assert back(token, writer) == TEXTS
    assert back(hold(TEXTS, path=PATH), make_user()) == TEXTS


def test_after_a_day_it_is_gone() -> None:
    user = make_user()
    token = hold(TEXTS, path=PATH)
    HeldText.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    assert back(token, user) is None
    assert remove_expired() == 1


def test_of_too_much_text_the_longest_is_left_out_and_named() -> None:
    fields = {"title": "題", "wish": "あ" * 30_000, "line": "い" * 400_000, "a\x00b": "x"}
    token = hold(fields, path=PATH)
    held = look(token, path=PATH, user=make_user())
    assert held == Held({"title": "題", "wish": "あ" * 30_000}, ("line",))
    assert len(str(HeldText.objects.get().fields).encode()) < MAX_BYTES


def test_many_texts_together_stay_below_the_limit() -> None:
    token = hold({f"q{number}": "あ" * 19_000 for number in range(40)}, path=PATH)
    held = look(token, path=PATH, user=make_user())
    assert held is not None
    assert len(held.texts) == 3
    assert len(held.left_out) == 37


def test_what_no_database_can_keep_does_not_break_the_holding() -> None:
    token = hold({"title": "a\x00b", "content": "本文", "x\ud800": "y"}, path=PATH)
    assert look(token, path=PATH, user=make_user()) == Held({"content": "本文"}, ("title",))
    assert back("\ud800", make_user()) is None


def test_held_texts_of_a_draft_do_not_pile_up() -> None:
    draft = make_draft()
    tokens = [hold({"n": str(number)}, path=PATH, draft=draft) for number in range(MAX_PER_DRAFT + 5)]
    assert HeldText.objects.count() == MAX_PER_DRAFT
    assert back(tokens[-1], draft.owner) == {"n": str(MAX_PER_DRAFT + 4)}


def test_looking_leaves_it_held_and_asks_the_same_of_the_reader() -> None:
    draft = make_draft()
    token = hold(TEXTS, path=PATH, draft=draft)
    for _twice in range(2):
        assert look(token, path=PATH, user=draft.owner) == Held(TEXTS)
    assert look(token, path=PATH, user=make_user()) is None
    HeldText.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert look(token, path=PATH, user=draft.owner) is None
