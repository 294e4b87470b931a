"""The page types that are begun from a case."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.models import Page

from cms.core.dates import JST, wareki
from cms.people.models import User
from pages.begun import undoing
from pages.begun.sort import PageSort, title_of
from pages.models import ArticlePage, BulletinPage, EventDate, EventPage, HubPage, OpportunityPage
from workflows.cases.models import Case
from workflows.engine.gist import Gist
from workflows.linking.spawnable import Fact


class EventSort(PageSort):
    """An activity of one day has its date already; the organiser is the group of the case."""

    sort = "event"
    title = gettext_lazy("Event on the hub's site")
    hint = gettext_lazy(
        "A draft that is not public. The editors of the hub complete it and publish it after approval as usual. "
        "They read what is filled in."
    )
    model = EventPage

    def fields(self, case: Case, gist: Gist) -> dict[str, Any]:
        return {"organiser_group": case.group, "organiser": "" if case.group else case.hub.name, "venue": gist.place}

    def facts(self, case: Case, gist: Gist) -> list[Fact]:
        day = gist.from_on if gist.from_on == gist.until_on else None
        return [
            (pgettext("begun", "Organiser"), case.group.name if case.group else case.hub.name),
            (pgettext("begun", "Place"), gist.place),
            (pgettext("begun", "Date"), wareki(day) if day else ""),
        ]

    def after(self, page: Any, gist: Gist) -> None:
        """On the page alone: what is not public stands in the revision that is saved next."""
        if gist.from_on is None or gist.from_on != gist.until_on:
            return
        at = datetime.combine(gist.from_on, time.min, tzinfo=JST)
        page.dates = [EventDate(starts_at=at, ends_at=at, all_day=True)]

    def rows(self) -> QuerySet[Any]:
        return super().rows().annotate(last_at=Max("dates__ends_at"))

    def words(self, page: Any, *, is_waiting: bool) -> tuple[str, bool]:
        """What was called off, or has taken place, needs nothing more."""
        if page.live and page.is_cancelled:
            return pgettext("begun", "called off"), True
        if page.live and page.last_at and page.last_at < timezone.now():
            return pgettext("begun", "has taken place"), True
        return super().words(page, is_waiting=is_waiting)

    def way_off(self) -> str:
        return _("Mark the event as called off")

    def may_take_off(self, page: Any, user: User) -> bool:
        return bool(page.permissions_for_user(user).can_publish())

    def take_off(self, page: Any, actor: User) -> None:
        """It stays on the site, so that whoever wanted to come reads that it does not take place."""
        undoing.publish_with(page, actor, is_cancelled=True)


class ArticleSort(PageSort):
    """Below the hub's bulletin where it has one."""

    sort = "article"
    title = gettext_lazy("Article for the bulletin")
    hint = gettext_lazy(
        "A draft that is not public. The editors of the hub complete it and publish it after approval as usual. "
        "They read what is filled in. Ask the groups before it is published."
    )
    model = ArticlePage

    def fields(self, case: Case, gist: Gist) -> dict[str, Any]:
        return {}

    def facts(self, case: Case, gist: Gist) -> list[Fact]:
        return []

    def parent(self, site: HubPage) -> Page:
        return BulletinPage.objects.child_of(site).order_by("-live", "path").first() or site


class OpportunitySort(PageSort):
    """The page on which helpers are looked for; which call stands behind it, if any, is chosen by its editor."""

    sort = "opportunity"
    title = gettext_lazy("Volunteers wanted, on the hub's site")
    hint = gettext_lazy(
        "A draft that is not public. The editors of the hub complete it and publish it after approval as usual. "
        "They read what is filled in. If people apply online, the call is chosen there."
    )
    model = OpportunityPage

    def fields(self, case: Case, gist: Gist) -> dict[str, Any]:
        return {"role": self.role(gist), "period": self.period(gist)}

    def facts(self, case: Case, gist: Gist) -> list[Fact]:
        return [(pgettext("begun", "Role"), self.role(gist)), (pgettext("begun", "Period"), self.period(gist))]

    def role(self, gist: Gist) -> str:
        return _("Help with: %(title)s") % {"title": title_of(gist)[:60]}

    def period(self, gist: Gist) -> str:
        days = [wareki(day) for day in (gist.from_on, gist.until_on) if day]
        return "〜".join(dict.fromkeys(days))

    def words(self, page: Any, *, is_waiting: bool) -> tuple[str, bool]:
        if page.live and page.closes_on and page.closes_on < timezone.localdate():
            return pgettext("begun", "closed"), True
        return super().words(page, is_waiting=is_waiting)

    def way_off(self) -> str:
        return _("Close the page: nobody is looked for any more")

    def may_take_off(self, page: Any, user: User) -> bool:
        return bool(page.permissions_for_user(user).can_publish())

    def take_off(self, page: Any, actor: User) -> None:
        """It stays, and says that it is over; who has applied in a call behind it is not touched."""
        undoing.publish_with(page, actor, closes_on=timezone.localdate() - timedelta(days=1))


def sorts() -> list[PageSort]:
    return [EventSort(), ArticleSort(), OpportunitySort()]
