"""Invented accounts: one per role, a team of staff, and three residents who act for groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from cms.hubs.models import Hub
from cms.people.models import CommunityGroup, Role, User
from cms.people.services import groups as group_services
from cms.people.services import officers as officer_services
from cms.people.services import roles as role_services
from cms.people.services import teams as team_services
from cms.people.services.persons import person_of

STAFF = (
    ("reviewer@example.jp", "見本 京子", Role.REVIEWER, 0),
    ("chief@example.jp", "見本 誠", Role.CHIEF, 0),
    ("editor@example.jp", "見本 さくら", Role.EDITOR, 0),
    ("reviewer2@example.jp", "見本 大輔", Role.REVIEWER, 1),
    ("division@example.jp", "見本 直樹", Role.DIVISION_REVIEWER, None),
    ("division2@example.jp", "見本 由美", Role.DIVISION_REVIEWER, None),
    ("approver@example.jp", "見本 和子", Role.DIVISION_APPROVER, None),
    ("editor-in-chief@example.jp", "見本 健", Role.EDITOR_IN_CHIEF, None),
    ("accountant@example.jp", "見本 恵", Role.ACCOUNTANT, None),
    ("auditor@example.jp", "見本 学", Role.AUDITOR, None),
    ("section@example.jp", "見本 緑", Role.SECTION, None),
)
TEAM = (
    ("editor2@example.jp", "見本 望"),
    ("editor3@example.jp", "見本 薫"),
)
RESIDENTS = (
    ("hanako@example.jp", "例示 花子", "レイジ ハナコ", "みほん北町会", "みほんきたちょうかい", 0),
    ("taro@example.jp", "例示 太郎", "レイジ タロウ", "みほん南自治会", "みほんみなみじちかい", 0),
    ("ume@example.jp", "例示 うめ", "レイジ ウメ", "みほん髙台町会", "みほんたかだいちょうかい", 1),
)
# One application per group and call: whoever shows several stages acts for several groups.
MORE_GROUPS = (
    ("hanako@example.jp", "みほん東町会", "みほんひがしちょうかい", 0),
    ("taro@example.jp", "みほん西自治会", "みほんにしじちかい", 0),
)


@dataclass(frozen=True)
class Cast:
    """Everybody who plays a part, by e-mail address."""

    users: dict[str, User]
    groups: list[CommunityGroup]
    hubs: list[Hub]

    def __getitem__(self, name: str) -> User:
        return User.objects.get(pk=self.users[f"{name}@example.jp"].pk)


def make_account(email: str, name: str) -> User:
    """An account with a verified address; it signs in by a code sent to it."""
    family, _space, given = name.partition(" ")
    user = User.objects.create_user(email, None, last_name=family, first_name=given)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def make_people(hubs: list[Hub]) -> Cast:
    """Accounts, roles, groups with officers; all verified by their hub."""
    make_account("admin@example.jp", "見本 管理")
    admin, _new = role_services.appoint_first_administrator(email="admin@example.jp", name="見本 管理")
    users = {admin.email: admin}
    for email, name, role, hub in STAFF:
        users[email] = make_account(email, name)
        role_services.grant_role(
            actor=admin, user=users[email], role=role, hub=None if hub is None else hubs[hub], from_on=date(2026, 4, 1)
        )
    _make_team(admin, users, hubs[1])
    today = timezone.localdate()
    role_services.record_deputy(
        actor=admin,
        principal=users["approver@example.jp"],
        deputy=users["division2@example.jp"],
        from_on=today - timedelta(days=7),
        until_on=today + timedelta(days=60),
        reason="出張および年次有給休暇のため",
    )
    cast = Cast(users, [], hubs)
    for entry in RESIDENTS:
        cast.groups.append(_resident(cast, entry))
    known = {email: (name, kana) for email, name, kana, *_group in RESIDENTS}
    for email, group_name, group_kana, hub in MORE_GROUPS:
        cast.groups.append(_group(cast, cast.users[email], *known[email], group_name, group_kana, hub))
    return cast


def _make_team(admin: User, users: dict[str, User], hub: Hub) -> None:
    """People without a role of their own who write for ``hub``."""
    team = team_services.create_team(actor=admin, name="みほん広報班", note="拠点のページとお知らせの作成を手伝う")
    for email, name in TEAM:
        users[email] = make_account(email, name)
        team_services.add_member(team, actor=admin, user=users[email], from_on=date(2026, 4, 1))
    role_services.grant_role(actor=admin, team=team, role=Role.EDITOR, hub=hub, from_on=date(2026, 4, 1))


def _resident(cast: Cast, entry: tuple[str, str, str, str, str, int]) -> CommunityGroup:
    email, name, kana, group_name, group_kana, hub = entry
    user = cast.users[email] = make_account(email, name)
    person_of(user, name=name, name_kana=kana, phone="03-0000-0000", email=email)
    return _group(cast, user, name, kana, group_name, group_kana, hub)


def _group(cast: Cast, user: User, name: str, kana: str, group_name: str, group_kana: str, hub: int) -> CommunityGroup:
    """A group that ``user`` registered, with its officers, verified by its hub."""
    group = group_services.register_group(
        actor=user,
        name=group_name,
        name_kana=group_kana,
        kind=CommunityGroup.Kind.NEIGHBOURHOOD,
        hub=cast.hubs[hub],
        address="練馬区みほん町1丁目2番3号",
        postal_code="176-0000",
        phone="03-0000-0000",
    )
    officer_services.set_officers(
        group,
        actor=user,
        officers=[
            {"title": "会長", "name": name, "name_kana": kana, "from_on": date(2026, 4, 1)},
            {"title": "会計", "name": "例示 次郎", "name_kana": "レイジ ジロウ", "from_on": date(2026, 4, 1)},
        ],
    )
    reviewer = cast["reviewer"] if hub == 0 else cast["reviewer2"]
    return group_services.verify_group(group, actor=reviewer, accepted=True, note="町会名簿と照合した。")
