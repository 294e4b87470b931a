"""What is found is exactly what a scan of the normalised texts finds, in its order: on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.search import showing, writing
from cms.search.engines import hits
from cms.search.keys import fold
from cms.search.models import Entry
from cms.search.question import Question, spelled
from cms.search.registry import Document
from cms.search.structures import INDEX

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
PROPERTY = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
# Few letters, so that words meet by chance; signs and characters that the databases might take for something else.
LETTERS = "防災訓ぼうさいﾎﾞｳｻｲ髙高aBｂ1１"
TEXTS = st.text(LETTERS + " \n　\"'*:()%_\\-、。𠮷", max_size=40)
WORDS = st.text(LETTERS + '"*%、𠮷', min_size=1, max_size=5)
DOCUMENTS: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.builds(
        dict,
        title=TEXTS,
        text=st.one_of(TEXTS, TEXTS.map(lambda text: text + "\n\n" + text)),
        day=st.integers(0, 3),
        hub=st.integers(1, 2),
        is_public=st.sampled_from([True, True, True, False]),
        kind=st.sampled_from(["page", "document"]),
        shows=st.lists(st.sampled_from(["document:1", "document:11", "document:2"]), unique=True),
    ),
    max_size=6,
)


def write(made: list[dict]) -> None:
    writing.write(
        "test",
        [
            Document(
                kind=one.get("kind", "page"), key=str(n), shows=tuple(one.get("shows", ())), title=one["title"],
                text=one["text"], url=f"/{n}/", hubs=(one["hub"],),
                date=BEGIN + timedelta(days=one["day"]), is_public=one["is_public"],
            )
            for n, one in enumerate(made)
        ],
    )  # fmt: skip


def scanned(question: Question) -> list[int]:
    """Every entry read, without any index."""

    def holds(key: str) -> bool:
        return all(any(one in key for one in word) for word in question.words)

    public = [one for one in Entry.objects.order_by("-date", "-id") if one.is_public and holds(one.key)]
    if question.hub is not None:
        public = [one for one in public if question.hub in one.hubs]
    if question.kind:
        public = [one for one in public if one.kind == question.kind]
    if question.since is not None:
        public = [one for one in public if one.date >= question.since]
    if question.until is not None:
        public = [one for one in public if one.date < question.until]
    titles = [one.pk for one in public if question.words and holds(one.title_key)]
    return titles + [one.pk for one in public if one.pk not in titles]


@PROPERTY
@given(DOCUMENTS, DOCUMENTS, st.lists(WORDS, min_size=1, max_size=3))
def test_found_is_what_a_scan_finds(first: list[dict], then: list[dict], asked: list[str]) -> None:
    """Also after every document was written over by another one, and after some are gone."""
    Entry.objects.all().delete()
    question = Question(words=spelled(" ".join(asked)))
    for made in (first, then):
        write(made)
        assert hits(question).ids == scanned(question)
    Entry.objects.filter(object_key__in=["0", "2"]).delete()
    assert hits(question).ids == scanned(question)


@PROPERTY
@given(
    DOCUMENTS,
    st.lists(WORDS, max_size=2),
    st.integers(1, 2) | st.none(),
    st.sampled_from(["", "page", "document"]),
    st.integers(0, 3) | st.none(),
    st.integers(1, 4),
)
def test_filters_leave_what_a_scan_leaves(
    made: list[dict], asked: list[str], hub: int | None, kind: str, since: int | None, until: int
) -> None:
    Entry.objects.all().delete()
    write(made)
    question = Question(
        words=spelled(" ".join(asked)),
        hub=hub,
        kind=kind,
        since=None if since is None else BEGIN + timedelta(days=since),
        until=BEGIN + timedelta(days=until),
    )
    assert hits(question).ids == scanned(question)


@PROPERTY
@given(DOCUMENTS, DOCUMENTS)
def test_what_public_entries_show_is_what_a_scan_of_them_tells(first: list[dict], then: list[dict]) -> None:
    """``document:1`` is not taken for ``document:11``; what is written over, hidden or gone shows nothing."""
    Entry.objects.all().delete()
    wanted = ["document:1", "document:11", "document:2", "document:3"]
    for made in (first, then):
        write(made)
        shown = {name for one in Entry.objects.filter(is_public=True) for name in showing.names(one.labels)}
        assert showing.shown_to_all(wanted) == shown
    writing.hide("test", ["0"])
    Entry.objects.filter(object_key="1").delete()
    left = Entry.objects.exclude(object_key="0").filter(is_public=True)
    assert showing.shown_to_all(wanted) == {name for one in left for name in showing.names(one.labels)}


@PROPERTY
@given(TEXTS.filter(lambda text: len(fold(text)) > 1), st.data())
def test_every_part_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    """Recall is whole: any two letters or more that stand together."""
    Entry.objects.all().delete()
    write([{"title": "題", "text": text, "day": 0, "hub": 1, "is_public": True}])
    entry = Entry.objects.get()
    run = data.draw(st.sampled_from([one for one in entry.key.split() if one]))
    start = data.draw(st.integers(0, len(run) - 1))
    part = run[start : data.draw(st.integers(start + 1, len(run)))]
    assert hits(Question(words=((part,),))).ids == [entry.pk]


@pytest.mark.parametrize("length", [70_000, 200_000])
def test_the_end_of_a_very_long_text_is_found(length: int) -> None:
    """Longer than what PostgreSQL's own text search keeps places of; every pair of characters is another one."""
    letters = [chr(0x4E00 + n % 20_000) + chr(0x4E00 + (n * 7) % 19_997) for n in range(length // 2)]
    write([{"title": "題", "text": "".join(letters) + "終わりの言葉", "day": 0, "hub": 1, "is_public": True}])
    assert len(hits(Question(words=spelled("終わりの言葉"))).ids) == 1
    assert hits(Question(words=spelled("終わりの木葉"))).ids == []


def test_a_word_in_many_entries_is_counted_to_the_limit_and_no_further() -> None:
    """Beyond the few that PostgreSQL reads one by one, too: the newest of them come first."""
    made = [{"title": "題", "text": "防災の日", "day": n, "hub": 1, "is_public": True} for n in range(3200)]
    write(made)
    found = hits(Question(words=spelled("防災の日")))
    assert (len(found.ids), found.more) == (1000, True)
    assert list(Entry.objects.in_bulk(found.ids[:2]).values()) == list(Entry.objects.order_by("-date")[:2])
    rare = Question(words=spelled("防災の日"), until=BEGIN + timedelta(days=3))
    assert hits(rare).ids == scanned(rare)


def test_an_entry_that_did_not_change_is_not_written() -> None:
    made = [{"title": "防災", "text": "訓練", "day": 0, "hub": 1, "is_public": True}]
    write(made)
    Entry.objects.update(title="手で変えた")
    write(made)
    assert Entry.objects.get().title == "手で変えた"
    write([{**made[0], "hub": 2}])
    assert Entry.objects.get().title == "防災"


def test_the_index_of_sqlite_is_whole_after_all_this() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps the numbers in the row")
    write([{"title": "防災", "text": "訓練" * n, "day": n, "hub": 1, "is_public": True} for n in range(5)])
    write([{"title": "別", "text": "訓練" * n, "day": n + 1, "hub": 1, "is_public": True} for n in range(5)])
    Entry.objects.filter(object_key="1").delete()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('integrity-check')")
        cursor.execute(f"SELECT count(*) FROM {INDEX} WHERE {INDEX} MATCH '\"防災\"'")
        assert cursor.fetchone()[0] == 0
        cursor.execute(f"SELECT count(*) FROM {INDEX}")
        assert cursor.fetchone()[0] == 4
