"""Roles of staff, per hub or ward-wide, and the dated record under which a deputy acts (代決)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.people.models.role_grant import ONE_HOLDER, RoleGrant, RoleGrantQuerySet
from cms.people.models.term import Term


class Role(models.TextChoices):
    EDITOR = "editor", _("hub editor")
    REVIEWER = "reviewer", _("hub reviewer")
    CHIEF = "chief", _("hub chief")
    DIVISION_REVIEWER = "division_reviewer", _("division reviewer")
    DIVISION_APPROVER = "division_approver", _("division approver")
    EDITOR_IN_CHIEF = "editor_in_chief", _("editor-in-chief")
    ACCOUNTANT = "accountant", _("accountant")
    AUDITOR = "auditor", _("auditor")
    SECTION = "section", _("section of the ward")
    ADMINISTRATOR = "administrator", _("administrator")


HUB_ROLES = (Role.EDITOR, Role.REVIEWER, Role.CHIEF)


WARD_ROLES = tuple(role for role in Role if role not in HUB_ROLES)


class HubRole(RoleGrant, Term):
    """``user`` or ``team`` holds a role, at one hub or (hub empty) in the whole ward.

    A team holds roles at hubs alone: what is decided for the whole ward, by name, nobody gets through a team.
    """

    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    hub = models.ForeignKey(
        "hubs.Hub", null=True, blank=True, on_delete=models.PROTECT, related_name="roles", verbose_name=_("hub")
    )
    # Nobody stands behind the first administrator.
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = RoleGrantQuerySet["HubRole"].as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["-from_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="role_term_in_order",
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
            ),
            models.CheckConstraint(
                name="role_has_hub_when_local",
                condition=models.Q(role__in=HUB_ROLES, hub__isnull=False)
                | (~models.Q(role__in=HUB_ROLES) & models.Q(hub__isnull=True)),
            ),
            models.CheckConstraint(name="role_of_person_or_team", condition=ONE_HOLDER),
            models.CheckConstraint(
                name="role_of_team_at_a_hub", condition=models.Q(team__isnull=True) | models.Q(role__in=HUB_ROLES)
            ),
        ]

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.holder_words(), self.get_role_display(), self.hub or "") if part)


class Deputy(models.Model):
    """While the principal is absent the deputy may decide in their place; each use is recorded."""

    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputies", verbose_name=_("principal")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputises_for", verbose_name=_("deputy")
    )
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("deputy record")
        verbose_name_plural = _("deputy records")
        ordering = ["-from_on", "-id"]
        constraints = [
            models.CheckConstraint(name="deputy_term_in_order", condition=models.Q(until_on__gte=models.F("from_on"))),
            models.CheckConstraint(name="deputy_is_another_person", condition=~models.Q(principal=models.F("deputy"))),
        ]

    def __str__(self) -> str:
        return f"{self.principal} ← {self.deputy}"
