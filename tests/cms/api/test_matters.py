"""Matters over the API: what a kind keeps for somebody beside their cases is read and done as on its pages."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cms.audit.models import Refusal
from cms.jobs.worker import run_due
from tests.cms.api.matters import (
    APPOINTMENT,
    INTERVIEW,
    PARTNER,
    REQUEST,
    act,
    action,
    facts,
    listed,
    order,
    read,
    rows,
)
from tests.cms.api.talking import Caller
from tests.factories_coordination import Sides, add_member, agree_to_show, make_asked, make_drafted
from tests.factories_people import make_staff, make_user
from tests.factories_volunteering import (
    ask_to_go_on,
    make_application,
    make_appointment,
    make_recruitment,
    make_slot,
    tell_by_letter,
    to_slot,
)
from workflows.cases.models import Case
from workflows.kinds.coordination.models import Agreement, Consent, Side, Sounding
from workflows.kinds.coordination.services import reviewing, sounding
from workflows.kinds.volunteering.models import Activity, Appointment, Renewal, SlotChoice
from workflows.kinds.volunteering.services import ending

pytestmark = pytest.mark.django_db
CONTACT = {"name": "助 二郎", "phone": "03-8642-1975", "email": "", "agrees": True}


def test_a_partner_answers_and_consents_over_the_api_alone() -> None:
    sides = make_asked()
    partner, asker = Caller(sides.helper), Caller(sides.asker)
    task = next(one for one in partner.get("/me/tasks").json() if one["sort"] == "page")
    assert task["href"] == listed(partner, REQUEST)["href"]
    assert listed(partner, REQUEST)["case"] == sides.case.number
    assert listed(partner, REQUEST)["due_on"] == sides.sounding.answer_due_on.isoformat()

    act(partner, REQUEST, "ask", text="何人くらいですか。")
    done = act(partner, REQUEST, "answer", answer="accept", conditions="土曜だけ")
    assert done["text"] == "お返事を拠点に送りました。ありがとうございます。"
    act(partner, REQUEST, "consent", **CONTACT)
    assert "other_phone" not in facts(read(partner, REQUEST))
    act(asker, PARTNER, "consent", agrees=True)

    told = read(partner, REQUEST)
    assert facts(told)["other_phone"] == "03-9753-1864"
    assert rows(told, "remarks")[0] | {"written_at": ""} == {
        "by": "group", "text": "何人くらいですか。", "written_at": ""
    }  # fmt: skip
    assert (told["state"], facts(told)["conditions"]) == ("accepted", "土曜だけ")
    assert facts(read(asker, PARTNER))["other_phone"] == "03-8642-1975"
    assert facts(read(asker, PARTNER))["has_conditions"] is True
    assert "土曜だけ" not in asker.get(listed(asker, PARTNER)["href"]).content.decode()
    assert sides.sounding.opened_at is not None

    act(partner, REQUEST, "withdraw-consent")
    assert "other_phone" not in facts(read(asker, PARTNER))
    assert "own_phone" not in facts(read(partner, REQUEST))


def test_a_consent_left_out_takes_what_the_page_would_show() -> None:
    """The schema tells those values as defaults."""
    sides = make_asked()
    agree_to_show(sides)
    asker = Caller(sides.asker)
    act(asker, PARTNER, "withdraw-consent")

    schema = action(read(asker, PARTNER), "consent")["input_schema"]
    assert schema["properties"]["phone"]["default"] == "03-9753-1864"
    act(asker, PARTNER, "consent", agrees=True)

    assert Consent.objects.get(side=Side.APPLICANT, withdrawn_at=None).phone == "03-9753-1864"


def test_the_rules_refuse_as_on_the_page() -> None:
    sides = make_asked()
    partner = Caller(sides.helper)
    matter = read(partner, REQUEST)
    early = partner.post(f"{matter['href']}/actions/consent", order(matter, **CONTACT))
    assert (early.status_code, early.json()["code"]) == (409, "refused")
    assert early.json()["detail"].startswith("団体がまだ承諾していない")
    sheet = {"achieved": "できた。", "again": "yes", "may_publish": "no"}
    unasked = partner.post(f"{matter['href']}/actions/send-sheet", order(matter, **sheet))
    assert unasked.json()["detail"] == "現在、シートの記入は受け付けていません。"

    empty = partner.post(f"{matter['href']}/actions/answer", order(matter))
    assert (empty.status_code, empty.json()["errors"][0]["pointer"]) == (422, "/input/answer")
    strange = partner.post(f"{matter['href']}/actions/answer", order(matter, answer="accept", way="phone"))
    assert (strange.status_code, strange.json()["errors"][0]["pointer"]) == (400, "/input/way")
    nothing = partner.post(f"{matter['href']}/actions/withdraw-consent", order(matter, why="x"))
    assert nothing.status_code == 400
    assert partner.post(f"{matter['href']}/actions/close", order(matter)).status_code == 404
    assert Sounding.objects.get().state == "asked"


def test_what_has_changed_since_it_was_read_is_not_acted_on() -> None:
    sides = make_asked()
    partner, other = Caller(sides.helper), Caller(add_member(sides.partner))
    seen = read(partner, REQUEST)
    act(other, REQUEST, "answer", answer="decline")

    late = partner.post(f"{seen['href']}/actions/answer", order(seen, answer="accept"))

    assert (late.status_code, late.json()["code"]) == (409, "changed")
    assert Sounding.objects.get().state == "declined"


def test_the_same_request_twice_is_one_effect() -> None:
    sides = make_asked()
    partner = Caller(sides.helper)
    matter = read(partner, REQUEST)
    asked = [
        partner.post(f"{matter['href']}/actions/ask", order(matter, text=f"質問{number}"), key="the-same-key")
        for number in (1, 1, 2)
    ]
    assert [one.status_code for one in asked] == [200, 200, 422]
    assert asked[1]["Idempotency-Replayed"] == "true"
    assert partner.post(f"{matter['href']}/actions/ask", order(matter, text="無"), key="").status_code == 400
    assert sides.sounding.remarks.count() == 1


def test_others_find_nothing_and_the_attempt_is_on_record() -> None:
    sides = make_asked()
    href = listed(Caller(sides.helper), REQUEST)["href"]
    stranger = Caller(make_user())
    assert stranger.get("/me/matters").json()["items"] == []
    for path in (href, href.replace(REQUEST, PARTNER), f"{href}/files/agreement", "/me/matters/unknown/1"):
        assert stranger.get(path).status_code == 404
    assert Refusal.objects.filter(actor=stranger.user).count() == 4
    assert Caller(sides.asker).get(href).status_code == 404


def test_the_agreement_is_a_file_of_the_request_alone() -> None:
    """Its letter is the ward's; before it is given out there is none."""
    sides: Sides = make_drafted()
    partner = Caller(sides.helper)
    assert read(partner, REQUEST)["files"] == []
    assert partner.get(f"{listed(partner, REQUEST)['href']}/files/agreement").status_code == 404


