"""Choosing a banner: another hub's is not offered."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.permissions import policy_registry
from wagtail.snippets.views import chooser

from cms.hubs.records import KeptChooser
from pages.models import EmergencyBanner


def _own(user: Any) -> QuerySet[EmergencyBanner]:
    found: QuerySet[EmergencyBanner] = policy_registry.get_by_type(
        EmergencyBanner
    ).instances_user_has_any_permission_for(user, ["change", "view"])
    return found


class _OwnList:
    request: Any

    def get_object_list(self) -> QuerySet[EmergencyBanner]:
        return _own(self.request.user)


class OwnChoose(_OwnList, chooser.ChooseView):
    pass


class OwnResults(_OwnList, chooser.ChooseResultsView):
    pass


class OwnChosen(chooser.SnippetChosenView):
    def get_object(self, pk: Any) -> EmergencyBanner:
        return _own(self.request.user).get(pk=pk)


class OwnMultiple(chooser.SnippetChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet[EmergencyBanner]:
        return _own(self.request.user).filter(pk__in=[pk for pk in pks if pk.isdecimal()])


class BannerChooserViewSet(KeptChooser):
    choose_view_class = OwnChoose
    choose_results_view_class = OwnResults
    chosen_view_class = OwnChosen
    chosen_multiple_view_class = OwnMultiple
