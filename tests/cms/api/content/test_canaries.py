"""No personal data and no unpublished text is in any public answer, whatever language and parameters it has."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models
from django.test import Client
from wagtail.models import Page

from cms.api.v1 import api
from cms.people.models import CommunityGroup, Person, User
from pages.models import HubPage, NewsPage
from tests.canaries import KANA, PHONE, TEXT
from tests.cms.api.content.reading import API, operations
from tests.cms.api.content.worlds import Ward, make_whole_ward
from tests.factories_cases import bring_to, make_case
from tests.factories_pages import make_news
from workflows.cases.models import Case
from workflows.programmes.models import Call, Programme

pytestmark = pytest.mark.django_db
SHOWN_OF_GROUPS = {"name", "kind"}
INTERNAL = {CommunityGroup: SHOWN_OF_GROUPS, Person: set(), User: {"password"}}


def poison(model: type[models.Model], but: set[str]) -> None:
    """Every free text of every row, but for what is public or has a form of its own."""
    texts = (models.CharField, models.TextField)
    named = {
        one.name: TEXT if one.max_length is None or one.max_length >= len(TEXT) else TEXT[: one.max_length]
        for one in model._meta.concrete_fields
        if isinstance(one, texts) and not one.choices and not one.unique and type(one) is not models.SlugField
    }
    model._default_manager.update(**{name: text for name, text in named.items() if name not in but})


def addresses(ward: Ward) -> list[str]:
    """Every public operation with every record there is."""
    ids = {
        "page_id": Page.objects.values_list("pk", flat=True), "event_id": [ward.pages["event"].pk],
        "bulletin_id": [ward.pages["bulletin"].pk], "profile_id": [ward.pages["group"].pk],
        "opportunity_id": [ward.pages["opportunity"].pk], "code": ["west"], "token": ["x"], "kind": ["subsidy"],
        "slug": Call.objects.values_list("slug", flat=True), "name": ["hubs", "calls", "events", "awards"],
    }  # fmt: skip
    found = []
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    closed = {told["get"]["operationId"] for _path, told in paths if told.get("get", {}).get("security")}
    for one in operations():
        if one.view_func.__name__ in closed or "problems" in one.path or "session" in one.path:
            continue
        names = re.findall(r"{(?:\w+:)?(\w+)}", one.path)
        pattern = re.sub(r"{(?:\w+:)?(\w+)}", r"{\1}", one.path)
        found += [pattern.format(**dict.fromkeys(names, value)) for value in (ids[names[0]] if names else [""])]
    parts = "?include=hub,parent,children,ancestors,translations,easy,readings"
    found += [f"/pages/{pk}{parts}" for pk in Page.objects.values_list("pk", flat=True)]
    searched = [f"/pages?q={word}" for word in (TEXT, PHONE, KANA)]
    return [*found, *searched, "/areas/find?address=石神井台", "/pages/by-path?path=/west/", "/site?hub=west"]


def test_no_canary_is_told() -> None:
    ward = make_whole_ward()
    case = bring_to("decision", make_case())
    assert case.pk
    for model, but in INTERNAL.items():
        poison(model, but)
    CommunityGroup.objects.update(phone=PHONE, name_kana=KANA)
    Case.objects.update(title=TEXT, proposal={"reason": TEXT}, correction={"text": TEXT})
    Programme.objects.update(note=TEXT, number_mark=TEXT[:10])
    Call.objects.update(note=TEXT)
    draft: Any = NewsPage.objects.get(pk=ward.pages["news"].pk)
    draft.title, draft.summary = TEXT, TEXT
    draft.save_revision()
    hidden = make_news(HubPage.objects.get(pk=ward.west.pk), TEXT, slug="hidden", summary=TEXT)
    Page.objects.filter(pk=hidden.pk).update(live=False)
    call_command("index_search", verbosity=0)
    asked = addresses(ward)
    assert len(asked) > 100
    for language in ("ja", "en"):
        told = [(path, Client(headers={"accept-language": language}).get(f"{API}{path}")) for path in asked]
        assert {one.status_code for _path, one in told} <= {200, 400, 404, 409}
        assert sum(one.status_code == 200 for _path, one in told) > 80
        for path, one in told:
            body = one.content.decode().replace(path, "")
            assert not [word for word in (TEXT, PHONE, KANA) if word in body], path
