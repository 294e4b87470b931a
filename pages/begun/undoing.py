"""Taking back what was begun: a draft is deleted, a public page goes off; never past the rights of the person."""

from __future__ import annotations

from typing import Any

from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction

from cms.people.models import User
from pages.editing.deleting import may_delete


def may_delete_draft(page: Any, user: User) -> bool:
    """As in the editor: the hub's chief, or who began it."""
    return bool(page.permissions_for_user(user).can_delete()) and may_delete(user, page)


def delete_draft(page: Any, actor: User) -> None:
    DeletePageAction(page, user=actor).execute()


def unpublish(page: Any, actor: User) -> None:
    UnpublishPageAction(page, user=actor).execute()


def publish_with(page: Any, actor: User, **columns: Any) -> None:
    """The public page changes in these columns alone; edits that wait for approval go on waiting, with the same change.

    ``page`` is the public row.
    """
    edits = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
    for name, value in columns.items():
        setattr(page, name, value)
    page.save_revision(user=actor, log_action=True).publish(user=actor)
    if edits is not None:
        for name, value in columns.items():
            setattr(edits, name, value)
        edits.save_revision(user=actor)
