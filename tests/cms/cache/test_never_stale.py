"""No anonymous reader of any worker sees what was, later than one second after a change.

An oracle that keeps nothing says what is right, for every address of two hosts; the workers' answers are compared
with it after each of a long row of changes in an order that is drawn. The control takes the triggers away.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from wagtail.models import Site

from cms.cache import triggers
from cms.people.models import HubRole
from pages.models import HubPage, StandardPage
from pages.setting_up import set_up_sites
from tests.cms.cache import editing
from tests.cms.cache.editing import ACTIONS, edits_ward, matsuri, ready
from tests.cms.cache.readers import PLACES, WORKERS, Readers, late, truths
from tests.database_fixture import OwnDatabase
from tests.factories_hubs import make_small_ward
from tests.factories_people import LONG_AGO, make_staff
from tests.factories_programmes import make_call
from tests.sign_in import sign_in

SEED = 20261125
AGAIN = 2


@pytest.fixture
def readers(own_database: OwnDatabase, tmp_path: Path, settings: pytest.FixtureRequest) -> Iterator[Readers]:
    settings.ALLOWED_HOSTS = ["testserver", "west.example.jp"]
    make_small_ward()
    make_call("open-call")
    set_up_sites()
    Site.objects.create(hostname="west.example.jp", port=80, root_page=HubPage.objects.get(slug="west"))
    matsuri()
    HubPage.objects.get(slug="west").add_child(instance=StandardPage(title="野菜市", slug="yasai"))
    started = Readers(own_database.url, tmp_path)
    yield started
    started.end()


@pytest.fixture
def editor(readers: Readers) -> Client:
    """An administrator who is the editor-in-chief, too."""
    user = make_staff("administrator")
    HubRole.objects.create(user=user, role="editor_in_chief", from_on=LONG_AGO)
    return sign_in(Client(), user)


def drawn() -> list[editing.Callable[[Client], None]]:
    """Every action once, and some again, in an order that the seed gives."""
    order = random.Random(SEED)
    found = [*ACTIONS, *order.choices(ACTIONS, k=AGAIN)]
    order.shuffle(found)
    return found


def test_after_any_change_no_reader_sees_the_old_page_for_longer_than_a_second(
    readers: Readers, editor: Client
) -> None:
    for number, action in enumerate(drawn()):
        told = f"{number}: {action.__name__}"
        ready()
        before = truths()
        for place in PLACES:
            if before[place][0] == 200:
                readers.warm(place, before[place])
        action(editor)
        done = time.monotonic()
        after = truths()
        changed = [place for place in PLACES if before[place] != after[place]]
        assert changed, f"{told} changed nothing"
        for place in [*changed, *PLACES]:
            wrong = late(readers, place, after[place], done)
            assert not wrong, (told, place, len(wrong))


def test_control_without_triggers_the_old_page_stays(readers: Readers, editor: Client) -> None:
    """So the test above sees what it is there to see."""
    home = PLACES[0]
    old = truths()[home]
    readers.warm(home, old)
    triggers.unwatch()
    edits_ward(editor)
    new = truths()[home]
    assert new != old
    wrong = late(readers, home, new, time.monotonic() - 2)
    assert len(wrong) == 3
    assert all(answer.shown == old for answer in wrong)


def test_both_workers_answer_from_what_is_kept_without_asking(readers: Readers) -> None:
    """Within the time for which the version is believed, not one statement."""
    for place in (PLACES[0], PLACES[1]):
        readers.warm(place, truths()[place])
        answers = [readers.ask(place) for _each in range(40)]
        assert {answer.shown for answer in answers} == {truths()[place]}
        assert {answer.worker for answer in answers if answer.statements == 0} <= {a.worker for a in answers}
        assert len({answer.worker for answer in answers}) <= WORKERS
        assert min(answer.statements for answer in answers) == 0
        assert max(answer.statements for answer in answers) <= 1
