"""What the API tells of a page: a summary of any page, and the whole of each type, told apart by ``type``."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from cms.api.shapes import Told
from cms.api.v1.content.blocks import Block, EasyBlock
from cms.api.v1.content.pictures import Picture
from cms.api.v1.content.texts import RichText

PageType = Literal[
    "accessibility_policy", "accessibility_test", "article", "bulletin", "call", "contact", "event", "faq",
    "group_profile", "hub", "issue", "language_home", "language_hub", "news", "opportunity", "section", "standard",
    "ward_home",
]  # fmt: skip
Language = Literal["ja", "en", "zh-hans", "ko"]


class HubName(Told):
    code: str
    name: str


class PageName(Told):
    """Enough for a link. ``path`` is the address below the site's root."""

    id: int
    type: PageType
    title: str
    path: str
    url: str
    locale: Language


class PageSummary(PageName):
    """As lists show it. ``date``: what the page itself says, else the day of its first publication."""

    hub: HubName | None = Field(description="in whose branch the page lies; null for the ward's own")
    summary: str
    date: date | None
    published_at: datetime | None = Field(description="first publication")
    changed_at: datetime | None = Field(description="latest publication")
    picture: Picture | None


class Reading(Told):
    """How ``base`` is read wherever it stands in the page: ふりがな."""

    base: str
    reading: str


class HubContact(HubName):
    """``verified`` is false while the details are being checked: then the ward's general desk answers."""

    name_kana: str
    office_title: str
    address: str
    hours: str
    phone: str
    email: str
    status: Literal["preparing", "model", "active", "closed"]
    status_label: str
    area: str | None = Field(description="code")
    verified: bool


class Translation(Told):
    locale: Language
    path: str
    url: str
    published_at: datetime | None


class Included(Told):
    """What ``?include=`` asked for, nothing else."""

    hub: HubContact | None = None
    parent: PageName | None = None
    ancestors: list[PageName] = Field([], description="from the front page down to the parent")
    children: list[PageSummary] = Field([], description="the first hundred right below, in the order of the site")
    translations: list[Translation] = Field([])
    easy: list[EasyBlock] = Field([], description="the text in やさしい日本語; empty when there is none")
    readings: list[Reading] = Field([])


class _Page(PageSummary):
    """``hubs``, ``areas`` and ``topics`` are codes that the page names besides the place where it lies."""

    search_title: str
    search_description: str
    body: list[Block]
    hubs: list[str]
    areas: list[str]
    topics: list[str]
    included: Included | None = Field(None, description="only with ?include=")


class NewsDetail(_Page):
    type: Literal["news"]
    published_on: date


class ArticleDetail(_Page):
    type: Literal["article"]
    written_on: date
    byline: str


class SectionDetail(_Page):
    type: Literal["section"]


class StandardDetail(_Page):
    type: Literal["standard"]


class ContactDetail(_Page):
    """Below a hub the hub's contact belongs to it: ``?include=hub``; else the ward's desk of ``/site``."""

    type: Literal["contact"]


class EventDay(Told):
    """Without a time (``all_day``) only the days count."""

    starts_at: datetime
    ends_at: datetime
    all_day: bool
    cancelled: bool
    note: str


class EventDetail(_Page):
    """``cancelled``: the whole event. ``calendar`` is the event as iCalendar."""

    type: Literal["event"]
    dates: list[EventDay]
    cancelled: bool
    venue: str
    venue_address: str
    venue_hub: str | None = Field(description="code")
    online_url: str
    audience: str
    capacity: str
    fee: str
    sign_up: str
    organiser: str
    contact: str
    calendar: str


class BulletinDetail(_Page):
    type: Literal["bulletin"]
    frequency: str


class IssueArticle(Told):
    id: int
    title: str
    column: str
    summary: str
    path: str


class IssueDetail(_Page):
    """``pdf`` is null until the paper is made."""

    type: Literal["issue"]
    number: int
    issued_on: date
    articles: list[IssueArticle]
    events_from: date | None
    events_until: date | None
    pdf: str | None


class CallDetail(_Page):
    """The page of a call at a hub; the facts of the call are at ``/calls/{call}``."""

    type: Literal["call"]
    call: str
    content: RichText


class GroupProfileDetail(_Page):
    """What the group itself wished to be told."""

    type: Literal["group_profile"]
    group: int = Field(description="id by which the group is asked to help or followed")
    group_name: str
    kind: str
    kind_label: str
    activity: str
    members: str
    joining: str
    contact: str
    website: str


class Fact(Told):
    label: str
    text: str


class OpportunityDetail(_Page):
    """``call``: its slug, where people apply here. ``is_over``: nobody can apply any more."""

    type: Literal["opportunity"]
    role: str
    places: str
    period: str
    conditions: str
    reward: str
    how_to_apply: str
    contact: str
    closes_on: date | None
    call: str | None
    is_over: bool


class QuestionAnswered(Told):
    question: str
    answer: RichText


class FaqDetail(_Page):
    type: Literal["faq"]
    questions: list[QuestionAnswered]


class AccessibilityPolicyDetail(_Page):
    type: Literal["accessibility_policy"]
    target: str
    target_day: date | None
    exceptions: str


class Criterion(Told):
    number: str
    name: str
    level: str
    result: Literal["met", "not_met", "not_applicable"]
    result_label: str
    note: str


class AccessibilityTestDetail(_Page):
    type: Literal["accessibility_test"]
    fiscal_year: int
    tested_from: date
    tested_until: date
    standard: str
    reached: str
    sample: str
    tools: str
    criteria: list[Criterion]


class WardHomeDetail(_Page):
    type: Literal["ward_home"]
    introduction: RichText


class LanguageHomeDetail(_Page):
    type: Literal["language_home"]
    introduction: RichText


class HubPageDetail(_Page):
    """``lists``: what the hub's site has."""

    type: Literal["hub"]
    introduction: RichText
    colour: str
    lists: list[Literal["news", "events", "calls", "bulletin", "groups", "opportunities"]]


class LanguageHubDetail(_Page):
    type: Literal["language_hub"]
    introduction: RichText


PageDetail = Annotated[
    NewsDetail
    | ArticleDetail
    | SectionDetail
    | StandardDetail
    | ContactDetail
    | EventDetail
    | BulletinDetail
    | IssueDetail
    | CallDetail
    | GroupProfileDetail
    | OpportunityDetail
    | FaqDetail
    | AccessibilityPolicyDetail
    | AccessibilityTestDetail
    | WardHomeDetail
    | LanguageHomeDetail
    | HubPageDetail
    | LanguageHubDetail,
    Field(discriminator="type"),
]
