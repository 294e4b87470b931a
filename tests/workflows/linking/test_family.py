"""The picture of a family: who sees what in it, how things stand, and how much is asked of the database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms import drafts
from pages.models import EventPage
from tests.every_kind.driving import draft_of, sent
from tests.factories_linking import Family, at_step, conclude, make_family
from tests.factories_people import make_group, make_hub, make_membership, make_staff, make_user
from workflows.cases.models import Case
from workflows.intake.services import submit
from workflows.linking import family as picture
from workflows.linking.models import CaseLink

pytestmark = pytest.mark.django_db
HIDDEN = "ほかの案件（閲覧できません）"


def send(family: Family) -> Case:
    """The form that was begun is completed and sent by its owner."""
    family.begin("application", family.call.pk)
    draft = family.link().draft
    draft_of("subsidy", user=family.user, call=family.call, group=family.group)  # the same form, filled in
    return submit(draft, actor=family.user, arrived_at=draft.created_at)


def part(page: str) -> str:
    """The family on a page."""
    return page[page.index('id="family"') :].partition("</section>")[0]


def test_a_form_that_is_sent_becomes_a_case_of_the_family_and_both_chains_say_so() -> None:
    family = make_family()
    application = send(family)
    link = family.link()
    assert (link.case, link.root) == (application, family.case)
    assert application.events.filter(verb="begun_from").count() == 1
    assert family.case.events.filter(verb="link_sent").count() == 1
    shown = part(family.page())
    assert f"/cms/desk/cases/{application.pk}/" in shown
    assert "収受" in shown
    other = family.client().get(f"/cms/desk/cases/{application.pk}/").content.decode()
    assert f"/cms/desk/cases/{family.case.pk}/" in part(other)
    assert "ほかの案件から始めた" in other


def test_a_form_sent_in_the_usual_way_belongs_to_no_family() -> None:
    case = sent("subsidy")
    assert not case.events.filter(verb="begun_from").exists()
    reader = make_staff("reviewer", case.hub)
    assert picture.at_desk(case, reader) == []


def test_staff_see_states_and_ways_for_those_who_may_go_there() -> None:
    family = make_family()
    for sort in ("event", "application"):
        family.begin(sort, family.call.pk if sort == "application" else "")
    event = EventPage.objects.get()
    shown = part(family.page())
    assert ("下書き" in shown, "未送信" in shown) == (True, True)
    assert f"/cms/pages/{event.pk}/edit/" not in shown
    assert f"/cms/pages/{event.pk}/edit/" in part(family.page(family.chief))
    drafts.discard(family.link().draft, actor=family.user)
    assert "団体が破棄" in part(family.page())
    event.get_latest_revision().publish()
    assert "公開中" in part(family.page())


def test_a_case_of_another_hub_is_there_without_a_name() -> None:
    family = make_family()
    application = send(family)
    Case.objects.filter(pk=application.pk).update(hub=make_hub())
    page = family.page()
    assert HIDDEN in part(page)
    for foreign in (application.number, f"/cases/{application.pk}/", "町会ホームページの開設"):
        assert foreign not in part(page)
    timeline = page[page.index('id="timeline"') :].partition("</section>")[0]
    assert application.number not in timeline
    division = family.page(make_staff("division_reviewer"))
    assert application.number in part(division)


def test_the_applicant_sees_their_own_cases_and_forms_and_what_is_public() -> None:
    family = make_family()
    application = send(family)
    family.begin("event")
    mine = family.client(family.user).get(f"/mypage/cases/{family.case.pk}/").content.decode()
    assert f"/mypage/cases/{application.pk}/" in part(mine)
    assert "催し" not in part(mine)
    EventPage.objects.get().get_latest_revision().publish()
    mine = family.client(family.user).get(f"/mypage/cases/{family.case.pk}/").content.decode()
    assert EventPage.objects.get().url in part(mine)
    assert "/cms/" not in part(mine)


def test_an_applicant_is_told_nothing_of_cases_that_are_not_theirs() -> None:
    family = make_family()
    application = send(family)
    Case.objects.filter(pk=application.pk).update(group=make_group(family.hub))
    mine = family.client(family.user).get(f"/mypage/cases/{family.case.pk}/").content.decode()
    assert HIDDEN not in mine
    assert application.number not in mine
    assert 'id="family"' not in mine


def test_a_form_is_shown_to_its_owner_alone() -> None:
    family = make_family()
    family.begin("application", family.call.pk)
    colleague = make_user(name="会員 三子")
    make_membership(family.group, colleague)
    address = f"/mypage/cases/{family.case.pk}/"
    assert f"/mypage/drafts/{family.link().draft_id}/" in family.client(family.user).get(address).content.decode()
    assert str(family.link().draft_id) not in family.client(colleague).get(address).content.decode()


def grow(family: Family, count: int) -> None:
    """``count`` applications below one another, each with an event of its own."""
    case, last = family.case, family.case
    for _n in range(count):
        below = at_step(sent("subsidy", user=None), "done")
        CaseLink.objects.create(source=last, root=case, sort="application", case=below, made_by=family.reviewer)
        page = EventPage(title="催し", slug=f"event-{below.pk}", live=False)
        family.site.add_child(instance=page)
        CaseLink.objects.create(source=below, root=case, sort="event", page=page, made_by=family.reviewer)
        last = below


def asked(family: Family) -> tuple[int, int]:
    """Statements and nodes of the picture for staff."""
    reader = make_staff("division_reviewer")
    with CaptureQueriesContext(connection) as captured:
        nodes = picture.at_desk(family.case, reader)
    count, stack = 0, list(nodes)
    while stack:
        node = stack.pop()
        count += 1
        stack += node.children
    return len(captured), count


def test_however_large_the_family_the_database_is_asked_the_same() -> None:
    family = make_family()
    grow(family, 1)
    few, small = asked(family)
    grow_more = make_family()
    grow(grow_more, 9)
    many, large = asked(grow_more)
    assert (small, large) == (3, 19)
    assert many == few
    assert many <= 8


def test_a_concluded_case_lets_the_group_itself_begin_its_application() -> None:
    family = make_family()
    mine, list_of = family.client(family.user), f"/mypage/cases/{family.case.pk}/begin/"
    assert mine.get(list_of).status_code == 404
    conclude(family)
    assert list_of in mine.get(f"/mypage/cases/{family.case.pk}/").content.decode()
    assert family.call.title in mine.get(list_of).content.decode()
    answer = mine.post(f"{list_of}now/", {"call": family.call.pk})
    link = family.link()
    assert answer["Location"] == f"/mypage/drafts/{link.draft_id}/"
    assert link.draft.owner == family.user
    again = mine.post(f"{list_of}now/", {"call": family.call.pk})
    assert again["Location"] == answer["Location"]
    assert CaseLink.objects.count() == 1


def test_the_group_answers_the_questions_of_the_call_first() -> None:
    from workflows.programmes.models import EligibilityQuestion

    family = make_family()
    conclude(family)
    asked = EligibilityQuestion.objects.create(
        programme=family.call.programme, text="区内の団体ですか。", wanted=True, explanation="区内の団体が対象です。"
    )
    mine, address = family.client(family.user), f"/mypage/cases/{family.case.pk}/begin/now/"
    for answer in ({}, {f"q{asked.pk}": "no"}):
        assert mine.post(address, {"call": family.call.pk, **answer}).status_code == 422
    assert not CaseLink.objects.exists()
    assert mine.post(address, {"call": family.call.pk, f"q{asked.pk}": "yes"}).status_code == 302
    assert family.link().draft.context["eligibility"] == [{"question": "区内の団体ですか。", "answer": "yes"}]


def test_nobody_learns_the_outcome_from_the_button_before_the_letter() -> None:
    family = make_family()
    conclude(family)
    family.case.letters.update(state="ordered", issued_at=None, file=None)
    shown = family.client(family.user).get(f"/mypage/cases/{family.case.pk}/").content.decode()
    assert "/begin/" not in shown
