"""A case that came to nothing: what is said before, what is done on confirmation, and who is told of the rest."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from cms.mailings.models import OutgoingMail
from pages.models import ArticlePage, EventPage
from tests.cms.admin.walking import client_of, seen_revision, step_address
from tests.factories_editing import also
from tests.factories_intake import pdf
from tests.factories_linking import Family, at_step, conclude, make_family
from tests.factories_people import make_hub, make_staff
from tests.workflows.linking.test_family import send
from workflows.cases.models import Case
from workflows.kinds.coordination.staff_forms.talks import CarryingForm
from workflows.linking.models import CaseLink

pytestmark = pytest.mark.django_db
ENDED = "元になった案件が終わりました"


def told() -> set[str]:
    return set(OutgoingMail.objects.filter(subject=ENDED).values_list("to", flat=True))


def withdraw(family: Family, **data: Any) -> Any:
    return family.client(family.user).post(f"/mypage/cases/{family.case.pk}/withdraw/", data)


def paper(family: Family, **data: Any) -> dict[str, Any]:
    return {
        "received_on": timezone.localdate().isoformat(),
        "reason": "取下書のとおり。",
        "scan": pdf("取下書.pdf"),
        **data,
    }


def test_the_applicant_is_asked_about_their_own_form_and_it_goes_with_the_case() -> None:
    family = make_family()
    family.begin("application", family.call.pk)
    link = family.link()
    page = family.client(family.user).get(f"/mypage/cases/{family.case.pk}/withdraw/").content.decode()
    assert f'value="{link.pk}"' in page
    assert "まだ送っていない申請書を破棄する" in page
    assert withdraw(family, chosen=[str(link.pk)]).status_code == 302
    link.refresh_from_db()
    assert (link.how, link.ended_by) == ("undone", family.user)
    assert link.draft.discarded_at is not None
    assert family.case.events.filter(verb="link_undone").count() == 1
    assert told() == set()


def test_what_is_not_ticked_stays() -> None:
    family = make_family()
    family.begin("application", family.call.pk)
    withdraw(family)
    link = family.link()
    assert link.draft.discarded_at is None
    assert link.told_at is not None


def test_an_application_that_was_sent_stays_and_who_works_on_it_is_told() -> None:
    family = make_family()
    application = send(family)
    page = family.client(family.user).get(f"/mypage/cases/{family.case.pk}/withdraw/").content.decode()
    assert "申請はそのまま残り" in page
    withdraw(family, chosen=[str(family.link().pk)])
    application.refresh_from_db()
    assert application.is_open
    assert application.events.filter(verb="source_ended").count() == 1
    assert {family.reviewer.email, family.chief.email} == told()
    mail = OutgoingMail.objects.filter(subject=ENDED).first()
    assert f"/cms/desk/cases/{application.pk}/" in mail.text
    assert family.case.number not in mail.text


def test_a_draft_page_goes_when_the_chief_ticks_it_and_the_reviewer_can_only_have_it_told() -> None:
    for by, gone in (("reviewer", False), ("chief", True)):
        family = make_family()
        family.begin("event")
        link = family.link("event")
        client = family.client(getattr(family, by))
        address = f"/cms/desk/cases/{family.case.pk}/withdrawal/"
        page = client.get(address).content.decode()
        assert ("下書きを削除する" in page) is gone
        answer = client.post(address, paper(family, **({"chosen": [str(link.pk)]} if gone else {})))
        assert answer.status_code == 302, answer.content.decode()
        assert EventPage.objects.filter(pk=link.page_id).exists() is not gone
        link.refresh_from_db()
        assert (bool(link.ended_at), bool(link.told_at)) == (gone, not gone)


def test_a_tick_for_what_a_person_may_not_undo_is_refused() -> None:
    family = make_family()
    family.begin("event")
    address = f"/cms/desk/cases/{family.case.pk}/withdrawal/"
    family.client().post(address, paper(family, chosen=[str(family.link("event").pk)]))
    assert EventPage.objects.count() == 1


def published(family: Family, sort: str) -> Any:
    """Live; the hub's chief is the editor-in-chief as well, who may take it off."""
    also(family.chief, "editor_in_chief")
    family.begin(sort)
    page = family.link(sort).page.specific
    page.get_latest_revision().publish()
    return page


def ended(family: Family) -> str:
    family.case = at_step(family.case, "withdrawn", outcome="withdrawn", closed_at=timezone.now())
    return f"/cms/desk/cases/{family.case.pk}/undo/"