def test_the_goals_are_told_when_both_look_back_and_not_before_the_letter() -> None:
    """Neither those of a draft nor, once it is decided, before the letter was given out."""
    sides = make_drafted()
    goals = Agreement.objects.get(case=sides.case).goals
    for agreed_on in (None, timezone.localdate()):
        Agreement.objects.filter(case=sides.case).update(agreed_on=agreed_on)
        for person, sort in ((sides.helper, REQUEST), (sides.asker, PARTNER)):
            assert [one["key"] for one in read(Caller(person), sort)["listings"] if one["key"] == "agreement"] == []
    Case.objects.filter(pk=sides.case.pk).update(step=reviewing.STEP)
    for person, sort in ((sides.helper, REQUEST), (sides.asker, PARTNER)):
        assert rows(read(Caller(person), sort), "agreement") == [{"goals": goals}]


def test_a_volunteer_chooses_a_time_and_resigns_over_the_api_alone() -> None:
    recruitment = make_recruitment()
    user = make_user(name="応募 花子")
    case = make_application(recruitment, user=user)
    volunteer = Caller(user)
    assert volunteer.get("/me/matters").json()["items"] == []
    to_slot(case)
    slot = make_slot(recruitment, case.hub, days=9, place="北館の会議室")
    interview = read(volunteer, INTERVIEW)
    assert (interview["id"], interview["state"]) == (case.number, "choosing")
    choices = action(interview, "choose")["input_schema"]["properties"]["slot"]["oneOf"]
    assert str(slot.pk) in {one["const"] for one in choices}
    act(volunteer, INTERVIEW, "choose", slot=str(slot.pk))
    assert SlotChoice.objects.get(case=case).slot == slot
    assert facts(read(volunteer, INTERVIEW))["place"] == "北館の会議室"
    wrong = volunteer.post(f"{interview['href']}/actions/choose", order(read(volunteer, INTERVIEW), slot="9999999"))
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/input/slot")


