"""Compare every budget with its grants; exit 1 and name what does not agree."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from workflows.grants.verify import verify


class Command(BaseCommand):
    help = "Verifies that what is committed equals the sum of the grants, and that every change is on record."

    def handle(self, *args: Any, **options: Any) -> None:
        findings = verify()
        for finding in findings:
            self.stdout.write(finding)
        if findings:
            raise CommandError(_("%(count)s findings") % {"count": len(findings)}, returncode=1)
        self.stdout.write(_("The budgets agree with the grants."))
