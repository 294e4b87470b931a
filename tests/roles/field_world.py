"""Notes, issues and collaborations of one side; what is published bears no mark, for everybody reads it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from cms.hubs.models import Chome
from media.checks import Accepted
from tests.factories_ledger import make_entry
from tests.factories_people import make_staff
from workflows.fieldwork.models import FieldNote
from workflows.fieldwork.services import actions, issues, notes, telling
from workflows.ledger import services as ledger

if TYPE_CHECKING:
    from tests.roles.world import Side


def add_fieldwork(side: Side) -> None:
    """After the registers: the side has a 丁目."""
    chome = Chome.objects.get(pk=side.args["chome"]["pk"])
    texts = {"chome": chome, "heard": f"{side.mark}の話", "met": f"{side.mark}さん"}
    photo = Accepted(f"{side.mark}.jpg", "image/jpeg", b"a picture", "0" * 64)
    colleague = make_staff("reviewer", side.hub, name=f"{side.mark} 同僚")
    made = {
        "note": _note(side, **texts),
        "note_photo": _note(side, **texts, photo=photo),
        "private_note": notes.write_note(side.hub, actor=colleague, key=uuid.uuid4(), is_private=True, **texts)[0],
        "due_note": _note(side, **texts),
    }
    told = telling.add_informant(
        made["note"], actor=side.reviewer, name=f"{side.mark} 次郎", reach="03-0000-0000", wishes=True
    )
    long_ago = timezone.now() - timedelta(days=3000)
    FieldNote.objects.filter(pk=made["due_note"].pk).update(written_at=long_ago)
    issue = issues.open_issue(side.hub, actor=side.reviewer, title=f"{side.mark}の課題", priority=2, reason="声が多い")
    action = actions.add_action(issue, actor=side.reviewer, what=f"{side.mark}の見回り")
    entry = make_entry(side.hub, f"{side.mark}の協働", actor=side.reviewer)
    named = ledger.record_consent(
        entry, actor=side.reviewer, name=f"{side.mark} 三郎", how="oral", agreed_on=timezone.localdate()
    )
    study = ledger.publish(make_entry(side.hub, "公開の事例", actor=side.reviewer), actor=side.chief, confirmed=True)
    side.args |= {name: {"pk": one.pk} for name, one in made.items()}
    side.args |= {"issue": {"pk": issue.pk}, "collaboration": {"pk": entry.pk}, "case_study": {"pk": study.pk}}
    side.fieldwork = {"informant": told.pk, "action": action.pk, "person": named.pk}


def _note(side: Side, **texts: object) -> FieldNote:
    return notes.write_note(side.hub, actor=side.reviewer, key=uuid.uuid4(), **texts)[0]
