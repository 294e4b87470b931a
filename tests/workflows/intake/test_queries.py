"""How many queries the pages take: fixed numbers, whatever the number of rows."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories_intake import make_applicant, make_draft, make_draft_complete, make_whole_call, submitted_case
from tests.sign_in import sign_in
from tests.workflows.intake.test_doors import make_letter
from workflows.intake.reviewed import mark_of

pytestmark = pytest.mark.django_db

# Goal 4 of cms/docs/benchmarks.md asks for 12; why it takes more, statement by statement, is decision
# cms/docs/decisions/0032-statements-of-sending-and-step.md. The bell for the workers, the 36th, is counted in
# tests/test_statement_goals.py, where transactions end.
SENDING = 36  # the receivers of webhooks are asked after once, decision 0061


def own_queries(context: CaptureQueriesContext) -> list[str]:
    """Statements on rows; savepoints of the test's outer transaction are left out."""
    return [
        query["sql"] for query in context if not re.match(r"(SAVEPOINT|RELEASE|BEGIN|COMMIT|ROLLBACK)", query["sql"])
    ]


def test_sending_takes_a_fixed_number_of_queries(client: Client) -> None:
    user, group = make_applicant()
    sign_in(client, user)
    client.get("/mypage/")
    draft = make_draft_complete(user, make_whole_call(), group)
    given = {"declared": "yes", "seen": mark_of(draft)}
    with CaptureQueriesContext(connection) as context:
        answer = client.post(f"/mypage/drafts/{draft.pk}/send/", given)
    assert answer.status_code == 302
    taken = own_queries(context)
    assert "strftime" in taken[0] or "clock_timestamp" in taken[0]
    assert len(taken) <= SENDING, "\n".join(sql[:120] for sql in taken)


def test_my_page_takes_the_same_queries_for_one_row_and_for_many(client: Client) -> None:
    user, group = make_applicant()
    sign_in(client, user)
    counts = []
    for _round in range(3):
        case = submitted_case(user=user, group=group)
        make_letter(case)
        make_draft(user, make_whole_call(), group)
        client.get("/mypage/")
        with CaptureQueriesContext(connection) as context:
            assert client.get("/mypage/").status_code == 200
        counts.append(len(context))
    assert len(set(counts)) == 1, counts
    # Twelve of the page and five of the kinds: cms/docs/decisions/0050-kinds-as-plug-ins.md.
    assert counts[0] <= 17
