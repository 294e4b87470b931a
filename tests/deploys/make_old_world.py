"""Writes the file that the tests of deploys begin with; run on the code of that day, see README.md."""

from __future__ import annotations

import base64
import gzip
import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.config.settings.test")
django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.utils import timezone  # noqa: E402

from cms.jobs.worker import run_due  # noqa: E402
from cms.people.models import CommunityGroup, User  # noqa: E402
from tests import databases  # noqa: E402
from tests.factories_cases import bring_to, complete, let_pass  # noqa: E402
from tests.factories_intake import (  # noqa: E402
    make_applicant,
    make_draft_complete,
    make_whole_call,
    paper_case,
    submitted_case,
)
from tests.factories_people import make_group, make_staff  # noqa: E402
from workflows.cases.models import Case, Consultation  # noqa: E402
from workflows.cases.services import consultation as consultations  # noqa: E402
from workflows.correspondence.correcting import ask_correction  # noqa: E402
from workflows.engine.moving import hand_over  # noqa: E402
from workflows.intake.services import submit  # noqa: E402
from workflows.intake.services.correcting import begin_correction, resubmit  # noqa: E402
from workflows.intake.services.withdrawing import take_back  # noqa: E402

REFUSED = {"outcome_wanted": "refused", "reason": "対象外の経費のため。", "letter_reason": "対象となる経費がないため。"}
ASKED = {"result": "send_back", "opinion": "", "sections": ["activity"], "reason": "実施場所を詳しく。"}
# The database has a clock of its own, so that no trial can stand at the day of the file.
FAR = datetime(2099, 3, 31, tzinfo=UTC)
# Derived, or of one process alone; made anew by the product.
LEFT_OUT = {"sessions.session", "cache.contentchange"}


class World:
    """One hub, its staff, a group with its manager, and one case at each place of the procedure."""

    def __init__(self) -> None:
        self.call = make_whole_call(closes_at=FAR)
        self.manager, self.group = make_applicant()
        hub = self.group.hub
        self.reviewer, self.other = make_staff("reviewer", hub), make_staff("chief", hub)
        self.drafter, self.approver = make_staff("division_reviewer"), make_staff("division_approver")
        self.cases: dict[str, int] = {}
        self.others: dict[str, int | str] = {
            "manager": self.manager.pk, "group": self.group.pk, "reviewer": self.reviewer.pk, "chief": self.other.pk,
            "drafter": self.drafter.pk, "approver": self.approver.pk, "call": self.call.pk,
        }  # fmt: skip

    def sent(self, **changes: dict[str, str]) -> Case:
        return submitted_case(call=self.call, user=self.manager, group=self.group, **changes)

    def at(self, step: str, case: Case | None = None) -> Case:
        return bring_to(step, case or self.sent(), reviewer=self.reviewer, drafter=self.drafter)

    def asked(self) -> Case:
        return complete(self.at("hub_check"), self.reviewer, **ASKED, due_on="2099-03-31")

    def decided(self, *, notice: str = "electronic", **draft: Any) -> Case:
        """Decided; its letter waits to be made."""
        case = self.at("draft", self.sent(contact={"notice": notice}))
        case = complete(case, self.drafter, **(draft or {"amount_yen": case.requested_yen}))
        return complete(case, self.approver)

    def keep(self, name: str, case: Case) -> None:
        self.cases[name] = case.pk

    def build(self) -> None:
        self.with_letters()
        run_due()
        self.ended()
        run_due()
        self.at_the_hub()
        self.consulted()
        self.at_the_division()
        self.before_sending()

    def with_letters(self) -> None:
        """Everything here has its letter in a moment."""
        self.keep("granted, letter unread, its correction asked for", self.decided())
        self.keep("refused by post, to be posted", self.decided(notice="post", **REFUSED))

    def ended(self) -> None:
        letter = Case.objects.get(pk=self.cases["granted, letter unread, its correction asked for"]).letters.get()
        changes = {"addressee.name": "訂正 花子"}
        asked = ask_correction(letter, actor=self.drafter, changes=changes, reason="氏名の誤り")
        self.others["correction of a letter"] = asked.pk
        self.keep("withdrawn", take_back(self.at("hub_check"), actor=self.manager, reason="都合により"))

    def at_the_hub(self) -> None:
        self.keep("receipt", self.sent())
        paper = make_group(self.group.hub, name="試験紙町会")
        self.keep("receipt of a form on paper", paper_case(actor=self.reviewer, group=paper, call=self.call))
        self.keep("hub check", self.at("hub_check"))
        taken = self.at("hub_check")
        self.keep("hub check, taken by a colleague", hand_over(taken, actor=self.reviewer, holder=self.reviewer))
        self.keep("correction asked", self.asked())
        begun = self.asked()
        self.keep("correction begun", begun)
        self.others["draft of a correction"] = str(begin_correction(begun, actor=self.manager).pk)
        self.keep("correction overdue", let_pass(self.asked()))
        again = self.asked()
        resubmit(begin_correction(again, actor=self.manager), actor=self.manager, arrived_at=timezone.now())
        self.keep("hub check after a correction", again)

    def consulted(self) -> None:
        """What came before the form: asked for, booked, and a case whose consultation is not on record yet."""
        optional = make_whole_call(
            programme={"consultation": "optional"}, closes_at=FAR
        )  # fmt: skip
        for name in ("asked for", "booked", "under way"):
            user, group = make_applicant(hub=self.group.hub)
            asked = self._ask(optional.pk, user, group)
            self.others[f"consultation {name}"] = asked.pk
            if name == "booked":
                at = timezone.now() + timedelta(days=3)
                consultations.book(asked, actor=self.reviewer, booked_for=at)
            if name == "under way":
                draft = make_draft_complete(user, optional, group)
                self.keep("consultation", submit(draft, actor=user, arrived_at=timezone.now()))

    def _ask(self, call: int, user: User, group: CommunityGroup) -> Consultation:
        wish = {"wish": "会館の改修について", "wanted_dates": "平日の午後", "contact_phone": "03-0000-0000"}
        found = type(self.call).objects.get(pk=call)
        return consultations.request_consultation(found, actor=user, group=group, at=timezone.now(), **wish)

    def before_sending(self) -> None:
        """Last: whoever begins again goes on with the form that they have."""
        draft = make_draft_complete(self.manager, self.call, self.group)
        self.others["form not sent"] = str(draft.pk)

    def at_the_division(self) -> None:
        """After the worker's last turn, so that the last letter waits for that of the next version."""
        self.keep("draft", self.at("draft"))
        returned = self.at("decision")
        self.keep("draft returned", complete(returned, self.approver, result="send_back", reason="根拠を補うこと。"))
        self.keep("decision", self.at("decision"))
        self.keep("letter to be made", self.decided())


