"""What holds outside any transaction; needs a database where commits are real."""

from __future__ import annotations

import pytest

from tests.factories_letters import make_decided_case
from workflows.correspondence import services
from workflows.correspondence.models import Letter


@pytest.mark.usefixtures("own_database")
def test_a_letter_is_ordered_in_a_transaction_only() -> None:
    case = make_decided_case()
    with pytest.raises(RuntimeError):
        services.issue_letter(case, actor=None, outcome="granted")
    assert not Letter.objects.exists()
