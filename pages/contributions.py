"""An article that a resident hands in becomes a draft in the hub's site, in their name, and waits for approval."""

from __future__ import annotations

import secrets
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.html import escape
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import RichText

from cms.hubs.models import Hub
from cms.people.models import User
from pages.models import ArticlePage, HubPage
from workflows.engine.contributing import article_handed_in, author_forgotten


@receiver(article_handed_in, dispatch_uid="pages.contributions")
def make_draft(hub: Hub, author: User, title: str, text: str, credit: str, **_kwargs: Any) -> int | None:
    """The id of the draft below the hub's page; None while the hub has no site. Nobody reads it before approval."""
    parent = HubPage.objects.select_for_update(of=("self",)).filter(hub=hub).first()
    if parent is None:
        return None
    page = ArticlePage(
        title=title,
        slug=f"article-{timezone.localdate():%Y%m%d}-{secrets.token_hex(3)}",
        byline=credit[: ArticlePage._meta.get_field("byline").max_length],
        body=paragraphs(text),
        live=False,
        owner=author,
    )
    parent.add_child(instance=page)
    page.save_revision(user=author)
    workflow = page.get_workflow()
    if workflow is not None:
        workflow.start(page, author)
    return page.pk


@receiver(author_forgotten, dispatch_uid="pages.contributions.forgotten")
def forget_author(pages: list[int], credit: str, **_kwargs: Any) -> None:
    """The article stays; neither it nor a version of it names its author, in the byline or as the page's owner."""
    for page in ArticlePage.objects.select_for_update(of=("self",)).filter(pk__in=pages):
        for version in page.revisions.select_for_update():
            version.content = {**version.content, "byline": credit, "owner": None}
            version.save(update_fields=["content"])
        page.byline, page.owner = credit, None
        page.save(update_fields=["byline", "owner"])


def paragraphs(text: str) -> list[tuple[str, Any]]:
    """Plain text as the editor's blocks: an empty line ends a paragraph, a line end stays one. No markup is taken."""
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return [
        ("paragraph", RichText(as_saved(f"<p>{escape(part).replace(chr(10), '<br/>')}</p>"))) for part in parts if part
    ]


def as_saved(html: str) -> str:
    """As the editor writes it: who approves without a change saves the very same, and so is not its last writer."""
    converter = ContentstateConverter(features=[])
    return str(converter.to_database_format(converter.from_database_format(html)))
