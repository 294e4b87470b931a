"""Changes of a public page besides its text: topics, hubs that show it too, the day to check it again.

They go live at once; edits that are not published yet stay what they are, with the same change.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import Page

from cms.core import dates
from cms.core.errors import CaseError
from cms.hubs.models import Hub, Topic
from pages.editing import turns
from pages.models.content import ContentPage, PlacedPage
from pages.rules.actions.history import APPLIED
from pages.rules.conditions import listed
from pages.rules.forms.parts import ActionForm
from pages.rules.models import Rule
from pages.rules.occurrence import Occurrence
from pages.rules.registry import Action, Given, Plan

LONGEST_DAYS = 3650


def amend(page: Page, change: Callable[[Any], None], rule: Rule) -> None:
    """CaseError when a person has the page in hand: under approval, or a version of it has a time to go live."""
    turns.take([page.pk])
    public = Page.objects.get(pk=page.pk).specific
    if not public.live:
        raise CaseError(_("The page is not public any more."))
    if public.workflow_in_progress:
        raise CaseError(_("The page is under approval, so it was not changed."))
    if public.scheduled_revision is not None:
        raise CaseError(_("A version of the page has a time at which it goes live, so it was not changed."))
    edits = public.get_latest_revision_as_object() if public.has_unpublished_changes else None
    change(public)
    public.save_revision(clean=False, changed=True).publish()
    if edits is not None:
        change(edits)
        edits.save_revision(clean=False)
    log(instance=public, action=APPLIED, data={"rule": rule.name})


class RowsActionForm(ActionForm):
    rows = forms.ModelMultipleChoiceField[Any](
        required=False, label="", queryset=None, widget=forms.CheckboxSelectMultiple
    )
    nothing_chosen: Any = ""

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("use") and "rows" not in self.errors and not found.get("rows"):
            self.add_error("rows", self.nothing_chosen)
        return found


class TopicsForm(RowsActionForm):
    nothing_chosen = gettext_lazy("Please choose a topic.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].label = _("Topics to add")
        self.fields["rows"].queryset = Topic.objects.filter(is_active=True)  # type: ignore[attr-defined]


class HubsForm(RowsActionForm):
    nothing_chosen = gettext_lazy("Please choose a hub.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].label = _("Hubs that show it too")
        self.fields["rows"].queryset = Hub.objects.exclude(status=Hub.Status.CLOSED)  # type: ignore[attr-defined]


class _AddRows(Action):
    """Adds rows of ``model`` to ``field`` of the page."""

    field: str
    model: Any
    needs_public = True

    def plan(self, given: Given, rule: Rule, occurrence: Occurrence) -> Plan:
        page = occurrence.page
        if not isinstance(page, PlacedPage):
            raise CaseError(_("Pages of this kind have neither topics nor hubs."))
        known = {row.pk for row in getattr(page, self.field).all()} | self.there_already(occurrence)
        new = [row for row in self.model.objects.filter(pk__in=given["rows"]) if row.pk not in known]
        if not new:
            return Plan(_("It has all of them."))

        def change(shown: Any) -> None:
            rows = {row.pk: row for row in [*getattr(shown, self.field).all(), *new]}
            setattr(shown, self.field, list(rows.values()))

        return Plan(listed(new), lambda: amend(page, change, rule))

    def there_already(self, occurrence: Occurrence) -> set[int]:
        return set()


class AddTopics(_AddRows):
    code = "topics"
    title = gettext_lazy("Add topics")
    form = TopicsForm
    field, model = "topics", Topic


class ShowAtHubs(_AddRows):
    """By the page's own list of hubs, see ``pages.placement``."""

    code = "hubs"
    title = gettext_lazy("Show it at other hubs too")
    form = HubsForm
    field, model = "hubs", Hub
    ward_only = True

    def there_already(self, occurrence: Occurrence) -> set[int]:
        return {occurrence.hub.pk} if occurrence.hub else set()


class ReviewForm(ActionForm):
    days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LONGEST_DAYS,
        label=gettext_lazy("In so many days"),
        help_text=gettext_lazy("A day that the editors have set themselves and that is not over stays."),
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("use") and "days" not in self.errors and not found.get("days"):
            self.add_error("days", _("Please enter the number of days."))
        return found


class SetReview(Action):
    code = "review"
    title = gettext_lazy("Set the day on which the page is to be checked again")
    form = ReviewForm
    needs_public = True

    def plan(self, given: Given, rule: Rule, occurrence: Occurrence) -> Plan:
        page, today = occurrence.page, timezone.localdate()
        if not isinstance(page, ContentPage):
            raise CaseError(_("Pages of this kind have no such day."))
        if page.review_on and page.review_on >= today:
            return Plan(_("Its editors have set %(day)s.") % {"day": dates.wareki(page.review_on)})
        day = today + datetime.timedelta(days=given["days"])

        def change(shown: Any) -> None:
            if shown.review_on is None or shown.review_on < today:
                shown.review_on = day

        return Plan(dates.wareki(day), lambda: amend(page, change, rule))
