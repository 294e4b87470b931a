"""The resident's side: from a call to the letter, and the person's account and groups."""

from __future__ import annotations

from typing import Any

from cms.core import languages
from cms.people.models import CommunityGroup
from tests.factories_intake import TYPED, pdf
from tests.roles.door import Door, act, listing, page
from tests.roles.people import everybody, nobody, of_the_group, signed_in, the_owner
from tests.roles.world import KANA, Side, World
from workflows.intake.reviewed import mark_of

NEW_TITLE = "新しい事業名"
# A page that answers with the form again and says what is wrong: nothing was done.
SAYS_SO, WRONG = frozenset({200}), frozenset({422})
WISH = {"wish": "備品について", "wanted_dates": "平日", "contact_phone": "03-0000-0000"}


def answers(world: World, side: Side | None = None) -> dict[str, str]:
    """The wanted answers to the questions of the calls, as an address carries them."""
    calls = (world.call, world.fresh)
    questions = [one for call in calls for one in call.programme.eligibility_questions.all()]
    return {f"q{one.pk}": "yes" if one.wanted else "no" for one in questions}


def group_of(world: World, side: Side) -> dict[str, Any]:
    return {"group": side.group.pk, **WISH, **answers(world)}


def written_section(world: World, side: Side) -> dict[str, Any]:
    from forms.models import DraftSection

    row = DraftSection.objects.get(draft_id=side.args["draft"]["draft_id"], key="activity")
    return {**TYPED["activity"], "title": NEW_TITLE, "revision": row.revision}


def attachment(world: World, side: Side) -> dict[str, Any]:
    return {"file-rules": pdf("別の会則.pdf", text="other rules")}


def looked_at(world: World, side: Side) -> dict[str, Any]:
    """The declaration, and the mark of the review page that was read before."""
    from forms.models import Draft

    return {"declared": "yes", "seen": mark_of(Draft.objects.get(pk=side.args["draft"]["draft_id"]))}


def group_data(world: World, side: Side) -> dict[str, Any]:
    group = side.group
    return {
        "name": group.name,
        "name_kana": group.name_kana,
        "kind": group.kind,
        "hub": group.hub_id,
        "phone": "03-9999-9999",
    }


def new_group(world: World, side: Side) -> dict[str, Any]:
    return {"name": "新しい町会", "name_kana": "あたらしいちょうかい", "kind": "neighbourhood", "hub": side.hub.pk}


def officer(world: World, side: Side) -> dict[str, Any]:
    counts = {"officer-TOTAL_FORMS": "1", "officer-INITIAL_FORMS": "0"}
    entry = {"title": "会長", "name": "試験 三郎", "name_kana": "しけん さぶろう", "from_on": "2026-04-01"}
    seen = {"revision": CommunityGroup.objects.get(pk=side.group.pk).officers_revision}
    return {**counts, **seen, **{f"officer-0-{name}": text for name, text in entry.items()}}


def printed(world: World, side: Side) -> dict[str, str]:
    """What stands on the foreign letter for checking it."""
    return {"n": world.foreign.letter.number, "c": world.foreign.letter.code}


def invited(role: str, side: str) -> bool:
    """The own invitation was sent to the stranger's address."""
    return role == "stranger" and side == "own"


INTAKE: tuple[Door, ...] = (
    page("intake:eligibility", "call", everybody, sees=nobody),
    page("intake:consultation", "call", signed_in, sees=nobody),
    act("intake:consultation", "fresh", of_the_group, group_of, "cases_consultation", sided=True, told=WRONG,
        holds=True),
    act("intake:cancel_consultation", "own_consultation", of_the_group, {}, "cases_consultation"),
    page("intake:start", "call", signed_in, query=answers, sees=nobody),
    act("intake:start", "fresh", of_the_group, group_of, "kizuna_forms_draft", sided=True, holds=True),
    listing("intake:mypage", signed_in),
    page("intake:draft", "draft", the_owner, shows=True),
    page("intake:review", "draft", the_owner, shows=True),
    page("intake:send", "draft", everybody, ok=302, sees=nobody),  # leads to the review, which is guarded
    act("intake:send", "draft", the_owner, looked_at, "cases_case", away="/mypage/drafts/"),
    page("intake:discard", "draft", the_owner, shows=True),
    act("intake:discard", "draft", the_owner, {}, "kizuna_forms_draft"),
    act("intake:attach", "draft_question", the_owner, attachment, "kizuna_forms_draftfile"),
    page("intake:file_question", "draft_question", the_owner, ok=302),
    *(page("intake:file_question", "draft_question", the_owner, query={"refused": why})
      for why in ("size", "session", "expired")),
    act("intake:remove_file", "draft_file", the_owner, {}, "kizuna_forms_draftfile"),
    page("intake:draft_file", "draft_file", the_owner),
    page("intake:section", "draft_section", the_owner, shows=True),
    act("intake:section", "draft_section", the_owner, written_section, "kizuna_forms_draftsection", holds=True),
    act("intake:autosave", "draft_section", the_owner, written_section, "kizuna_forms_draftsection", ok=200),
    page("intake:case", "case", of_the_group, shows=True),
    page("intake:receipt", "case", of_the_group),
    page("intake:sent", "sent", of_the_group, shows=True),
    page("intake:case_file", "case_file", of_the_group),
    act("intake:correct", "case_correction", of_the_group, {}, "kizuna_forms_draft"),
    page("intake:withdraw", "case", of_the_group),
    act("intake:withdraw", "case", of_the_group, {"reason": "試験"}, "cases_case", holds=True),
    page("intake:letter", "letter", of_the_group),
    page("intake:letter_file", "letter", of_the_group),
    page("intake:case", "case_erased", of_the_group),
    page("intake:letter", "letter_erased", of_the_group),
    page("intake:letter_file", "letter_erased", of_the_group, ok=302),
)  # fmt: skip

