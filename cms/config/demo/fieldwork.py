"""Invented field notes, issues and collaborations of the first two hubs, made as staff make them."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from cms.config.demo.people import Cast
from cms.hubs.models import Hub, Topic
from cms.people.models import User
from workflows.fieldwork.models import FieldNote, Issue
from workflows.fieldwork.places import chome_of
from workflows.fieldwork.services import actions, issues, notes, telling
from workflows.ledger import services as ledger

TEXTS = Path(__file__).with_name("texts")
# Of those who were met and not recorded as somebody to be told.
UNTOLD = "お会いした方は、結果のお知らせを希望されませんでした。"


def _read(name: str) -> Any:
    return json.loads((TEXTS / name).read_text(encoding="utf-8"))


def make_fieldwork(cast: Cast) -> None:
    """Notes of which some became issues, at every state; two case studies and an entry that is not published."""
    reviewers = (cast["reviewer"], cast["reviewer2"])
    for told in _read("field_notes.json"):
        _note(cast.hubs[told["hub"]], reviewers[told["hub"]], told)
    for told in _read("issues.json"):
        _issue(cast, cast.hubs[told["hub"]], reviewers[told["hub"]], told)
    for told in _read("collaborations.json"):
        _collaboration(cast, told)


def _note(hub: Hub, author: User, told: dict[str, Any]) -> FieldNote:
    places = list(chome_of(hub).order_by("pk"))
    note, _new = notes.write_note(
        hub, actor=author, key=uuid.uuid4(), chome=places[told["place"] % len(places)], heard=told["heard"],
        met=told["met"], is_private=told.get("is_private", False),
        written_at=timezone.now() - timedelta(days=told["days_ago"]),
    )  # fmt: skip
    for person in told.get("informants", ()):
        telling.add_informant(note, actor=author, wishes=True, **person)
    return note


def _issue(cast: Cast, hub: Hub, author: User, told: dict[str, Any]) -> None:
    about = FieldNote.objects.filter(hub=hub, issue=None)
    first, *more = [about.get(heard__startswith=beginning) for beginning in told["notes"]]
    issue = issues.open_issue(
        hub, actor=author, title=told["title"], priority=told["priority"], reason=told["reason"], note=first,
        chome=first.chome, topic=Topic.objects.filter(code=told["topic"]).first(),
    )  # fmt: skip
    Issue.objects.filter(pk=issue.pk).update(opened_at=timezone.now() - timedelta(days=told["days_ago"]))
    for note in more:
        issues.join(note, actor=author, issue=issue)
    for change in told.get("priorities", ()):
        issues.set_priority(issue, actor=author, **change)
    groups = [group for group in cast.groups if group.hub_id == hub.pk]
    for action in told.get("actions", ()):
        due_on = timezone.localdate() + timedelta(days=30)
        actions.add_action(issue, actor=author, what=action, groups=groups[:1], due_on=due_on)
    _end(issue, author, told)


def _end(issue: Issue, author: User, told: dict[str, Any]) -> None:
    if told["state"] == Issue.State.WORKING:
        issues.begin(issue, actor=author)
    elif told["state"] == Issue.State.SOLVED:
        for informant in issues.waiting(issue):
            telling.record_told(informant, actor=author, how="phone")
        issues.solve(issue, actor=author, result=told["result"], untold_reason=UNTOLD)
    elif told["state"] == Issue.State.PASSED_ON:
        issues.pass_on(issue, actor=author, to=told["to"], result=told["result"], untold_reason=UNTOLD)


def _collaboration(cast: Cast, told: dict[str, Any]) -> None:
    hub = cast.hubs[told["hub"]]
    author = cast["reviewer"] if told["hub"] == 0 else cast["reviewer2"]
    began = timezone.localdate() - timedelta(days=told["days_ago"])
    texts = {name: told[name] for name in ("title", "agenda_by", "agenda", "done", "learned", "cost_note", "partners")}
    days: dict[str, Any] = {"began_on": began, "ended_on": began + timedelta(days=told["days"])}
    topic = Topic.objects.filter(code=told["topic"]).first()
    entry = ledger.write_entry(hub, actor=author, topic=topic, area=hub.area, **texts, **days)
    if told["is_published"]:
        ledger.publish(entry, actor=cast["editor-in-chief"], confirmed=True)
