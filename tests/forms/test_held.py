"""Text of a request that met an ended session: held for a day, given back once, to its owner alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from forms.held import MAX_PER_DRAFT, TooMuchText, give_back, hold, look, remove_expired, section_of
from forms.models import HeldText
from tests.factories_forms import make_draft
from tests.factories_people import make_user

pytestmark = pytest.mark.django_db

TEXTS = {"title": "葛\U000e0100飾の祭り", "content": "一行目\n二行目"}


def test_the_text_comes_back_once_unchanged() -> None:
    draft = make_draft()
    data = QueryDict(mutable=True)
    data.update({**TEXTS, "csrfmiddlewaretoken": "secret"})
    token = hold(draft, "plan", data)
    assert give_back(token, draft, draft.owner) == TEXTS
    assert give_back(token, draft, draft.owner) is None


def test_the_token_itself_is_not_stored() -> None:
    token = hold(make_draft(), "plan", TEXTS)
    assert token not in str(HeldText.objects.values())


def test_a_token_alone_gives_nothing() -> None:
    draft, other = make_draft(), make_draft()
    token = hold(draft, "plan", TEXTS)
    assert give_back(token, draft, make_user()) is None
    assert give_back(token, other, other.owner) is None
    assert give_back("guess", draft, draft.owner) is None
    assert give_back(token, draft, draft.owner) == TEXTS


def test_after_a_day_it_is_gone() -> None:
    draft = make_draft()
    token = hold(draft, "plan", TEXTS)
    HeldText.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    assert give_back(token, draft, draft.owner) is None
    assert remove_expired() == 1


def test_too_much_text_is_refused_with_advice() -> None:
    draft = make_draft()
    fields = {f"q{number}": "あ" * 19_000 for number in range(4)}
    with pytest.raises(TooMuchText, match="コピー"):
        hold(draft, "plan", fields)
    assert not HeldText.objects.exists()


def test_what_no_database_can_keep_does_not_break_the_holding() -> None:
    draft = make_draft()
    token = hold(draft, "plan" * 30, {"title": "a\x00b", "content": "本文", "x\ud800": "y"})
    assert give_back(token, draft, draft.owner) == {"content": "本文"}


def test_held_texts_of_a_draft_do_not_pile_up() -> None:
    draft = make_draft()
    tokens = [hold(draft, "plan", {"n": str(number)}) for number in range(MAX_PER_DRAFT + 5)]
    assert HeldText.objects.count() == MAX_PER_DRAFT
    assert give_back(tokens[-1], draft, draft.owner) == {"n": str(MAX_PER_DRAFT + 4)}
    assert give_back(tokens[0], draft, draft.owner) is None


def test_looking_leaves_it_held_and_asks_the_same_of_the_reader() -> None:
    draft = make_draft()
    token = hold(draft, "plan", TEXTS)
    assert look(token, draft, draft.owner) == look(token, draft, draft.owner) == TEXTS
    assert look(token, draft, make_user()) is None
    assert section_of(token, draft) == "plan"
    HeldText.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert look(token, draft, draft.owner) is None
