"""The fields of one condition or one action in the form of a rule. What is left empty does not matter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reach:
    """For which hubs a person keeps rules; None: for the ward and all hubs."""

    hubs: frozenset[int] | None = None

    @property
    def is_ward(self) -> bool:
        return self.hubs is None


class PartForm(forms.Form):
    """Subclasses narrow their choices to ``self.reach``."""

    use_required_attribute = False

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reach = reach

    def given(self) -> dict[str, Any]:
        """What was filled in, as it is stored; empty: the part is not used."""
        found = {name: _plain(value) for name, value in self.cleaned_data.items()}
        return {name: value for name, value in found.items() if value not in ("", None, False, [])}


class ActionForm(PartForm):
    """``use`` stands first: an action is done when it is ticked."""

    use = forms.BooleanField(required=False, label=_("Do this"))

    def given(self) -> dict[str, Any]:
        return super().given() if self.cleaned_data.get("use") else {}


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, str) or not isinstance(value, Iterable):
        return value
    return [_plain(one) for one in value]
