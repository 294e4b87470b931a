"""Open cases that the flows of this version cannot take any further."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from workflows.cases.models import Case
from workflows.engine.kind import kinds


def stranded() -> Iterator[str]:
    """One sentence for each case whose kind is not installed or whose step its flow does not have."""
    steps = {slug: {node.name for node in kind.flow().instance.nodes()} for slug, kind in kinds().items()}
    rows = Case.objects.filter(closed_at=None).order_by("pk").values_list("number", "kind", "step")
    for number, kind, step in rows.iterator():
        if kind not in steps:
            yield _("%(number)s: the kind “%(kind)s” is not installed.") % {"number": number, "kind": kind}
        elif step not in steps[kind]:
            words = _("%(number)s: the procedure “%(kind)s” has no step “%(step)s”.")
            yield words % {"number": number, "kind": kind, "step": step}
