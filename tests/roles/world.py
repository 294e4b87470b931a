"""Two of everything: a record of one's own hub or group, and a foreign one that bears a canary."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone
from wagtail.users.models import UserProfile

from cms.admin import exporting, scans
from cms.admin.inbox_form import InboxForm
from cms.hubs.models import Area, Chome, Hub, Topic, Ward
from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.mailings.magazine import links
from cms.mailings.magazine.choices import Choice
from cms.mailings.magazine.services import schedule
from cms.mailings.magazine.starting import start
from cms.mailings.models import SignUp
from cms.people.models import CommunityGroup, HubRole, Person, Role, User
from cms.people.services.invitations import hash_of, invite, invite_manager
from forms.drafts import attach
from forms.models import Draft
from pages.editing import previewing
from pages.editing.models import ModerationRule, PreviewLink
from pages.models import CallPage, EmergencyBanner, HubPage, SavedQuery
from pages.setting_up import set_up_sites
from tests.cms.admin.walking import client_of
from tests.factories_cases import bring_to, complete, let_pass, make_case, make_ward
from tests.factories_editing import Site, make_document, make_draft, make_picture, submit
from tests.factories_intake import (
    ATTACHMENTS,
    fill,
    make_draft_complete,
    make_whole_call,
    pdf,
    submitted_case,
    typed,
)
from tests.factories_mailings import make_mailing, make_subscriber
from tests.factories_people import (
    make_deputy,
    make_group,
    make_hub,
    make_membership,
    make_person,
    make_staff,
    make_user,
)
from tests.factories_sharing import make_member
from tests.roles.exchange import make_exchange
from tests.roles.people import ROLES
from tests.roles.world_api import add_numbers
from tests.roles.world_coordination import arrange
from tests.roles.world_matters import add_matters
from tests.roles.world_pages import published
from tests.roles.world_rooms import add_rooms
from tests.roles.world_rules import add_rules
from tests.roles.world_sharing import in_team, shared_with
from workflows.cases.models import Case, Consultation
from workflows.correspondence.models import Letter
from workflows.correspondence.services import ask_correction
from workflows.engine.erasing import Ground, erase_case
from workflows.intake.services import begin_paper
from workflows.intake.services.desk import begin_paper_correction
from workflows.programmes.models import Budget, Call

CANARY = "金糸雀"
MARK = "翡翠"
# A character that no font of the letters has.
UNPRINTABLE = "\U0002a6a5"
KANA = {CANARY: "きんしじゃく", MARK: "ひすい"}


@dataclass
class Side:
    """The records of one group at one hub; ``args`` fills the addresses, ``mark`` stands in every name."""

    mark: str
    hub: Hub
    reviewer: User
    chief: User
    user: User
    group: CommunityGroup
    cases: dict[str, Case] = field(default_factory=dict)
    args: dict[str, dict[str, Any]] = field(default_factory=dict)
    letter: Letter = field(default_factory=Letter)
    paper: Draft = field(default_factory=Draft)
    typed: Draft = field(default_factory=Draft)
    parked: dict[str, Any] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)
    fieldwork: dict[str, int] = field(default_factory=dict)


@dataclass
class World:
    call: Call
    fresh: Call
    elsewhere: Hub
    own: Side
    foreign: Side
    people: dict[str, User]
    coordination: Call | None = None
    clients: dict[str, Client] = field(default_factory=dict)
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)

    def side(self, name: str) -> Side:
        return self.own if name == "own" else self.foreign


def make_world() -> World:
    """A world in which every role has somebody; residents and hub staff belong to the own side."""
    ward = make_ward()
    call, fresh = (make_whole_call(budget_yen=10_000_000, programme={"consultation": "optional"}) for _ in "ab")
    drafter, approver = make_staff("division_reviewer"), make_staff("division_approver")
    own, foreign = (_side(call, mark, drafter, approver) for mark in (MARK, CANARY))
    people = {"applicant": own.user, "stranger": make_user(name="無関係 次郎"), "reviewer": own.reviewer}
    people |= {"member": make_user(name="会員 花子"), "chief": own.chief}
    seat = make_membership(own.group, people["member"])
    own.args["seat"] = {"pk": own.group.pk, "membership": seat.pk}
    foreign.args["seat"] = foreign.args["membership"]
    _staff_of_ward(people, own.hub)
    for side in (own, foreign):
        side.args["fresh"] = {"slug": fresh.slug}
        principal = make_staff("division_approver", name=f"{side.mark} 部長")
        side.args["deputy"] = {
            "pk": make_deputy(principal, make_staff("division_reviewer", name=f"{side.mark} 代理")).pk
        }
        _invited(side, people["stranger"] if side is own else make_user())
        _registers(side, call, fresh, ward)
        _magazine(side)
        add_rooms(side)
    set_up_sites()
    for side in (own, foreign):
        _written(side, people["editor"] if side is own else make_staff("editor", side.hub, name=f"{side.mark} 編集"))
        side.args["page"] = {"page_id": HubPage.objects.get(hub=side.hub).pk}
        add_rules(side)
        side.args["call_page"] = {"page_id": CallPage.objects.filter(call=call).first().pk}
    UserProfile.objects.bulk_create(
        [UserProfile(user=one) for one in User.objects.filter(wagtail_userprofile=None)]
    )  # Wagtail makes it at the first visit
    world = World(call, fresh, make_hub(), own, foreign, people)
    _asked_for(world)
    world.coordination = arrange([own, foreign])
    for side in (own, foreign):
        side.args["bare_hub"] = {"hub": world.elsewhere.pk}
        make_exchange(side)
        add_matters(side)
    world.clients = {role: Client() if role == "anonymous" else client_of(people[role]) for role in ROLES}
    return world


def _staff_of_ward(people: dict[str, User], hub: Hub) -> None:
    """Somebody for each role that nobody has yet, and a deputy."""
    for role in Role:
        if role not in people:
            people[role] = make_staff(role, hub if role == Role.EDITOR else None)
    people["deputy"] = make_staff("division_reviewer")
    make_deputy(people["division_approver"], people["deputy"])


def _side(call: Call, mark: str, drafter: User, approver: User) -> Side:
    hub = make_hub()
    reviewer = make_staff("reviewer", hub, name=f"{mark} 職員")
    chief = make_member("chief", hub, name=f"{mark} 職員")  # by a team: every door is tried with what it gives
    user = make_user(name=f"{mark} 花子")
    make_person(user=user, name=f"{mark} 花子", phone="03-0000-0000", email=user.email)
    group = make_group(hub, manager=user, name=f"{mark}町会", name_kana=f"{KANA[mark]}ちょうかい")
    side = Side(mark, hub, reviewer, chief, user, group)
    _cases(side, call, drafter, approver)
    _resident(side, call)
    _desk(side, call)
    _other_groups(side)
    return side


def _written(side: Side, editor: User) -> None:
    """Drafts of the side's editor, one of them under approval, a picture and a document."""
    site = Site(side.hub, HubPage.objects.get(hub=side.hub), editor, side.chief)
    draft, waiting = (
        make_draft(site, f"{side.mark}の{name}", slug=name, summary="第１回") for name in ("draft", "waiting")
    )
    state = submit(waiting, editor)
    picture, document = make_picture(site, f"{side.mark}の写真"), make_document(site, f"{side.mark}の資料")
    token = f"preview-{draft.pk}"
    link = PreviewLink.objects.create(
        page=draft, token_hash=previewing.hash_of(token), note=f"{side.mark}の相手", created_by=editor,
        expires_at=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    side.args |= {
        **published(side, site),
        **in_team(side.mark),
        "page_draft": {"page_id": draft.pk},
        "preview_link": {"page_id": draft.pk, "link": link.pk},
        "preview_token": {"token": token},
        "shared_hub": {"hub": side.hub.pk},
        "branch": {"branch": draft.pk},
        "branch_role": {"branch": draft.pk, "role": shared_with(draft, "editor", side.mark)},
        "rule": {"pk": ModerationRule.objects.get(hub=None).pk},
    }
    side.written = {
        "draft": draft.pk,
        "waiting": waiting.pk,
        "image_id": picture.pk,
        "document_id": document.pk,
        "doc_id": document.pk,
        "collection_id": picture.collection_id,
        "revision_id": draft.latest_revision_id,
        "task_state_id": state.current_task_state_id,
        "workflow_state_id": state.pk,
        "task_id": state.current_task_state.task_id,
    }


def _cases(side: Side, call: Call, drafter: User, approver: User) -> None:
    """One case at every node of the flow, one decided with its letter, one whose letter is parked."""
    people = {"reviewer": side.reviewer, "drafter": drafter}
    sent = {"call": call, "user": side.user, "group": side.group}
    made = {"call": call, "applicant": side.user, "group": side.group}
    cases = side.cases
    title = {"title": f"{side.mark}の事業"}
    cases["receive"] = submitted_case(**sent, activity=title)
    cases["consultation"] = make_case(**made, start="consultation")
    for step in ("hub_check", "draft", "decision"):
        cases[step] = bring_to(step, make_case(**made), **people)
    cases["held"] = make_case(**made)
    Case.objects.filter(pk=cases["held"].pk).update(holder=side.reviewer)
    back = {"result": "send_back", "sections": ["activity"], "reason": "訂正してください。", "due_on": None}
    for name in ("correction", "overdue", "typed"):
        cases[name] = complete(bring_to("hub_check", make_case(**made), **people), side.reviewer, **back)
    let_pass(cases["overdue"])
    for name in ("decided", "parked", "dispatch", "asked", "own_asked", "erased"):
        notice = "post" if name == "dispatch" else "electronic"
        decided = bring_to("decision", make_case(**made, notice=notice), **people)
        cases[name] = complete(decided, approver)
    run_due()
    _letters(side)
    role = shared_with(cases["held"], "reader", side.mark)
    side.args["case_role"] = {"pk": cases["held"].pk, "role": role}
    for name, case in cases.items():
        case.refresh_from_db()
        side.args[f"case_{name}"] = {"pk": case.pk}
        side.args[f"step_{name}"] = {"pk": case.pk, "task": case.open_task or 0, "node": case.step}


def _letters(side: Side) -> None:
    """One letter given out, one parked, one of an erased case."""
    cases = side.cases
    cases["dispatch"].refresh_from_db()
    side.letter, parked = cases["decided"].letters.get(), cases["parked"].letters.get()
    parked.content["addressee"]["name"] += UNPRINTABLE
    side.parked = parked.content
    unmade = {"state": "parked", "file": None, "issued_at": None, "arrived_at": None, "content": parked.content}
    Letter.objects.filter(pk=parked.pk).update(**unmade)
    item = OutboxItem.objects.get(key=f"letter:{parked.pk}")
    OutboxItem.objects.filter(pk=item.pk).update(state=OutboxItem.State.PARKED)
    erased = cases["erased"].letters.get()
    erase_case(cases["erased"], actor=make_staff("administrator"), reason="本人の請求", ground=Ground.REQUEST)
    side.args["desk_letter"] = {"pk": cases["decided"].pk, "letter": side.letter.pk}
    side.args["parked_letter"] = {"pk": cases["parked"].pk, "letter": parked.pk}
    posted = cases["dispatch"]
    side.args["paper_letter"] = {"pk": posted.pk, "letter": posted.letters.get().pk}
    side.args["erased_letter"] = {"pk": cases["erased"].pk, "letter": erased.pk}
    side.args |= {"item": {"item": item.pk}, "held_letter": {"pk": parked.pk}, "letter_erased": {"pk": erased.pk}}


def _asked_for(world: World) -> None:
    """Corrections of letters wait for an approver; one was asked for by the person with the reviewer's role."""
    for side in (world.own, world.foreign):
        add_numbers(side)
    askers = {"asked": make_staff("division_reviewer"), "own_asked": world.people["division_reviewer"]}
    for side in (world.own, world.foreign):
        changes = {"addressee.name": f"{side.mark} 訂正"}
        for name, asker in askers.items():
            letter = side.cases[name].letters.get()
            asked = ask_correction(letter, actor=asker, reason="誤記のため", changes=changes)
            side.args[f"correction_{name}"] = {"pk": letter.case_id, "letter": letter.pk, "correction": asked.pk}


def _resident(side: Side, call: Call) -> None:
    case = side.cases["receive"]
    draft = make_draft_complete(side.user, call, side.group, activity={"title": f"{side.mark}の新しい事業"})
    kept = case.submissions.get().files.first()
    other = make_membership(side.group, make_user(name=f"{side.mark} 次郎"))
    side.args |= {
        "case": {"pk": case.pk},
        "sent": {"pk": case.pk, "number": 1},
        "desk_file": {"pk": case.pk, "file": kept.file_id},
        "case_file": {"pk": case.pk, "file_pk": kept.pk},
        "letter": {"pk": side.letter.pk},
        "draft": {"draft_id": draft.pk},
        "draft_section": {"draft_id": draft.pk, "key": "activity"},
        "draft_question": {"draft_id": draft.pk, "question": "rules"},
        "draft_file": {"draft_id": draft.pk, "pk": draft.files.first().pk},
        "group": {"pk": side.group.pk},
        "membership": {"pk": side.group.pk, "membership": other.pk},
        "call": {"slug": call.slug},
        "none": {},
    }


def _other_groups(side: Side) -> None:
    """A group from paper without an open case, to which the hub has invited a manager, and a retired one."""
    idle = make_group(side.hub, name=f"{side.mark}子ども会", name_kana=f"{KANA[side.mark]}こどもかい")
    sent = invite_manager(idle, actor=side.reviewer, email=f"paper-{idle.pk}@example.jp", reason="紙で申請した団体")
    kana = f"{KANA[side.mark]}ろうじんかい"
    retired = make_group(side.hub, manager=side.user, name=f"{side.mark}老人会", name_kana=kana, is_active=False)
    side.args |= {"idle": {"pk": idle.pk}, "retired": {"pk": retired.pk}}
    side.args["hub_invitation"] = {"pk": idle.pk, "invitation": sent.pk}


def _invited(side: Side, invited: User) -> None:
    """An invitation for an account of the world; its secret, which only the mail knows, is the side's mark."""
    invitation = invite(side.group, actor=side.user, email=invited.email)
    invitation.token_hash = hash_of(f"token-{side.group.pk}")
    invitation.save()
    side.args["invitation"] = {"pk": side.group.pk, "invitation": invitation.pk}
    side.args["token"] = {"token": f"token-{side.group.pk}"}


def _desk(side: Side, call: Call) -> None:
    """A consultation asked for; a paper form typed in whole and a finished export, both of the side's reviewer."""
    asked = Consultation.objects.create(
        call=call, group=side.group, hub=side.hub, requested_by=side.user,
        wish=f"{side.mark}の相談", contact_phone="03-0000-0000",
    )  # fmt: skip
    paper = begin_paper(call, actor=side.reviewer, group=side.group)
    fill(paper, side.reviewer, typed(activity={"title": f"{side.mark}の紙の事業"}))
    for question in ATTACHMENTS:
        attach(paper, actor=side.reviewer, question=question, upload=pdf(f"{question}.pdf", text=question))
    scans.keep_scan(paper, actor=side.reviewer, upload=pdf("scan.pdf", text="scan"))
    side.paper = paper
    side.typed = begin_paper_correction(side.cases["typed"], actor=side.reviewer)
    scans.keep_scan(side.typed, actor=side.reviewer, upload=pdf("correction.pdf", text="scan"))
    export = exporting.order(side.reviewer, form=InboxForm({"view": "all"}, user=side.reviewer), format="csv")
    side.args |= {
        "consultation": {"consultation": asked.pk},
        "own_consultation": {"slug": call.slug, "pk": asked.pk},
        "paper": {"draft": paper.pk},
        "paper_section": {"draft": paper.pk, "section": "activity"},
        "typed": {"draft": side.typed.pk},
        "typed_section": {"draft": side.typed.pk, "section": "activity"},
        "export": {"pk": export.pk},
    }


def _magazine(side: Side) -> None:
    """A reader, and one magazine mail of the hub in each state; nobody has worked on any."""
    reader = make_subscriber(f"reader-{side.mark}@example.jp", Choice(hubs=frozenset([side.hub.pk])))
    leaver = make_subscriber(f"leaver-{side.mark}@example.jp", Choice(hubs=frozenset([side.hub.pk])))
    made = {}
    for name in ("mailing", "mailing_due", "mailing_sending"):
        made[name] = make_mailing(actor=side.chief, hub=side.hub, subject=f"{side.mark}だより")
    for name in ("mailing_due", "mailing_sending"):
        schedule(made[name], actor=side.chief)
    made["mailing_sending"].refresh_from_db()
    start(made["mailing_sending"])
    asked = SignUp.objects.create(address=f"new-{side.mark}@example.jp", choice={"hubs": [side.hub.pk]})
    side.args |= {name: {"pk": one.pk} for name, one in made.items()}
    ways = (links.confirm_url(asked), links.preferences_url(reader.pk), links.unsubscribe_url(leaver.pk))
    for name, url in zip(("confirm", "preferences", "unsubscribe"), ways, strict=True):
        side.args[f"magazine_{name}"] = {"token": url.rstrip("/").rpartition("/")[2]}


def _registers(side: Side, call: Call, fresh: Call, ward: Ward) -> None:
    """What the staff's registers show; an own and a foreign row each, where there are two."""
    place = Chome.objects.create(town=f"{side.hub.code}町", town_kana="しけんちょう", number=1)
    area = Area.objects.create(code=f"area-{side.hub.code}", name=f"{side.hub.code}地域", layer=Area.Layer.NETWORK)
    area.chome.add(place)
    shown = call if side.mark == MARK else fresh
    rows = {
        "hub": side.hub,
        "area": area,
        "chome": place,
        "topic": Topic.objects.create(code=f"topic-{side.hub.code}", name=f"{side.hub.code}のテーマ"),
        "ward": ward,
        "programme": shown.programme,
        "call_row": shown,
    }
    rows["budget"] = Budget.objects.get(programme=shown.programme)
    rows["banner"] = EmergencyBanner.objects.create(
        hub=side.hub, title=f"{side.mark}の警報", ends_at=timezone.now() + timedelta(days=3)
    )
    rows["saved_query"] = SavedQuery.objects.create(
        hub=side.hub, name=f"{side.mark}の検索", query={"kinds": ["eventpage"]}
    )
    rows["role"] = HubRole.objects.get(user=side.reviewer)
    rows["user"] = side.group.memberships.get(pk=side.args["membership"]["membership"]).user
    side.args |= {name: {"pk": row.pk} for name, row in rows.items()}
    side.args |= {
        "topic_code": {"code": rows["topic"].code},
        "area_code": {"code": area.code},
        "kind_slug": {"kind": "subsidy"},
    }
    kinds = ("news", "events", "articles", "opportunities", "groups", "faqs", "calls")
    side.args |= {f"list_{kind}": {"code": side.hub.code, "kind": kind} for kind in kinds}
    side.args["person"] = {"pk": Person.objects.get(user=side.user).pk}
