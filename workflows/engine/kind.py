"""What a kind of request declares about itself; everything that differs between kinds is here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from cms.people.models import User
from forms.wording import in_words_of_lazy
from workflows.cases.models import Case
from workflows.correspondence.kinds import LetterKind
from workflows.engine.gist import Gist
from workflows.engine.matter import MatterSort
from workflows.engine.panels import Entry, Panel, Text, Waiting
from workflows.programmes.models import Call

if TYPE_CHECKING:
    from workflows.engine.base import CaseFlow


@dataclass(frozen=True)
class Step:
    """One place where a case can stand: the word for staff, the word for people, whose turn it is."""

    label: Text
    public_label: Text
    turn: str
    next_text: Text = ""


@dataclass(frozen=True)
class Kind:
    """A kind of request. ``definition`` makes the form of a call; ``flow`` is its flow class.

    Of ``public_events`` the applicant hears; of those in ``told_by_letter`` only when a letter has been given out.

    is_for_groups  a group applies; else a person does so for themselves
    has_money      a positive decision is ``granted`` and holds an amount in the budget; costs and cap count
    outcomes       what the decisions of this kind are called; the negative one is ``refused`` in every kind
    letters        the letters that it writes, each with its wording in the programme
    panels         what it adds to the page of a case, at the desk and in My page
    urls           dotted name of its pages for residents, mounted at ``mypage/<slug>/``
    forms          names of those whose text is kept when a session ends (``cms.people.held.fill`` brings it back)
    desk_urls      dotted name of its pages for staff, mounted at ``cms/desk/kinds/<slug>/``
    entries        which of the latter stand in the desk's menu
    waiting        what of this kind waits for a resident besides their own cases, for My page
    matters        sorts of what it keeps for a person beside the case; the API reads them and acts on them
    withdrawn      what else ends when the applicant takes a case back; called under the lock of the case
    untold         why the ward must not tell publicly of a case, in words for staff; empty when it may
    facts          what the public page of a call tells besides the programme: label and text
    take_facts     keeps what a programme file says of a call under ``facts``; raises ValueError
    partners       pairs of case and group (numbers): who takes part besides the applicant, and does not act as staff
    current        what of this kind a resident takes part in at present, for My page
    doors          what the logs call the pages of this kind
    begins         what may be begun from a case of this kind, by its sort, and at which steps (see ``linking``)
    gist           what such a case is about; what is begun from it is filled in with that
    called_off     a case that was decided in favour, whose matter does not go on after all: as if it had failed
    begun_as       the sort under which a case of this kind is begun from another; empty: it is not
    """

    slug: str
    title: Text
    flow: Callable[[], type[CaseFlow]]
    definition: Callable[[Call], dict[str, Any]]
    steps: dict[str, Step]
    events: dict[str, Text] = field(default_factory=dict)
    public_events: frozenset[str] = frozenset()
    told_by_letter: frozenset[str] = frozenset()
    is_for_groups: bool = True
    has_money: bool = False
    outcomes: Mapping[str, Text] = field(default_factory=dict)
    letters: tuple[LetterKind, ...] = ()
    panels: tuple[Panel, ...] = ()
    urls: str = ""
    desk_urls: str = ""
    forms: frozenset[str] = frozenset()
    entries: tuple[Entry, ...] = ()
    waiting: Callable[[User], list[Waiting]] | None = None
    matters: tuple[MatterSort, ...] = ()
    withdrawn: Callable[[Case], None] | None = None
    untold: Callable[[Case], str] | None = None
    facts: Callable[[Call], list[tuple[Text, str]]] | None = None
    take_facts: Callable[[Call, Mapping[str, Any]], None] | None = None
    partners: Callable[[Collection[int]], Iterable[tuple[int, int]]] | None = None
    current: Callable[[User], list[Waiting]] | None = None
    doors: Mapping[str, Text] = field(default_factory=dict)
    begins: Mapping[str, Collection[str]] = field(default_factory=dict)
    gist: Callable[[Case], Gist] | None = None
    called_off: Callable[[Case], bool] | None = None
    begun_as: str = ""

    def __post_init__(self) -> None:
        """Words that are the same in every kind are said with the nouns of this one."""
        object.__setattr__(self, "steps", {name: self._spoken(step) for name, step in self.steps.items()})
        object.__setattr__(self, "events", {verb: self._words(text) for verb, text in self.events.items()})

    def _spoken(self, step: Step) -> Step:
        return Step(self._words(step.label), self._words(step.public_label), step.turn, self._words(step.next_text))

    def _words(self, text: Text) -> Text:
        return in_words_of_lazy(self.slug, text) if text else text

    def step(self, name: str) -> Step:
        """The step, or a neutral one for a step that this version no longer knows."""
        return self.steps.get(name) or Step(name, name, Case.Turn.NOBODY)

    def event(self, verb: str) -> str:
        return str(self.events.get(verb, verb))


# What the shared services put on record, in words; a kind adds its own.
COMMON_EVENTS: dict[str, Text] = {
    "submitted": _("Application sent"),
    "entered_on_paper": _("Application on paper entered"),
    "started_by_ward": _("Started by the ward"),
    "received": _("Taken in"),
    "sent_back": _("Correction asked for"),
    "resubmitted": _("Corrected application sent"),
    "correction_ended": _("Time for the correction passed"),
    "returned_to_hub": _("Given back to the hub"),
    "forwarded": _("Checked by the hub"),
    "drafted": _("Decision drafted"),
    "draft_returned": _("Draft returned"),
    "withdrawn": _("Application withdrawn"),
    "handed_over": _("Step handed over"),
    "moved": _("Moved to another hub"),
    "reminded": _("Reminder sent"),
    "letter_owed": _("Letter ordered"),
    "letter_issued": _("Letter issued"),
    "letter_parked": _("Letter needs a person"),
    "letter_replaced": _("Letter replaced by a new version"),
    "letter_posted": _("Letter posted"),
    "letter_opened": _("Letter opened by the applicant"),
    "letter_to_paper": _("Letter changed to paper: nobody reads it electronically"),
    "letter_correction_asked": _("Correction of the letter asked for"),
    "letter_correction_declined": _("Correction of the letter declined"),
    "begun_from": _("Begun from another case"),
    "link_begun": _("Something was begun from this case"),
    "link_sent": _("An application that was begun here was sent"),
    "link_undone": _("Undone, because this case has ended"),
    "link_told": _("Told to those who take care of it"),
    "source_ended": _("The case that this was begun from has ended"),
    "closed": _("Closed"),
    "role_granted": _("Local role granted"),
    "role_ended": _("Local role ended"),
    "confidential_begun": _("Made confidential"),
    "confidential_ended": _("Opened to the hub again"),
    "frozen": _("Kept because of a dispute"),
    "unfrozen": _("No longer kept because of a dispute"),
    "erased": _("Personal data erased"),
}
COMMON_PUBLIC_EVENTS = frozenset(
    {
        "submitted", "entered_on_paper", "received", "sent_back", "resubmitted", "correction_ended", "forwarded",
        "withdrawn", "letter_issued", "letter_replaced", "letter_posted", "letter_opened", "erased",
    }
)  # fmt: skip

_kinds: dict[str, Kind] = {}


def kinds() -> dict[str, Kind]:
    """All installed kinds by slug; found once."""
    if not _kinds:
        for config in apps.get_app_configs():
            if getattr(config, "is_kind", False):
                kind = import_module(f"{config.name}.kind").kind
                _kinds[kind.slug] = kind
    return _kinds


def kind_of(case: Case) -> Kind:
    return kinds()[case.kind]
