"""Loads programmes, budgets and calls from editable files; see ``workflows/programmes/data/README.md``."""

from __future__ import annotations

from cms.core.loading import LoadCommand
from workflows.programmes import loading


class Command(LoadCommand):
    help = "Adds programmes, budgets and calls that are missing. What staff changed is kept unless --overwrite."
    load = staticmethod(loading.load)
    folder = loading.DATA
    files = "one JSON file per programme"
