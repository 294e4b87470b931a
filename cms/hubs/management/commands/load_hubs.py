"""Loads the ward, its 丁目, areas and hubs from editable files; see ``cms/hubs/data/README.md``."""

from __future__ import annotations

from cms.core.loading import LoadCommand
from cms.hubs import loading


class Command(LoadCommand):
    help = "Adds the ward, 丁目, areas and hubs that are missing. Rows that staff changed are kept unless --overwrite."
    load = staticmethod(loading.load)
    folder = loading.DATA
    files = "ward, towns, areas, hubs .json"
