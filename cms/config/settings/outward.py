"""What the service sends to receivers of other systems, how long it tries, and where it may go."""

from __future__ import annotations

from ipaddress import ip_network

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

# An event is tried so often: after the first failure in so many seconds, then each time after four times as long.
WEBHOOK_TRIES = env.int("WEBHOOK_TRIES", default=9)
WEBHOOK_PAUSE_SECONDS = env.int("WEBHOOK_PAUSE_SECONDS", default=30)
WEBHOOK_LONGEST_PAUSE_SECONDS = env.int("WEBHOOK_LONGEST_PAUSE_SECONDS", default=6 * 3600)
# A receiver at which nothing has arrived for so long is switched off.
WEBHOOK_OFF_HOURS = env.int("WEBHOOK_OFF_HOURS", default=96)
WEBHOOK_TIMEOUT_SECONDS = env.float("WEBHOOK_TIMEOUT_SECONDS", default=10)
# So much of an answer is read.
WEBHOOK_ANSWER_BYTES = 4_096
# The former secret signs as well for so long after a renewal, unless it was to end at once.
WEBHOOK_FORMER_SECRET_HOURS = env.int("WEBHOOK_FORMER_SECRET_HOURS", default=24)
WEBHOOK_KEEP_DAYS = env.int("WEBHOOK_KEEP_DAYS", default=30)
# A process knows for so long which events nobody wants, before it asks the database again.
WEBHOOK_CHECK_SECONDS = env.int("WEBHOOK_CHECK_SECONDS", default=10)
WEBHOOK_PORTS = env.list("WEBHOOK_PORTS", cast=int, default=[443])
# Networks of the ward's own whose machines may be receivers, without TLS too, 10.20.0.0/16 for one.
WEBHOOK_ALLOWED_NETWORKS = env.list("WEBHOOK_ALLOWED_NETWORKS", default=[])

for _text in WEBHOOK_ALLOWED_NETWORKS:
    try:
        _network = ip_network(_text)
    except ValueError as error:
        raise ImproperlyConfigured(f"WEBHOOK_ALLOWED_NETWORKS: {_text!r} is no network") from error
    if _network.prefixlen < 8:
        raise ImproperlyConfigured(f"WEBHOOK_ALLOWED_NETWORKS: {_text!r} allows nearly everything")
for _name in ("WEBHOOK_TRIES", "WEBHOOK_PAUSE_SECONDS", "WEBHOOK_KEEP_DAYS", "WEBHOOK_TIMEOUT_SECONDS"):
    if globals()[_name] <= 0:
        raise ImproperlyConfigured(f"{_name} is above nothing")
