"""What the tests of the resident's form begin with: somebody signed in who has a draft."""

from __future__ import annotations

import pytest
from django.test import Client

from forms.models import Draft
from tests.factories_intake import make_applicant, make_draft, make_draft_complete, make_whole_call
from tests.sign_in import sign_in


@pytest.fixture
def draft(client: Client) -> Draft:
    """Nothing is written in it yet."""
    user, group = make_applicant()
    sign_in(client, user)
    return make_draft(user, make_whole_call(), group)


@pytest.fixture
def complete_draft(client: Client) -> Draft:
    """It could be sent as it is."""
    user, group = make_applicant()
    sign_in(client, user)
    return make_draft_complete(user, make_whole_call(), group)
