"""The blocks of which a page's text is made: one shape for each, told apart by ``type``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cms.api.shapes import Told
from cms.api.v1.content.pictures import Picture
from cms.api.v1.content.texts import RichText


class _Block(Told):
    id: str = Field(description="stays the same while the block is edited; empty for blocks that never had one")


class HeadingBlock(_Block):
    type: Literal["heading"]
    level: Literal[2, 3, 4] = Field(description="the title of the page is level 1")
    text: str


class ParagraphBlock(_Block):
    type: Literal["paragraph"]
    content: RichText


class PictureBlock(_Block):
    type: Literal["picture"]
    picture: Picture | None = Field(description="null when the picture was deleted")


class Step(Told):
    title: str
    content: RichText


class StepsBlock(_Block):
    """A procedure; steps are numbered from 1."""

    type: Literal["steps"]
    steps: list[Step]


class NoticeBlock(_Block):
    """A box that stands out."""

    type: Literal["notice"]
    level: Literal["info", "success", "warning"]
    title: str
    content: RichText


class TableBlock(_Block):
    """Every row has a cell for each heading; with ``row_headers`` the first cell of a row names it."""

    type: Literal["table"]
    caption: str
    headings: list[str]
    rows: list[list[RichText]]
    row_headers: bool


class ContactBlock(_Block):
    """Whom to ask. With ``hub`` the details are the hub's own and stay up to date."""

    type: Literal["contact"]
    hub: str | None = Field(description="code of the hub")
    name: str
    address: str
    hours: str
    phone: str
    email: str
    note: str


class DownloadBlock(_Block):
    """A document to take away; ``url`` is empty when it was deleted."""

    type: Literal["download"]
    title: str
    url: str
    ending: str = Field(description="pdf, docx, …")
    size: int | None = Field(description="bytes")
    pages: int | None = Field(description="of a PDF")
    language: str


class ListingBlock(_Block):
    """A list that fills itself. ``entries`` is where its entries are read; ``count`` is how many are shown."""

    type: Literal["listing"]
    title: str
    kind: Literal["news", "event", "call", "article"]
    hub: str | None
    area: str | None
    layer: int | None = Field(description="1 neighbourhood, 2 network, 3 service district, 4 the whole ward")
    topic: str | None
    count: int
    entries: str = Field(description="path of the API")


class QueryBlock(_Block):
    """A list from the catalogue. ``entries`` is where its lines are read; ``empty`` is said when there are none."""

    type: Literal["query"]
    title: str
    shape: Literal["list", "cards", "table"]
    count: int
    with_count: bool
    with_all: bool
    empty: str
    entries: str = Field(description="path of the API")


class VideoBlock(_Block):
    """A link; nothing is loaded from elsewhere before somebody follows it."""

    type: Literal["video"]
    title: str
    url: str
    poster: Picture | None
    transcript: RichText


class ChomeListBlock(_Block):
    """The 丁目 of an area as they are registered now."""

    type: Literal["chome_list"]
    area: str | None = Field(description="code of the area")
    name: str
    places: list[str]


class MappedArea(Told):
    """One field of the schematic map; ``column`` and ``row`` count from 0 at the upper left."""

    area: str
    label: str
    name: str
    hub: str | None
    column: int
    row: int


class AreaMapBlock(_Block):
    """A drawing of the areas and their hubs, not of true shapes."""

    type: Literal["area_map"]
    caption: str
    areas: list[MappedArea]


class ProcedureStep(Told):
    label: str
    next: str = Field(description="what comes after it")


class ProcedureBlock(_Block):
    """How to apply. ``chart`` is the picture of the whole procedure; ``calls`` is where open calls are read."""

    type: Literal["procedure"]
    title: str
    procedure: str
    name: str
    is_for_groups: bool
    hub: str | None
    steps: list[ProcedureStep]
    chart: str | None
    calls: str = Field(description="path of the API")


Block = Annotated[
    HeadingBlock
    | ParagraphBlock
    | PictureBlock
    | StepsBlock
    | NoticeBlock
    | TableBlock
    | ContactBlock
    | DownloadBlock
    | ListingBlock
    | QueryBlock
    | VideoBlock
    | ChomeListBlock
    | AreaMapBlock
    | ProcedureBlock,
    Field(discriminator="type"),
]
EasyBlock = Annotated[
    HeadingBlock | ParagraphBlock | PictureBlock | StepsBlock | NoticeBlock, Field(discriminator="type")
]
