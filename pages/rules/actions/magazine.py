"""A published issue becomes the draft of a magazine mail. It is tried, scheduled and sent by people alone."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.errors import CaseError
from cms.mailings import access
from cms.mailings.magazine.choices import Choice
from cms.mailings.magazine.services import create_mailing
from pages.mail.texts import mail_of
from pages.models import IssuePage
from pages.rules.forms.parts import ActionForm
from pages.rules.models import Rule
from pages.rules.occurrence import Occurrence
from pages.rules.registry import Action, Given, Plan


class DraftMailing(Action):
    """In the name of who published the issue, by their own right."""

    code = "magazine"
    title = gettext_lazy("Write the draft of a magazine mail (for an issue of the bulletin)")
    form = ActionForm
    needs_public = True

    def plan(self, given: Given, rule: Rule, occurrence: Occurrence) -> Plan:
        issue = occurrence.page
        if not isinstance(issue, IssuePage):
            raise CaseError(_("Only an issue of a bulletin becomes a magazine mail."))
        hub, actor = issue.home_hub, occurrence.actor
        if actor is None or not access.may_write(actor, hub):
            raise CaseError(_("Who published the issue may not write magazine mails."))
        mail = mail_of(issue)

        def write() -> None:
            segment = Choice(ward=hub is None, hubs=frozenset([hub.pk] if hub else []))
            create_mailing(actor=actor, hub=hub, subject=mail.subject, html=mail.html, text=mail.text, segment=segment)

        return Plan(mail.subject, write)
