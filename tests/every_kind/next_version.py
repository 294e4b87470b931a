"""The code of tomorrow: the same kind with every step under another title, and one step more before the decision.

It stands where the code of today stands, under the same names, so that rows written yesterday lead to it.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django import forms as django_forms
from viewflow import this
from viewflow.workflow import fields

from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.engine import kind as registry
from workflows.engine.base import CaseFlow
from workflows.engine.kind import Kind, Step, kinds
from workflows.engine.nodes import HumanStep, StaffStep
from workflows.engine.permissions import at_hub
from workflows.engine.staff_form import StaffForm

ADDED, VERB, SECOND = "second_look", "looked_again", "新・"
MOST = 12


def look_again(case: Case, *, actor: User, note: str) -> Case:
    record(case, actor=actor, verb=VERB, details={"note": note}, changed=["step_since"])
    return case


class SecondLookForm(StaffForm):
    note = django_forms.CharField(label="確かめたこと")

    def service(self) -> Callable[..., Any]:
        return look_again


def new_title(text: Any) -> str:
    return f"{SECOND}{text}"[:MOST]


def next_flow(old: type[CaseFlow]) -> type[CaseFlow]:
    """The flow with new titles and ``ADDED`` on every way into the decision (or out of the first step)."""
    found = {node.name: copy.copy(node) for node in old.instance.nodes()}
    first = next(node for node in found.values() if isinstance(node, HumanStep))
    behind = "decision" if "decision" in found else next(iter(first._ways.values())).name
    for node in found.values():
        node.task_title = new_title(node.task_title)
        node._incoming_edges = []
        ways = {outcome: target.name for outcome, target in getattr(node, "_ways", {}).items()}
        if ways:
            node._ways = {way: getattr(this, ADDED if name == behind else name) for way, name in ways.items()}
    added = StaffStep(form=SecondLookForm, permission=at_hub, help_text="もう一度確かめてください。")
    found[ADDED] = added.Annotation(title="再確認").To(done=getattr(this, behind))
    words = {name: getattr(old, name) for name in ("process_title", "process_description")}
    return type(old)(old.__name__, (CaseFlow,), {"__module__": old.__module__, **words, **found})


def next_kind(kind: Kind, flow: type[CaseFlow]) -> Kind:
    steps = {
        name: replace(step, label=new_title(step.label), public_label=f"{SECOND}{step.public_label}")
        for name, step in kind.steps.items()
    }
    steps[ADDED] = Step("再確認", "拠点がもう一度確かめています", Case.Turn.HUB)
    return replace(kind, flow=lambda: flow, steps=steps, events={**kind.events, VERB: "再確認した"})


@contextmanager
def deployed(slug: str) -> Iterator[Kind]:
    """Inside, the next version of the kind runs; what was learned of names and classes is forgotten at both ends."""
    kind = kinds()[slug]
    old = kind.flow()
    made = next_kind(kind, next_flow(old))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules[old.__module__], old.__name__, made.flow())
        patch.setitem(registry._kinds, slug, made)
        _forget()
        yield made
    _forget()


def _forget() -> None:
    for known in (
        fields.import_flow_by_ref, fields.get_flow_ref, fields.import_task_by_ref, fields.get_task_ref,
    ):  # fmt: skip
        known.cache_clear()
