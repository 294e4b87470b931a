"""What a page is written with. ``BODY``: everything; ``EASY``: what やさしい日本語 needs; both without HTML."""

from __future__ import annotations

from typing import Any

from django.db.models import Field
from wagtail.blocks import Block
from wagtail.fields import StreamField

from pages.blocks.contact import ContactCardBlock
from pages.blocks.download import DownloadBlock
from pages.blocks.listing import ListingBlock
from pages.blocks.notice import NoticeBlock
from pages.blocks.picture import PictureBlock
from pages.blocks.places import AreaMapBlock, ChomeListBlock
from pages.blocks.procedure import ProcedureBlock
from pages.blocks.query import QueryBlock
from pages.blocks.steps import StepsBlock
from pages.blocks.table import TableBlock
from pages.blocks.text import HeadingBlock, ParagraphBlock
from pages.blocks.video import VideoBlock

__all__ = ["BodyField", "EasyField", "PictureField"]


def easy_blocks() -> list[tuple[str, Block]]:
    return [
        ("heading", HeadingBlock()),
        ("paragraph", ParagraphBlock()),
        ("picture", PictureBlock()),
        ("steps", StepsBlock()),
        ("notice", NoticeBlock()),
    ]


def body_blocks() -> list[tuple[str, Block]]:
    return [
        *easy_blocks(),
        ("table", TableBlock()),
        ("contact", ContactCardBlock()),
        ("download", DownloadBlock()),
        ("listing", ListingBlock()),
        ("video", VideoBlock()),
        ("chome_list", ChomeListBlock()),
        ("area_map", AreaMapBlock()),
        ("procedure", ProcedureBlock()),
        ("query", QueryBlock()),
    ]


class _KnownBlocks(StreamField):
    """A StreamField that knows its blocks, so that a changed block is no change of the schema."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(self.blocks(), **kwargs)

    @staticmethod
    def blocks() -> list[tuple[str, Block]]:
        raise NotImplementedError

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = Field.deconstruct(self)
        return name, path, [], kwargs


class BodyField(_KnownBlocks):
    blocks = staticmethod(body_blocks)


class EasyField(_KnownBlocks):
    blocks = staticmethod(easy_blocks)


class PictureField(_KnownBlocks):
    """At most one picture: the one that a card or a feed shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_num": 1, **kwargs})

    @staticmethod
    def blocks() -> list[tuple[str, Block]]:
        return [("picture", PictureBlock())]
