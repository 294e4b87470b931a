"""An erased coordination holds neither contact nor words of anybody; days, sides and outcome stay."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import CharField, TextField

from tests.every_kind.driving import make_move
from tests.factories_coordination import ASKER, HELPER, make_drafted
from tests.factories_people import make_staff
from workflows.cases.models import Case, CaseEvent
from workflows.engine.erasing import Ground, erase_case
from workflows.kinds.coordination.examples import ENDING
from workflows.kinds.coordination.models import Consent, Sounding
from workflows.kinds.coordination.services import advising, sounding

pytestmark = pytest.mark.django_db
SAID = ("経緯と希望を聞いた。", "担い手が足りない。", "清掃", "道具", "4回清掃した。", "何人ですか", "支障は")
WORDS = (*SAID, *ASKER.values(), *HELPER.values())


def held() -> set[str]:
    """Tables of the kind that hold one of the words in any column of text."""
    found = set()
    for model in apps.get_app_config("coordination").get_models():
        names = [one.attname for one in model._meta.fields if isinstance(one, CharField | TextField)]
        texts = str(list(model._default_manager.values_list(*names))) if names else ""
        if any(word in texts for word in WORDS):
            found.add(model._meta.model_name)
    return found


def test_erasing_takes_everything_that_was_said_and_every_contact() -> None:
    sides = make_drafted()
    sounding.remark(sides.sounding, actor=sides.helper, text="何人ですか", by_hub=False)
    reviewer = make_staff("reviewer", sides.case.hub)
    given = {"section": "課", "asked_of": make_staff("section"), "question": "支障はありますか。"}
    asked = advising.ask_advice(
        Case.objects.get(pk=sides.case.pk), actor=reviewer, due_on=sides.sounding.answer_due_on, **given
    )
    for move in (("decision", "decide", {"result": "decide"}), *ENDING):
        make_move(sides.case, move)
    assert {"talk", "sounding", "consent", "remark", "agreement", "reviewsheet", "coordination", "advice"} <= held()
    ended = Case.objects.get(pk=sides.case.pk)
    erase_case(ended, actor=make_staff("administrator"), reason="本人の請求", ground=Ground.REQUEST)
    assert held() == set()
    assert not type(asked).objects.exists()
    assert Sounding.objects.get().state == "accepted"
    assert Consent.objects.filter(withdrawn_at=None).count() == 0
    assert CaseEvent.objects.filter(case=ended).exists()
