"""Step addresses whose case, task, node, hub or kind do not belong together: 404, and nothing has changed."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from cms.audit.models import Refusal
from cms.people.models import User
from tests.cms.admin.walking import answers, client_of
from tests.factories_cases import bring_to, make_call, make_case, make_programme, open_task
from tests.factories_kinds import install_trial_kind
from tests.factories_people import make_group, make_hub, make_staff
from tests.rows import digests
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db
NODES = ["receive", "hub_check", "letter", "nowhere"]


@dataclass(frozen=True)
class Mix:
    """Cases that differ in step, hub or kind, and what of their addresses belongs together."""

    cases: dict[str, Case]
    tasks: list[int]
    right: dict[str, tuple[int, int, str]]

    @property
    def addresses(self) -> Iterator[tuple[int, int, str]]:
        """Every case, task and node with each other, and some that do not exist."""
        return itertools.product([*[case.pk for case in self.cases.values()], 10**9], [*self.tasks, 10**9], NODES)


@pytest.fixture
def mix(monkeypatch: pytest.MonkeyPatch) -> Mix:
    """Of one hub: a new case, one a step further and one of another kind; and a case of a foreign hub."""
    install_trial_kind(monkeypatch)
    hub, call = make_hub(), make_call()
    of_kind = make_call(make_programme(kind="trial"))
    cases = {
        "new": make_case(call=call, group=make_group(hub)),
        "further": bring_to("hub_check", make_case(call=call, group=make_group(hub))),
        "kind": make_case(call=of_kind, group=make_group(hub)),
        "foreign": make_case(call=call, group=make_group(make_hub())),
    }
    assert cases["kind"].kind == "trial"
    assert open_task(cases["kind"]).flow_task.flow_class is not open_task(cases["new"]).flow_task.flow_class
    right = {name: (case.pk, open_task(case).pk, case.step) for name, case in cases.items()}
    return Mix(cases, [task for _case, task, _node in right.values()], right)


def assert_nowhere(client: Client, reviewer: User, addresses: Iterable[tuple[int, int, str]], data: dict) -> None:
    """Each is 404 for both methods, is put on record, and no row of any other table has changed."""
    client.get("/cms/desk/")
    before, refused = digests(leaving_out=["audit_refusal"]), Refusal.objects.count()
    tried = 0
    for case, task, node in addresses:
        address = f"/cms/desk/cases/{case}/steps/{task}/{node}/"
        assert client.get(address).status_code == 404, address
        assert client.post(address, data).status_code == 404, address
        tried += 2
    assert tried
    assert digests(leaving_out=["audit_refusal"]) == before
    assert Refusal.objects.filter(actor=reviewer).count() == Refusal.objects.count() == refused + tried


def everything(case: Case, other: Case) -> dict:
    """What would do either step, if the address were right."""
    return {**answers(case), **answers(other), "seen_revision": case.revision, "confirmed": "1"}


@pytest.mark.parametrize("at_home", [True, False])
def test_addresses_that_mix_are_404_and_change_nothing_but_the_refusal_log(mix: Mix, at_home: bool) -> None:
    """Case, task, node and kind, tried by the chief of one hub and by the chief of the other."""
    chief = make_staff("chief", mix.cases["new" if at_home else "foreign"].hub)
    own = {"new", "further", "kind"} if at_home else {"foreign"}
    right = {mix.right[name] for name in own}
    client = client_of(chief)
    wrong = [address for address in mix.addresses if address not in right]
    assert_nowhere(client, chief, wrong, everything(mix.cases["new"], mix.cases["further"]))
    for case, task, node in right:
        assert client.get(f"/cms/desk/cases/{case}/steps/{task}/{node}/").status_code == 200


def test_a_case_whose_kind_is_not_that_of_its_flow_has_no_step(mix: Mix) -> None:
    chief = make_staff("chief", mix.cases["new"].hub)
    Case.objects.filter(pk=mix.cases["new"].pk).update(kind="trial")
    Case.objects.filter(pk=mix.cases["kind"].pk).update(kind="subsidy")
    crossed = [mix.right["new"], mix.right["kind"]]
    assert_nowhere(client_of(chief), chief, crossed, everything(mix.cases["new"], mix.cases["further"]))


def test_the_digest_of_all_tables_sees_one_changed_column() -> None:
    """Control of the comparison above."""
    case = make_case()
    before = digests()
    Case.objects.filter(pk=case.pk).update(title="別の題")
    after = digests()
    assert {name for name in before if before[name] != after[name]} == {"cases_case"}
