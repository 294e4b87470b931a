"""What the site shows of a group, for the staff: since when the group agrees, and whether everybody reads it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from cms.core.dates import wareki
from cms.people.group_panels import Column, Line, Panel, register
from cms.people.models import CommunityGroup
from pages.models import GroupProfilePage


def panels(group: CommunityGroup, reader: Any) -> list[Panel]:
    found = GroupProfilePage.objects.filter(group=group)
    return [Panel(_("Profile on the web site"), [_line(page) for page in found])]


def _line(page: GroupProfilePage) -> Line:
    shown = _("everybody reads it") if page.live else _("not published")
    contact = _("with a contact") if page.contact else _("without a contact")
    words = _("The group agreed on %(day)s") % {"day": wareki(page.consented_on)}
    return Line(f"{page.title}：{words}・{shown}・{contact}", page.url if page.live and page.url else "")


def columns(groups: Collection[int], reader: Any) -> list[Column]:
    live = GroupProfilePage.objects.filter(group__in=groups, live=True).values_list("group", "consented_on")
    return [Column(_("Profile on the web site since the consent of"), dict(live))]


register("pages", panels, columns)
