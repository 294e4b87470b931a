"""The e-mail magazine at the desk: write, try, send, watch, stop. Addresses are shown to those who may send only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import log

from cms.admin.mailing_forms import MailingForm, SendForm, TrialForm
from cms.admin.views.base import DeskView
from cms.audit.refusals import refuse
from cms.core.errors import CaseError, Forbidden, Stale
from cms.hubs.models import Area
from cms.jobs.models import OutboxItem
from cms.mailings import access
from cms.mailings.magazine import choices, marks, outcomes, previews, services, subscribing
from cms.mailings.magazine.starting import key_of
from cms.mailings.models import Delivery, Mailing
from cms.people.models import User

SHOWN = 100
State = Mailing.State


class MagazineView(DeskView):
    """Any page of the magazine; what a rule forbids is told on the page, with its status."""

    header_icon = "mail"
    door = "mailings"

    def may_enter(self, user: User) -> bool:
        return access.writes_any(user)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk:mailings"), "label": _("E-mail magazine")}]

    def told(self, error: CaseError, **context: Any) -> HttpResponse:
        """The page again with the reason: 403, 409 or 422."""
        if isinstance(error, Forbidden):
            refuse(actor=self.user, door=self.door, subject=self.request.path, reason=str(error))
        messages.error(self.request, str(error))
        status = 403 if isinstance(error, Forbidden) else 409 if isinstance(error, Stale) else 422
        return self.render_to_response(self.get_context_data(**context), status=status)


class ListView(MagazineView):
    template_name = "desk/mailings.html"
    page_title = gettext_lazy("E-mail magazine")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = access.mailings_of(self.user).select_related("hub").order_by("-pk")
        before = self.request.GET.get("before", "")
        if before.isascii() and before.isdigit() and len(before) < 19:
            found = found.filter(pk__lt=int(before))
        rows = list(found[: SHOWN + 1])
        older = f"{reverse('desk:mailings')}?before={rows[SHOWN - 1].pk}" if len(rows) > SHOWN else ""
        return {**super().get_context_data(**kwargs), "mailings": rows[:SHOWN], "older": older}


class WriteView(MagazineView):
    """A new draft."""

    template_name = "desk/mailing_write.html"
    page_title = gettext_lazy("Write a magazine mail")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"form": self.form(), **super().get_context_data(**kwargs)}

    def form(self) -> MailingForm:
        return MailingForm(self.request.POST or None, user=self.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            mailing = self.keep(form)
        except CaseError as error:
            return self.told(error, form=form)
        messages.success(request, _("The draft is saved. Nothing has been sent."))
        return redirect("desk:mailing", mailing.pk)

    def keep(self, form: MailingForm) -> Mailing:
        data = form.cleaned_data
        return services.write_mailing(
            actor=self.user, hub=form.hub, subject=data["subject"], body=data["body"], segment=form.choice
        )


class OneMailing(MagazineView):
    """A page of one mailing; a foreign one does not exist for this person, and the attempt is on record."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.mailing = access.mailing_for(request.user, kwargs["pk"])
        except Http404:
            refuse(actor=request.user, door=self.door, subject=f"mailing:{kwargs['pk']}", reason="not readable")
            raise
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            *super().crumbs(),
            {"url": reverse("desk:mailing", args=[self.mailing.pk]), "label": self.mailing.subject},
        ]

    @property
    def may_send(self) -> bool:
        return access.may_send(self.user, self.mailing.hub)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        segment = choices.of_mailing(self.mailing)
        layers = [label for value, label in Area.Layer.choices if value in segment.layers]
        return {
            **super().get_context_data(**kwargs),
            "mailing": self.mailing,
            "may_send": self.may_send,
            "readers_of": subscribing.names(segment),
            "narrowed": [*layers, *self.mailing.topics.all()],
        }

    def back(self, told: str) -> HttpResponse:
        messages.success(self.request, told)
        return redirect("desk:mailing", self.mailing.pk)


class EditView(OneMailing, WriteView):
    page_title = gettext_lazy("Change a magazine mail")

    def form(self) -> MailingForm:
        return MailingForm(self.request.POST or None, user=self.user, mailing=self.mailing)

    def keep(self, form: MailingForm) -> Mailing:
        data = form.cleaned_data
        return services.change_mailing(
            self.mailing, actor=self.user, subject=data["subject"], body=data.get("body", ""), segment=form.choice
        )


