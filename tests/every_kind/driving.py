"""Any kind of request, driven through real services and pages by its own ``examples.py``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from cms.jobs.worker import run_due
from cms.people.models import CommunityGroup, User
from forms.drafts import attach
from forms.models import Draft
from tests.cms.admin.walking import client_of, seen_revision, step_address
from tests.factories_cases import make_call, make_ward
from tests.factories_intake import fill, pdf
from tests.factories_people import make_group, make_hub, make_person, make_staff, make_user
from workflows.cases.models import Case
from workflows.engine.examples import Elsewhere, Example, Move
from workflows.engine.kind import kinds
from workflows.engine.permissions import APPROVE
from workflows.intake.services import start, submit
from workflows.programmes.models import Call, CostKind, LetterText, Programme

DAYS = {"today": 0, "later": 30}


def slugs() -> list[str]:
    """Every installed kind; at import of a test the apps are ready."""
    return sorted(kinds())


def example_of(slug: str) -> Example:
    for config in apps.get_app_configs():
        if getattr(config, "is_kind", False) and import_module(f"{config.name}.kind").kind.slug == slug:
            return import_module(f"{config.name}.examples").example
    raise LookupError(f"no example of {slug}")


def make_example_call(slug: str, **programme: Any) -> Call:
    """An open call of a programme that suits the example, with a wording for each of its letters."""
    make_ward()
    example = example_of(slug)
    fields = {
        "slug": f"{slug}-{Programme.objects.count()}".replace("_", "-"), "kind": slug, "name": f"見本の{slug}",
        "legal_basis": Programme.LegalBasis.OUTLINE, "division": "地域振興課", "number_mark": "試地地",
        "applications_per_group": 1_000, **example.programme, **programme,
    }  # fmt: skip
    made = Programme.objects.create(**fields)
    for key, title in example.letters.items():
        LetterText.objects.create(programme=made, outcome=key, title=title, body="次のとおり決定しました。")
    for order, (key, label) in enumerate(example.cost_kinds.items()):
        CostKind.objects.create(programme=made, key=key, label=label, order=order)
    return make_call(made)


def draft_of(slug: str, *, user: User, call: Call | None = None, group: CommunityGroup | None = None) -> Draft:
    """The form of the example, filled in by ``user`` and ready to be sent."""
    call = call or make_example_call(slug)
    if kinds()[slug].is_for_groups:
        draft = start(call, actor=user, group=group or make_group(manager=user), at=timezone.now())
    else:
        draft = start(call, actor=user, hub=make_hub(), at=timezone.now())
    fill(draft, user, {section: dict(texts) for section, texts in example_of(slug).answers.items()})
    for section in draft.version.definition["sections"]:
        for question in section["questions"]:
            if question["type"] == "file" and question.get("required"):
                attach(draft, actor=user, question=question["key"], upload=pdf(f"{question['key']}.pdf"))
    return draft


def make_sender(name: str = "試験 花子") -> User:
    user = make_user(name=name)
    make_person(user=user, name=name, phone="03-0000-0000", email=user.email)
    return user


def sent(slug: str, *, call: Call | None = None, user: User | None = None) -> Case:
    """The example as a case, sent by a resident."""
    user = user or make_sender()
    case = submit(draft_of(slug, user=user, call=call), actor=user, arrived_at=timezone.now())
    if prepare := example_of(slug).prepare:
        prepare(case)
    return case


def staff_for(case: Case) -> User:
    """Somebody who may do the open step of ``case``."""
    if case.needs == APPROVE:
        return make_staff("division_approver")
    if case.needs.startswith("cases.review@"):
        return make_staff("reviewer", case.hub)
    return make_staff("division_reviewer")


def task_of(case: Case) -> Task:
    case.refresh_from_db()
    return Task.objects.get(pk=case.open_task)


def typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a move types, with its days filled in."""
    today = timezone.localdate()
    return {
        name: (today + timedelta(days=DAYS[value])).isoformat() if isinstance(value, str) and value in DAYS else value
        for name, value in data.items()
    }


def told(case: Case, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a move types for this very case: its days, and what its words stand for."""
    if known := example_of(case.kind).known:
        words = known(case)
        data = {name: words.get(value, value) if isinstance(value, str) else value for name, value in data.items()}
    return typed(data)


def make_move(case: Case, move: Move, *, actor: User | None = None) -> Case:
    """One step, done through its real page by somebody who may; a letter under way is made before."""
    if isinstance(move, Elsewhere):
        return move_elsewhere(case, move, actor=actor)
    step, _outcome, data = move
    case.refresh_from_db()
    if case.needs.startswith("system."):
        run_due()
        case.refresh_from_db()
    assert case.step == step, f"the case stands at {case.step}, the way wants {step}"
    client = client_of(actor or staff_for(case))
    here = step_address(case)
    page = client.get(here)
    assert page.status_code == 200, page.status_code
    answer = client.post(here, {**told(case, data), "confirmed": "1", "seen_revision": seen_revision(page)})
    assert answer.status_code == 302, _from_its_title(answer.content.decode())
    case.refresh_from_db()
    return case


def _from_its_title(page: str) -> str:
    """The part of a step's page that says what was wrong."""
    return page[max(page.find('id="step-title"'), 0) :][:3000]


def move_elsewhere(case: Case, move: Elsewhere, *, actor: User | None = None) -> Case:
    """The same on a page of the kind's own, by the applicant or by somebody new of the staff."""
    case.refresh_from_db()
    assert case.step == move.step, f"the case stands at {case.step}, the way wants {move.step}"
    client = client_of(actor or (case.applicant if move.by == "applicant" else staff_for(case)))
    here = reverse(move.name, args=[case.pk])
    page = client.get(here)
    assert page.status_code == 200, page.status_code
    data = move.data(case) if callable(move.data) else move.data
    answer = client.post(here, typed({name: value(case) if callable(value) else value for name, value in data.items()}))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    case.refresh_from_db()
    return case


def step_of(move: Move) -> str:
    return move.step if isinstance(move, Elsewhere) else move[0]


def bring(case: Case, way: str, *, until: str = "") -> Case:
    """The case has gone ``way``, or stands at the step ``until`` on it."""
    for move in example_of(case.kind).ways[way]:
        if step_of(move) == until:
            break
        case = make_move(case, move)
    return case
