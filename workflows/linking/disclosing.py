"""What is begun from a case names who began it; the events of the case tell it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.people.disclosing import register

register("linking", left_out={"linking.CaseLink": _("Told by the events of the case, which are in the file.")})