def rows() -> dict[str, dict[str, Any]]:
    """Every table of every app by its model: names of columns and rows as JSON can hold them."""
    found: dict[str, dict[str, Any]] = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.proxy or not meta.managed or meta.label_lower in LEFT_OUT:
            continue
        fields = meta.local_concrete_fields
        names = [field.attname for field in fields]
        held = [
            [field.get_prep_value(value) for field, value in zip(fields, row, strict=True)]
            for row in model._base_manager.order_by("pk").values_list(*names)
        ]
        if held:
            found[meta.label_lower] = {"fields": names, "rows": held}
    return found


def files() -> dict[str, str]:
    root = Path(settings.PRIVATE_ROOT)
    held = [path for path in sorted(root.rglob("*")) if path.is_file()]
    return {str(path.relative_to(root)): base64.b64encode(path.read_bytes()).decode() for path in held}


def as_json(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"base64": base64.b64encode(bytes(value)).decode()}
    # To the microsecond, which the chain of events has signed.
    return value.isoformat() if isinstance(value, date) else str(value)


def write(target: Path, build: Callable[[], World]) -> None:
    world = build()
    leaves = sorted(MigrationLoader(connection).graph.leaf_nodes())
    whole = {
        "made_at": timezone.now(), "migrations": leaves, "cases": world.cases, "others": world.others,
        "tables": rows(), "files": files(),
    }  # fmt: skip
    text = json.dumps(whole, default=as_json, ensure_ascii=False, separators=(",", ":"))
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    sys.stdout.write(f"{target}: {target.stat().st_size:,} bytes, {len(world.cases)} cases\n")


def main() -> None:
    def build() -> World:
        world = World()
        world.build()
        return world

    name = databases.make_copy("old_world")
    databases.use(name)
    try:
        with tempfile.TemporaryDirectory() as private:
            settings.PRIVATE_ROOT = Path(private)
            write(Path(sys.argv[1]), build)
    finally:
        databases.drop(name)


if __name__ == "__main__":
    main()
