"""The form of a hub's page in the admin."""

from __future__ import annotations

from typing import Any

from pages.proofreading.forms import CheckedPageForm


class HubPageForm(CheckedPageForm):
    """The hub is chosen once: everything below the page belongs to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "hub" in self.fields:
            self.fields["hub"].disabled = True
