"""After a deploy: does every open case stand at a step that its procedure has? Exit 1 and name those that do not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from workflows.engine.stranded import stranded


class Command(BaseCommand):
    help = "Lists open cases whose kind or step this version does not have."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for sentence in stranded():
            self.stdout.write(sentence)
            found += 1
        if found:
            raise CommandError(_("%(count)s findings") % {"count": found}, returncode=1)
        self.stdout.write(_("Every open case stands at a step of its procedure."))
