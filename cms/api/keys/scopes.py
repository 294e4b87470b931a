"""What a key may be for. The list is short on purpose: each is something that a person understands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    MINE = "mine", _("read one's own applications and letters")
    APPLY = "apply", _("write, send and withdraw applications")
    CASES = "cases", _("read cases as staff")
    ACT = "act", _("do steps of cases as staff")


# Without one of these a key carries no role at all, whatever its person holds.
OF_STAFF = frozenset({Scope.CASES, Scope.ACT})
