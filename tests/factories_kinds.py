"""A second kind of request that exists in tests only: other words, the same steps, a flow of its own."""

from __future__ import annotations

import dataclasses
import importlib.util
import sys
from functools import cache
from typing import Any

import pytest

from workflows.engine import kind as engine_kinds
from workflows.engine.kind import Kind, kinds

SLUG = "trial"


@cache
def _flow() -> Any:
    """The subsidy's flow read a second time under another name: a class and nodes of its own."""
    from workflows.kinds.subsidy import flow

    name = f"{flow.__package__}.trial_flow"
    spec = importlib.util.spec_from_file_location(name, flow.__file__)
    assert spec is not None
    assert spec.loader is not None
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.SubsidyFlow


def install_trial_kind(monkeypatch: pytest.MonkeyPatch) -> Kind:
    """During the test programmes may be of the kind ``trial``."""
    made = dataclasses.replace(kinds()["subsidy"], slug=SLUG, title="試験の申請", flow=_flow)
    monkeypatch.setitem(engine_kinds._kinds, SLUG, made)
    return made
