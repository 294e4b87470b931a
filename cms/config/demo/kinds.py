"""Every kind of request that has a ``demo.py`` shows itself: what it needs from above the kinds is lent here."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.utils import timezone

from cms.config.demo.applications import paper, step
from cms.config.demo.people import Cast, make_account
from cms.hubs.models import Hub
from cms.people.models import CommunityGroup, User
from cms.people.services import groups as group_services
from cms.people.services import officers as officer_services
from cms.people.services.persons import person_of
from forms.attachments import attach
from forms.saving import save_section
from forms.versions import definition_of
from workflows.cases.models import Case
from workflows.correspondence.handlers import make_letter
from workflows.correspondence.models import Letter
from workflows.engine.letters import go_on
from workflows.intake.services import start, submit
from workflows.programmes.models import Call

VERIFIERS = ("reviewer", "reviewer2")


class Lent:
    """The ``Stage`` of workflows/engine/staging.py, made of the demo's people and the product's own services."""

    def __init__(self, cast: Cast, call: Call) -> None:
        self.cast, self.call = cast, call
        self.groups, self.hubs = cast.groups, cast.hubs

    def __getitem__(self, name: str) -> User:
        return self.cast[name]

    def resident(self, name: str, family_and_given: str, kana: str, **person: Any) -> User:
        email = f"{name}@example.jp"
        user = self.cast.users[email] = make_account(email, family_and_given)
        person_of(user, name=family_and_given, name_kana=kana, phone="03-0000-0000", email=email, **person)
        return user

    def group(self, manager: User, name: str, kana: str, *, kind: str, hub: int) -> CommunityGroup:
        made = group_services.register_group(
            actor=manager, name=name, name_kana=kana, kind=kind, hub=self.hubs[hub], postal_code="176-0000",
            address="練馬区みほん町3丁目2番1号", phone="03-0000-0000",
        )  # fmt: skip
        person = person_of(manager)
        head = {"title": "代表", "name": person.name, "name_kana": person.name_kana, "from_on": timezone.localdate()}
        officer_services.set_officers(made, actor=manager, officers=[head])
        verifier = self.cast[VERIFIERS[hub]]
        return group_services.verify_group(made, actor=verifier, accepted=True, note="会則と照合した。")

    def send(
        self, user: User, answers: Mapping[str, str], *, group: CommunityGroup | None = None, hub: Hub | None = None
    ) -> Case:
        draft = start(self.call, actor=user, group=group, hub=hub, at=timezone.now())
        for section in definition_of(draft.version).sections:
            row = draft.sections.get(key=section.key)
            data = {**row.raw, **answers}
            save_section(draft, actor=user, section=section.key, data=data, seen_revision=row.revision)
            for question in section.file_questions:
                if question.required:
                    upload = paper(str(question.label), user.get_full_name())
                    attach(draft, actor=user, question=question.key, upload=upload)
        return submit(draft, actor=user, arrived_at=timezone.now())

    def step(self, case: Case, actor: User, **data: Any) -> Case:
        return step(case, actor, **data)

    def letter(self, case: Case) -> Case:
        owed = {"letter": Letter.objects.filter(case=case).order_by("pk")[0].pk}
        make_letter(owed)
        go_on(owed)
        case.refresh_from_db()
        return case


def make_kinds(cast: Cast) -> None:
    """In the order in which the kinds are installed."""
    for config in apps.get_app_configs():
        if getattr(config, "is_kind", False) and find_spec(f"{config.name}.demo"):
            slug = import_module(f"{config.name}.kind").kind.slug
            call = Call.objects.select_related("programme").filter(programme__kind=slug).order_by("pk")[0]
            import_module(f"{config.name}.demo").make(Lent(cast, call))
