"""Where receivers may be: on the open internet with TLS, at the ports of WEBHOOK_PORTS; in the ward's own networks only
where WEBHOOK_ALLOWED_NETWORKS names them. Asked when an address is saved, and again whenever it is called."""

from __future__ import annotations

import socket
from ipaddress import ip_network

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.core.outward import Address, Manners, NotCalled, is_public, place_of, within

LOOK_UP_SECONDS = 3.0
REFUSALS = {
    "address": _("Type an address that begins with https:// and has no user name in it."),
    "port": _("This port is not allowed. Leave it out, or ask the operator of the system."),
    "private network": _(
        "This address lies in an internal network or on this machine. Receivers there are allowed by the operator only."
    ),
    "TLS": _(
        "Type an address that begins with https://; without encryption only receivers inside the ward are called."
    ),
}
UNKNOWN = _("This host is not known at the moment. Check the spelling, and try again.")


def manners() -> Manners:
    networks = [ip_network(one) for one in settings.WEBHOOK_ALLOWED_NETWORKS]

    def ours(address: Address) -> bool:
        return within(address, networks)

    return Manners(
        permitted=lambda address: is_public(address) or ours(address),
        ports=frozenset(settings.WEBHOOK_PORTS),
        timeout=settings.WEBHOOK_TIMEOUT_SECONDS,
        unsealed=ours,
    )


def why_refused(url: str) -> str:
    """The sentence for whoever typed ``url``; empty when it may be called."""
    try:
        place_of(url, manners(), seconds=LOOK_UP_SECONDS)
    except NotCalled as refused:
        return str(REFUSALS[str(refused)])
    except (socket.gaierror, TimeoutError):
        return str(UNKNOWN)
    return ""
