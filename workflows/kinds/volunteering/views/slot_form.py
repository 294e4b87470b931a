"""The times of interviews among which an applicant chooses."""

from __future__ import annotations

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case
from workflows.kinds.volunteering.models import Slot, SlotChoice
from workflows.kinds.volunteering.services import slots


class SlotForm(django_forms.Form):
    use_required_attribute = False
    slot = django_forms.TypedChoiceField(
        label=_("Time of the interview"),
        coerce=int,
        widget=django_forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Please choose one.")),
    )  # fmt: skip

    def __init__(self, *args: object, case: Case, choice: SlotChoice | None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        mine = choice.slot_id if choice else None
        free = [slot for slot in slots.offered(case) if slot.left > 0 or slot.pk == mine]
        self.fields["slot"].choices = [(slot.pk, label(slot)) for slot in free]  # type: ignore[attr-defined]
        self.fields["slot"].initial = mine
        self.is_empty = not free


def label(slot: Slot) -> str:
    return f"{slots.spoken(slot.starts_at)}（{slot.minutes}分）　{slot.place}"