def test_a_published_event_is_called_off_by_who_may_publish_and_stays_on_the_site() -> None:
    family = make_family()
    event = published(family, "event")
    address, link = ended(family), family.link("event")
    client = family.client(family.chief)
    assert "「中止」にする" in client.get(address).content.decode()
    for _time in range(2):
        assert client.post(address, {"chosen": [str(link.pk)]}).status_code in (302, 422)
    event.refresh_from_db()
    assert (event.live, event.is_cancelled) == (True, True)
    assert family.case.events.filter(verb="link_undone").count() == 1
    assert told() == set()


def test_edits_of_an_event_that_wait_are_not_published_with_its_calling_off() -> None:
    family = make_family()
    event = published(family, "event")
    edits = event.get_latest_revision_as_object()
    edits.title = "まだ承認されていない題名"
    edits.save_revision(user=family.editor)
    address = ended(family)
    family.client(family.chief).post(address, {"chosen": [str(family.link("event").pk)]})
    event.refresh_from_db()
    assert event.is_cancelled
    assert event.title != edits.title
    waiting = event.get_latest_revision_as_object()
    assert (waiting.title, waiting.is_cancelled) == (edits.title, True)


def test_a_published_article_is_taken_off_and_a_search_for_helpers_is_closed() -> None:
    family = make_family(step="carrying")
    article, search = published(family, "article"), published(family, "opportunity")
    chosen = [str(family.link(sort).pk) for sort in ("article", "opportunity")]
    family.client(family.chief).post(ended(family), {"chosen": chosen})
    assert not ArticlePage.objects.get(pk=article.pk).live
    search.refresh_from_db()
    assert search.live
    assert search.closes_on < timezone.localdate()
    assert CaseLink.objects.filter(how="undone").count() == 2


def test_a_reviewer_sees_what_stands_and_those_with_the_right_are_told_once() -> None:
    family = make_family()
    published(family, "event")
    address = ended(family)
    client = family.client()
    page = client.get(address).content.decode()
    assert "公開できる職員に知らせます" in page
    for _time in range(2):
        client.post(address, {})
    assert told() == {family.editor.email, family.chief.email}
    assert OutgoingMail.objects.filter(subject=ENDED).count() == 2


def test_a_case_that_goes_on_has_nothing_to_undo_and_others_do_not_come_in() -> None:
    family = make_family()
    family.begin("event")
    address = f"/cms/desk/cases/{family.case.pk}/undo/"
    assert family.client().get(address).status_code == 302
    family.client(family.chief).post(address, {"chosen": [str(family.link("event").pk)]})
    assert EventPage.objects.count() == 1
    assert family.client(make_staff("division_reviewer")).get(address).status_code == 403
    assert family.client(make_staff("chief", make_hub())).get(address).status_code == 404


def test_whoever_decides_that_nothing_came_of_it_reads_what_hangs_on_it_and_the_keepers_are_told() -> None:
    from tests.every_kind.driving import bring, make_move, sent
    from workflows.kinds.coordination.examples import example

    case = bring(sent("coordination"), "refused", until="decision")
    event = EventPage(title="催し", slug="event-x", live=False)
    family_of = make_family()
    family_of.site.add_child(instance=event)
    CaseLink.objects.create(source=case, root=case, sort="event", page=event, made_by=case.applicant)
    editor = make_staff("editor", case.hub)
    approver = client_of(make_staff("division_approver"))
    here = step_address(case)
    page = approver.get(here)
    asked = approver.post(here, {"result": "decide", "seen_revision": seen_revision(page)}).content.decode()
    assert "まだ公開されていません" in asked
    assert told() == set()
    make_move(case, ("decision", "decide_failed", {"result": "decide"}))
    assert editor.email in told()
    assert Case.objects.get(pk=case.pk).outcome == "refused"
    assert example.ways["refused"]


def test_an_agreed_activity_that_ends_early_is_confirmed_first_and_its_keepers_are_told() -> None:
    family = make_family()
    conclude(family)
    family.begin("event")
    talk = {
        "held_on": timezone.localdate().isoformat(),
        "attended": "",
        "record_text": "続けられない。",
        "result": "early",
        "without_interim": "始まる前に終えるため。",
    }
    form = CarryingForm(talk, case=family.case)
    assert form.is_valid()
    assert form.must_be_confirmed()
    assert "まだ公開されていません" in str(form.summary(family.reviewer))
    with transaction.atomic():
        form.service()(family.case, actor=family.reviewer, **form.data_for_service())
    assert told() == {family.editor.email, family.chief.email}
    assert "/begin/" not in family.page()
    address = f"/cms/desk/cases/{family.case.pk}/undo/"
    assert address in family.page(family.chief)
    family.client(family.chief).post(address, {"chosen": [str(family.link("event").pk)]})
    assert not EventPage.objects.exists()
