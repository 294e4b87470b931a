"""One address, however it is typed: width, case and international host names make no second reader."""

from __future__ import annotations

import unicodedata

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST = 254


class NoAddress(ValueError):
    """Not an address to which the magazine can be sent."""


def normal(typed: str) -> str:
    """The address as it is sent to: half width, the host in lower-case ASCII (IDNA), the part before @ as typed.

    NoAddress for anything that no mail server of today takes, letters outside ASCII before the @ included.
    """
    address = unicodedata.normalize("NFKC", typed).strip()
    name, at, host = address.rpartition("@")
    if not at or not name.isascii():
        raise NoAddress
    try:
        address = f"{name}@{idna.encode(host.rstrip('.'), uts46=True).decode()}"
        validate_email(address)
    except (idna.IDNAError, ValidationError) as error:
        raise NoAddress from error
    if len(address) > LONGEST or name.startswith('"'):
        raise NoAddress
    return address


def key(address: str) -> str:
    """The same for every spelling of a normal address: nobody is asked twice for playing with capitals."""
    return address.casefold()


def box(address: str) -> str:
    """The same for every address that most likely ends in one box: what follows a plus is the owner's own mark."""
    name, _at, host = key(address).rpartition("@")
    return f"{name.partition('+')[0] or name}@{host}"
