"""Links under which a person without an account looks at the draft of a page until a date.

The secret is in the link alone and shown once; the database keeps its hash. A link shows one page as it stands
at that moment, and nothing else: no menu of the admin, no other draft, no way to change anything.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from cms.core.errors import CaseError, Forbidden
from cms.people.models import User
from pages.editing.models import PreviewLink

LONGEST_DAYS = 30
MOST_OPEN = 20
PLACE = "{token}"


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def address_of(token: str, here: str) -> str:
    """What is given out: ``here``, or the page of another front end that shows drafts (HEADLESS_PREVIEW_URL)."""
    other = settings.HEADLESS_PREVIEW_URL
    if not other:
        return here
    return other.replace(PLACE, token) if PLACE in other else f"{other}{'&' if '?' in other else '?'}token={token}"


def may_share(actor: User, page: Page) -> bool:
    """Whoever may edit the page."""
    return bool(page.permissions_for_user(actor).can_edit())


def links_to(page: Page) -> QuerySet[PreviewLink]:
    return PreviewLink.objects.filter(page_id=page.pk).select_related("created_by")


@transaction.atomic
def share(page: Page, *, actor: User, note: str, days: int) -> tuple[PreviewLink, str]:
    """A new link to the draft of ``page`` for ``days``, and its secret, which nobody can read again."""
    if not may_share(actor, page):
        raise Forbidden(_("Only those who may edit the page can give out a link to it."))
    if not 1 <= days <= LONGEST_DAYS:
        raise CaseError(_("A link works for 1 to %(most)d days.") % {"most": LONGEST_DAYS})
    Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    now = timezone.now()
    if links_to(page).filter(revoked_at=None, expires_at__gt=now).count() >= MOST_OPEN:
        raise CaseError(_("There are already %(most)d links to this page. Withdraw one first.") % {"most": MOST_OPEN})
    token = secrets.token_urlsafe(32)
    link = PreviewLink.objects.create(
        page_id=page.pk,
        token_hash=hash_of(token),
        note=note.strip(),
        created_by=actor,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    log(page, "editing.preview_shared", user=actor, data={"link": link.pk, "days": days})
    return link, token


@transaction.atomic
def revoke(link: PreviewLink, *, actor: User) -> PreviewLink:
    """From now on the link shows nothing."""
    link = PreviewLink.objects.select_for_update(of=("self",)).select_related("page").get(pk=link.pk)
    if not may_share(actor, link.page):
        raise Forbidden(_("Only those who may edit the page can withdraw a link to it."))
    if link.revoked_at is not None:
        raise CaseError(_("This link has already been withdrawn."))
    link.revoked_at, link.revoked_by = timezone.now(), actor
    link.save(update_fields=["revoked_at", "revoked_by"])
    log(link.page, "editing.preview_revoked", user=actor, data={"link": link.pk})
    return link


def page_behind(token: str) -> Page | None:
    """The page as it stands in the editor, while the link is open; else nothing."""
    link = PreviewLink.objects.filter(token_hash=hash_of(token)).select_related("page").first()
    if link is None or not link.is_open:
        return None
    page: Page = link.page.specific.get_latest_revision_as_object()
    return page