class MailingView(OneMailing):
    """The mail, its readers, how far it is; the page reloads its figures while it is being sent."""

    template_name = "desk/mailing.html"
    page_title = gettext_lazy("Magazine mail")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = outcomes.counted(self.mailing.pk)
        done = self.mailing.recipients - counts[Delivery.State.WAITING]
        parked = OutboxItem.objects.filter(
            kind="mailing", key__startswith=key_of(self.mailing.pk), state=OutboxItem.State.PARKED
        )
        return {
            "trial": TrialForm(user=self.user, mailing=self.mailing),
            **super().get_context_data(**kwargs),
            "counts": [(label, counts[state]) for state, label in Delivery.State.choices],
            "done": done,
            "waiting": counts[Delivery.State.WAITING],
            "in_doubt": counts[Delivery.State.AMBIGUOUS],
            "text": marks.told(self.mailing.text),
            "number": services.count_recipients(self.mailing) if self.mailing.state in ("draft", "scheduled") else None,
            "parked": parked.first() if self.mailing.state == State.SENDING else None,
            "now": timezone.now(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions = {"trial": self._try, "unschedule": self._unschedule, "stop": self._stop, "discard": self._discard}
        action = actions.get(request.POST.get("action", ""))
        if action is None:
            raise Http404
        try:
            return action()
        except CaseError as error:
            self.mailing.refresh_from_db()
            return self.told(error)

    def _try(self) -> HttpResponse:
        form = TrialForm(self.request.POST, user=self.user, mailing=self.mailing)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(trial=form), status=422)
        count = services.send_test(self.mailing, actor=self.user, to=form.cleaned_data["people"])
        told = ngettext("The trial goes to %(count)d person.", "The trial goes to %(count)d people.", count)
        return self.back(told % {"count": count})

    def _unschedule(self) -> HttpResponse:
        services.unschedule(self.mailing, actor=self.user)
        return self.back(_("It will not be sent. It is a draft again."))

    def _stop(self) -> HttpResponse:
        services.stop(self.mailing, actor=self.user)
        return self.back(_("Sending is stopped."))

    def _discard(self) -> HttpResponse:
        services.discard(self.mailing, actor=self.user)
        messages.success(self.request, _("The draft is gone."))
        return redirect("desk:mailings")


class SendView(OneMailing):
    """What its readers will see and how many they are, asked once more; now or at a time."""

    template_name = "desk/mailing_send.html"
    page_title = gettext_lazy("Send a magazine mail")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number = services.count_recipients(self.mailing)
        form = SendForm(initial={"seen": number})
        shown = {"html": previews.inert(self.mailing.html), "text": marks.told(self.mailing.text)}
        preview = shown if self.may_send and self.mailing.state == State.DRAFT else None
        return {"form": form, **super().get_context_data(**kwargs), "number": number, "preview": preview}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_send:
            return self.told(Forbidden(_("Your role does not send mails for this sender.")))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SendForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        at = form.cleaned_data["at"]
        try:
            services.schedule(self.mailing, actor=self.user, at=at, seen=form.cleaned_data["seen"])
        except CaseError as error:
            return self.told(error)
        return self.back(_("It will be sent at the time you chose.") if at else _("Sending begins now."))


class RecipientsView(OneMailing):
    """Who got it and who did not, a hundred at a time; for those who may send, and on record as read."""

    template_name = "desk/mailing_recipients.html"
    page_title = gettext_lazy("Recipients")
    ORDER = ("ambiguous", "failed", "waiting", "suppressed", "withheld", "sent")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_send:
            refuse(actor=self.user, door=self.door, subject=request.path, reason="no role for this page")
            raise Http404
        log(self.mailing, "mailings.read", user=self.user)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = outcomes.counted(self.mailing.pk)
        filled = [state for state in self.ORDER if counts[state]]
        state = self.request.GET.get("state", "")
        state = state if state in self.ORDER else (filled or ["sent"])[0]
        after = self.request.GET.get("after", "")
        found = Delivery.objects.filter(mailing=self.mailing, state=state).select_related("subscriber").order_by("pk")
        if after.isascii() and after.isdigit() and len(after) < 19:
            found = found.filter(pk__gt=int(after))
        rows = list(found[: SHOWN + 1])
        labels = dict(Delivery.State.choices)
        return {
            **super().get_context_data(**kwargs),
            "tabs": [(one, labels[Delivery.State(one)], counts[one]) for one in self.ORDER if counts[one]],
            "state": state,
            "rows": rows[:SHOWN],
            "further": rows[SHOWN - 1].pk if len(rows) > SHOWN else None,
        }
