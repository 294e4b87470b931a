"""A ward with two hubs, a call, and one page of every type with every block."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page

from media import responsive
from media.models import WardImage
from pages.models import HubPage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_programmes import make_call
from tests.factories_sites import fill_site


@dataclass
class Ward:
    west: HubPage
    east: HubPage
    pages: dict[str, Page]


def make_whole_ward() -> Ward:
    make_small_ward()
    make_call("open-call")
    set_up_sites()
    west = HubPage.objects.get(hub__code="west")
    pages = fill_site(west)
    for image in WardImage.objects.all():
        responsive.make_first(image)
    return Ward(west, HubPage.objects.get(hub__code="east"), pages)


def make_empty_ward() -> Ward:
    make_small_ward()
    make_call("open-call")
    set_up_sites()
    return Ward(HubPage.objects.get(hub__code="west"), HubPage.objects.get(hub__code="east"), {})
