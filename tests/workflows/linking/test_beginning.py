"""Beginning something from a case, at the desk: who may, at which steps, what comes of it, and once only."""

from __future__ import annotations

import pytest
from django.core.exceptions import ObjectDoesNotExist

from cms.mailings.models import OutgoingMail
from forms.drafts import answers_of
from forms.models import Draft
from pages.models import ArticlePage, EventPage, OpportunityPage
from tests.factories_linking import TITLE, at_step, make_family
from tests.factories_pages import make_bulletin
from tests.factories_people import make_hub, make_membership, make_staff
from workflows.linking.models import CaseLink

pytestmark = pytest.mark.django_db


def mails(template_words: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(subject__contains=template_words))


def test_the_list_names_what_can_be_begun_and_the_next_page_what_is_filled_in() -> None:
    family = make_family()
    client = family.client()
    listed = client.get(f"/cms/desk/cases/{family.case.pk}/begin/").content.decode()
    assert f"/begin/application/?about={family.call.pk}" in listed
    assert "/begin/event/" in listed
    shown = client.get(f"/cms/desk/cases/{family.case.pk}/begin/application/?about={family.call.pk}").content.decode()
    for text in (TITLE, "公園を気持ちよく使えるようにする。", "令和8年12月1日"):
        assert text in shown
    assert not CaseLink.objects.exists()


def test_an_application_begun_at_the_desk_is_the_groups_own_form_filled_in_and_not_sent() -> None:
    family = make_family()
    assert family.begin("application", family.call.pk).status_code == 302
    draft = Draft.objects.get(subject=f"call:{family.call.pk}")
    assert draft.owner == family.user
    assert draft.sent_at is None
    assert answers_of(draft)["activity"]["title"] == TITLE
    assert answers_of(draft)["activity"]["from_on"] == "2026-12-01"
    [mail] = mails("申請書の下書きを用意しました")
    assert (mail.to, f"/mypage/drafts/{draft.pk}/" in mail.text) == (family.user.email, True)
    mine = family.client(family.user).get("/mypage/").content.decode()
    assert str(draft.pk) in mine
    assert family.case.number in mine
    assert family.case.events.filter(verb="link_begun").count() == 1


def test_pressed_twice_it_is_begun_once() -> None:
    family = make_family()
    for _time in range(2):
        assert family.begin("application", family.call.pk).status_code == 302
        assert family.begin("event").status_code == 302
    assert sorted(CaseLink.objects.values_list("sort", flat=True)) == ["application", "event"]
    assert (Draft.objects.filter(sent_at=None).count(), EventPage.objects.count()) == (1, 1)
    assert len(mails("用意しました")) == 3  # the group's person, the editor, the chief


def test_a_form_that_the_person_has_begun_before_is_linked_and_keeps_its_words() -> None:
    from tests.every_kind.driving import draft_of

    family = make_family()
    mine = draft_of("subsidy", user=family.user, call=family.call, group=family.group)
    family.begin("application", family.call.pk)
    assert family.link().draft == mine
    assert answers_of(mine)["activity"]["title"] == "町会ホームページの開設"


def test_one_form_is_begun_from_one_case_only() -> None:
    family = make_family()
    family.begin("application", family.call.pk)
    again = make_family()
    again.case = at_step(again.case, "arranging", group=family.group, applicant=family.user, hub=family.hub)
    answer = again.client(family.reviewer).post(
        f"/cms/desk/cases/{again.case.pk}/begin/application/", {"about": family.call.pk}, follow=True
    )
    assert "ほかの案件からすでに始めています" in answer.content.decode()
    assert CaseLink.objects.count() == 1


