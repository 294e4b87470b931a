"""What this room tells the rooms above it, and what follows from events of Django and allauth.

No account is deleted, the log holds no names, a new factor counts, a browser is known.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import Signal, receiver
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from cms.core.errors import Forbidden
from cms.people import limits
from cms.people.models import User

# Sent inside the transaction in which these ``users`` lost rights, with ``actor=``; an exception undoes it.
rights_ended = Signal()
# Sent inside the transaction that retires ``group``; a receiver raises CaseError while it is still needed.
group_retiring = Signal()


@receiver(pre_delete, sender=User, dispatch_uid="people.keep_accounts")
def keep_accounts(**_kwargs: Any) -> None:
    """Whatever way a deletion comes, it is refused: records name the account for ever."""
    raise Forbidden(_("Accounts are deactivated, never deleted."))


@receiver(pre_save, sender=ModelLogEntry, dispatch_uid="people.log_by_number")
def log_by_number(instance: ModelLogEntry, **_kwargs: Any) -> None:
    """The log names records of this room by their number, whoever writes it: a name in it would outlive its erasure."""
    kind = instance.content_type
    if kind.app_label == "people" and (model := kind.model_class()) is not None:
        record = str(model._meta.verbose_name)
        instance.label = _("%(record)s no. %(number)s") % {"record": record, "number": instance.object_id}


@receiver(authenticator_added, dispatch_uid="people.first_factor")
def first_factor_counts(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Setting up the first factor has just shown it; a further one proves nothing about the first."""
    strong = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES and strong.count() == 1:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)


@receiver(user_logged_in, dispatch_uid="people.known_browser")
def know_browser(user: User, response: HttpResponse | None = None, **_kwargs: Any) -> None:
    if response is not None:
        limits.remember_browser(response, user.email)