PERSON = {"name": "新しい 氏名", "name_kana": "あたらしい しめい", "phone": "", "postal_code": "", "address": ""}
PEOPLE: tuple[Door, ...] = (
    listing("people:profile", signed_in),
    act("people:profile", "none", signed_in, PERSON, "people_person", sees=nobody, holds=True),
    listing("people:security", signed_in),
    act("people:sign_out_everywhere", "none", signed_in, {}, "people_user", sees=nobody),
    page("people:second_factor", "none", signed_in, ok=302, sees=nobody),  # nobody here lacks one: it leads on
    listing("people:groups", signed_in),
    listing("people:register", signed_in),
    act("people:register", "none", signed_in, new_group, "people_communitygroup", sees=nobody, holds=True),
    page("people:group", "group", of_the_group, shows=True),
    # a member who does not manage the group neither reads nor sends the forms of those who do
    page("people:change", "group", the_owner, shows=True),
    act("people:change", "group", the_owner, group_data, "people_communitygroup", holds=True),
    page("people:officers", "group", the_owner),
    act("people:officers", "group", the_owner, officer, "people_officer", holds=True),
    page("people:end_membership", "membership", the_owner, shows=True),
    act("people:end_membership", "membership", the_owner, {}, "people_groupmembership"),
    # everybody leaves as they wish
    page("people:end_membership", "seat", of_the_group),
    act("people:end_membership", "seat", of_the_group, {}, "people_groupmembership"),
    page("people:invite", "group", the_owner),
    act("people:invite", "group", the_owner, {"email": "someone@example.jp", "right": "member"},
        "people_groupinvitation", holds=True),
    page("people:revoke", "invitation", the_owner),
    act("people:revoke", "invitation", the_owner, {}, "people_groupinvitation"),
    # whoever holds the link of the mail reads for which group it is; the invited address alone accepts
    page("people:accept", "token", everybody, shows=True),
    act("people:accept", "token", invited, {}, "people_groupinvitation", told=SAYS_SO, sees=everybody),
)  # fmt: skip

PUBLIC: tuple[Door, ...] = (
    listing("letters:verify", everybody),
    # who holds a letter has number and code, and reads no name
    listing("letters:verify", everybody, query=printed),
    act("letters:verify", "none", everybody, printed, "", ok=200, sees=nobody),
    listing("healthz", everybody),
    listing("healthz-jobs", everybody, ok=503),  # no worker runs here
    listing("source", everybody),
    listing("pages:find_hub", everybody),
    listing("pages:find_hub", everybody, query={"q": KANA["金糸雀"]}),
    listing("pages:open_calls", everybody),
    listing("pages:search", everybody),
    listing("pages:catalogue", everybody, everybody),
    listing("pages:search", everybody, query={"q": KANA["金糸雀"]}),
    *(listing(f"pages:search_{code}", everybody, query={"q": KANA["金糸雀"]}) for code in languages.others()),
    page("pages:call", "call", everybody, sees=nobody),
)


def new_reader(world: World, side: Side) -> dict[str, Any]:
    return {"address": "someone@example.jp", "senders": [side.hub.pk]}


# The signed link is the key: whoever holds it is the reader, with or without an account.
MAGAZINE: tuple[Door, ...] = (
    listing("magazine:sign_up", everybody),
    act("magazine:sign_up", "none", everybody, new_reader, "mailings_signup", sees=nobody),
    listing("magazine:asked", everybody),
    page("magazine:confirm", "magazine_confirm", everybody, shows=True),
    act("magazine:confirm", "magazine_confirm", everybody, {}, "mailings_subscriber", ok=200),
    page("magazine:preferences", "magazine_preferences", everybody, shows=True),
    act("magazine:preferences", "magazine_preferences", everybody, lambda world, side: {"senders": ["ward"]},
        "mailings_subscription", ok=200),
    page("magazine:unsubscribe", "magazine_unsubscribe", everybody, shows=True),
    act("magazine:unsubscribe", "magazine_unsubscribe", everybody, {}, "mailings_subscriber", ok=200),
)  # fmt: skip

RESIDENT = (*INTAKE, *PEOPLE, *PUBLIC, *MAGAZINE)