@pytest.mark.parametrize("closed", ["call", "group", "applied"])
def test_no_form_is_begun_where_the_group_may_not_apply(closed: str) -> None:
    family = make_family(open_to=["npo"] if closed == "group" else [], applications_per_group=1)
    if closed == "call":
        type(family.call).objects.filter(pk=family.call.pk).update(is_published=False)
    if closed == "applied":
        from tests.every_kind.driving import draft_of
        from workflows.intake.services import submit

        one = draft_of("subsidy", user=family.user, call=family.call, group=family.group)
        submit(one, actor=family.user, arrived_at=one.created_at)
    client = family.client()
    listed = client.get(f"/cms/desk/cases/{family.case.pk}/begin/").content.decode()
    assert "?about=" not in listed
    family.begin("application", family.call.pk)
    assert not CaseLink.objects.exists()


def test_an_event_is_a_draft_in_the_hubs_site_that_its_editor_goes_on_with() -> None:
    family = make_family()
    assert family.begin("event").status_code == 302
    event = EventPage.objects.get()
    assert (event.live, event.title, event.organiser_group) == (False, TITLE, family.group)
    assert event.get_parent().specific == family.site
    assert {mail.to for mail in mails("ページの下書きを用意しました")} == {family.editor.email, family.chief.email}
    assert family.client(family.editor).get(f"/cms/pages/{event.pk}/edit/").status_code == 200
    assert family.client(family.editor).get(event.get_url()).status_code == 404


def test_an_article_lies_in_the_hubs_bulletin() -> None:
    family = make_family(step="carrying")
    bulletin = make_bulletin(family.site)
    family.begin("article")
    article = ArticlePage.objects.get()
    assert article.get_parent().specific == bulletin
    assert (article.live, article.summary) == (False, "公園を気持ちよく使えるようにする。")


def test_helpers_are_looked_for_with_a_draft_too() -> None:
    family = make_family(step="candidates")
    shown = family.client().get(f"/cms/desk/cases/{family.case.pk}/begin/opportunity/").content.decode()
    assert "令和8年12月1日〜令和9年3月31日" in shown
    family.begin("opportunity")
    page = OpportunityPage.objects.get()
    assert (page.live, page.title, page.period) == (False, TITLE, "令和8年12月1日〜令和9年3月31日")


def test_a_text_that_says_how_somebody_is_reached_is_not_given_to_editors() -> None:
    family = make_family(step="carrying")
    sent = family.case.submissions.get()
    sent.answers["request"]["purpose"] = "電話 03-9753-1864 へ。"
    sent.save()
    family.begin("article")
    article = ArticlePage.objects.get()
    assert "9753" not in article.summary + str(article.body)


def test_only_the_steps_that_the_kind_names_begin_something() -> None:
    family = make_family(step="hearing")
    assert "/begin/" not in family.page()
    assert family.begin("event").status_code == 302
    family.case = at_step(family.case, "carrying", outcome="withdrawn")
    family.begin("event")
    family.begin("nonsense")
    assert not CaseLink.objects.exists()


def test_neither_another_hub_nor_a_reader_nor_a_member_of_the_group_begins_anything() -> None:
    family = make_family()
    own = make_staff("reviewer", family.hub)
    make_membership(family.group, own)
    expected = ((make_staff("reviewer", make_hub()), 404), (make_staff("division_reviewer"), 403), (own, 403))
    for user, status in expected:
        assert family.begin("event", by=user).status_code == status
        assert family.client(user).get(f"/cms/desk/cases/{family.case.pk}/begin/").status_code == status
    assert not CaseLink.objects.exists()


def test_what_was_deleted_makes_room_for_another() -> None:
    family = make_family()
    family.begin("event")
    EventPage.objects.get().delete()
    family.begin("event")
    first, second = CaseLink.objects.order_by("pk")
    assert (first.how, first.page) == ("gone", None)
    assert (second.ended_at, second.page.specific) == (None, EventPage.objects.get())


def test_a_hub_without_a_site_is_told_so() -> None:
    family = make_family()
    family.site.delete()
    listed = family.client().get(f"/cms/desk/cases/{family.case.pk}/begin/").content.decode()
    assert "拠点のサイトがまだない" in listed
    family.begin("event")
    assert not CaseLink.objects.exists()
    with pytest.raises(ObjectDoesNotExist):
        family.link("event")
