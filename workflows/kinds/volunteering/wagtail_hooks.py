"""The facts of recruitments in the admin, and what the log calls the register's changes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from cms.hubs.records import KeptViewSet
from workflows.kinds.volunteering.models import Recruitment, Score
from workflows.kinds.volunteering.services import holding
from workflows.programmes.models import Call

ACTIONS = {
    "volunteering.profile_changed": _("what a volunteer tells of themselves changed"),
    "volunteering.training_planned": _("training of volunteers planned"),
    "volunteering.slot_planned": _("interview slot offered"),
    "volunteering.slot_closed": _("interview slot offered no more"),
}


class RecruitmentForm(WagtailAdminModelForm):
    """Saves what it shows: the count of the places that are taken changes beside it at any moment."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        taken = Recruitment.objects.filter(pk=self.instance.pk).values_list("taken", flat=True).first() or 0
        if (cleaned.get("places") or taken) < taken:
            text = _("%(count)d places are taken already, so there cannot be fewer.") % {"count": taken}
            self.add_error("places", text)
        if "criteria" in self.changed_data and Score.objects.filter(case__call=self.instance.call_id).exists():
            self.add_error("criteria", _("Points have been given by these criteria, so they stay as they are."))
        call = cleaned.get("call")
        if isinstance(call, Call) and call.programme.kind != "volunteering":
            self.add_error("call", _("This call is not for volunteers."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        if self.instance.pk is None or not commit:
            return super().save(commit=commit)
        with transaction.atomic():
            self.instance.save(update_fields=[name for name in self.cleaned_data if name != "id"])
            holding.owe_look_for_places(self.instance)
        return self.instance


class RecruitmentViewSet(KeptViewSet):
    model = Recruitment
    icon = "group"
    menu_label = _("Volunteer recruitment")
    menu_order = 312
    add_to_admin_menu = True
    list_display = ["role", "call", "hub", "places", "taken"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("call"), FieldPanel("hub")], heading=_("call")),
            MultiFieldPanel(
                [
                    FieldPanel("role"),
                    FieldRowPanel([FieldPanel("places"), FieldPanel("youngest")]),
                    FieldPanel("period"),
                    FieldPanel("duties"),
                    FieldPanel("conditions"),
                    FieldPanel("reward"),
                    FieldPanel("insurance"),
                ],
                heading=_("recruitment"),
            ),
            MultiFieldPanel([FieldPanel("criteria"), FieldPanel("scorers")], heading=_("Selection")),
            FieldPanel("writes_articles"),
        ],
        base_form_class=RecruitmentForm,
    )


register_snippet(RecruitmentViewSet)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for action, label in ACTIONS.items():
        actions.register_action(action, label, label)