def test_a_volunteer_keeps_the_log_and_resigns_with_a_confirmation() -> None:
    row = make_appointment()
    run_due()
    volunteer = Caller(row.user)
    act(volunteer, APPOINTMENT, "note", done_on=row.from_on.isoformat(), hours=1.5, text="取材")
    (entry,) = rows(read(volunteer, APPOINTMENT), "log")
    assert (entry["minutes"], entry["text"], entry["is_read"]) == (90, "取材", False)
    assert "key" not in action(read(volunteer, APPOINTMENT), "note")["input_schema"]["properties"]
    act(volunteer, APPOINTMENT, "take-back", entry=entry["entry"])
    assert rows(read(volunteer, APPOINTMENT), "log") == []
    act(volunteer, APPOINTMENT, "save-profile", skills="写真", skills_for="hub", contact_for="hub")

    matter = read(volunteer, APPOINTMENT)
    href = action(matter, "resign")["href"]
    asked = volunteer.post(href, {**order(matter), "confirmed": False})
    assert asked.json()["code"] == "confirmation-needed"
    assert asked.json()["summary"] == action(matter, "resign")["summary"]
    assert action(matter, "resign")["needs_confirmation"] is True
    assert Appointment.objects.get().is_held
    act(volunteer, APPOINTMENT, "resign", reason="転居")
    assert Appointment.objects.get().state == "resigned"
    over = volunteer.post(href, order(read(volunteer, APPOINTMENT)))
    assert (over.status_code, over.json()["code"]) == (409, "refused")


def test_an_entry_of_another_log_is_no_entry_of_this_one() -> None:
    recruitment = make_recruitment(places=5)
    mine, theirs = make_appointment(recruitment), make_appointment(recruitment)
    run_due()
    other = Caller(theirs.user)
    act(other, APPOINTMENT, "note", done_on=theirs.from_on.isoformat(), hours=1, text="別の人")
    matter = read(Caller(mine.user), APPOINTMENT)
    for number in (Activity.objects.get().pk, 9_999_999):
        answer = Caller(mine.user).post(f"{matter['href']}/actions/take-back", order(matter, entry=number))
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/input/entry")
    assert Activity.objects.get().taken_back_at is None


def test_the_question_of_february_is_answered_from_the_list_of_tasks() -> None:
    row = make_appointment()
    tell_by_letter(row.case)
    ask_to_go_on(row)
    volunteer = Caller(row.user)
    (task,) = [one for one in volunteer.get("/me/tasks").json() if one["sort"] == "page"]
    assert task["href"] == listed(volunteer, APPOINTMENT)["href"]
    assert listed(volunteer, APPOINTMENT)["asks"]
    act(volunteer, APPOINTMENT, "answer-renewal", answer="no")
    assert Renewal.objects.get().answer == "no"
    assert listed(volunteer, APPOINTMENT)["asks"] == ""


def test_a_declined_request_stays_readable_to_the_group_and_vanishes_for_the_asker() -> None:
    sides = make_asked()
    sounding.answer(sides.sounding, actor=sides.helper, accepts=True)
    assert Caller(sides.asker).get(f"/me/matters/{PARTNER}/{sides.sounding.pk}").status_code == 200
    act(Caller(sides.helper), REQUEST, "answer", answer="decline")
    assert Caller(sides.asker).get(f"/me/matters/{PARTNER}/{sides.sounding.pk}").status_code == 404
    assert listed(Caller(sides.helper), REQUEST)["state"] == "declined"


def test_what_staff_propose_is_not_seen_in_the_version() -> None:
    """Nor does it refuse what the volunteer does meanwhile."""
    row = make_appointment()
    tell_by_letter(row.case)
    volunteer = Caller(row.user)
    seen = read(volunteer, APPOINTMENT)
    chief = make_staff("chief", row.hub)
    ending.ask_dismissal(row, actor=chief, ground="conduct", reason="連絡がとれないため")
    assert read(volunteer, APPOINTMENT) == seen


def test_a_profile_is_not_written_over_by_what_was_read_before() -> None:
    row = make_appointment()
    tell_by_letter(row.case)
    volunteer = Caller(row.user)
    seen = read(volunteer, APPOINTMENT)
    act(volunteer, APPOINTMENT, "save-profile", skills="写真", skills_for="hub", contact_for="hub")
    late = volunteer.post(
        f"{seen['href']}/actions/save-profile", order(seen, skills="絵", skills_for="hub", contact_for="hubs")
    )
    assert (late.status_code, late.json()["code"]) == (409, "changed")


def test_a_consent_is_taken_back_whatever_has_changed_since() -> None:
    sides = make_asked()
    agree_to_show(sides)
    asker = Caller(sides.asker)
    seen = read(asker, PARTNER)
    sounding.remark(sides.sounding, actor=sides.helper, text="質問", by_hub=False)
    late = asker.post(f"{seen['href']}/actions/withdraw-consent", {**order(seen), "version": "old"})
    assert late.status_code == 200
    assert not Consent.objects.filter(side=Side.APPLICANT, withdrawn_at=None).exists()


def test_a_name_that_no_database_holds_is_nothing() -> None:
    caller = Caller(make_user())
    assert caller.get(f"/me/matters/{INTERVIEW}/%00").status_code == 404
    assert caller.get("/cases/%00").status_code == 404
