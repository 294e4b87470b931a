"""What this room keeps about one person: bytes, which the rooms hand out whose records they belong to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.people.disclosing import OFFICE, KeptFile, register
from media.models import PrivateFile
from media.names import served_name
from media.services import open_file


def kept_file(folder: str, private_file: PrivateFile) -> KeptFile:
    """The file under ``folder``, by the name that people see."""
    name = served_name(private_file.name, private_file.content_type).replace("/", "_")
    return KeptFile(f"{folder}/{name}", lambda: _bytes(private_file))


def _bytes(private_file: PrivateFile) -> bytes:
    with open_file(private_file) as source:
        return source.read()


register(
    "media",
    left_out={
        "kizuna_media.PrivateFile": _("Handed out by the room whose record it belongs to."),
        "kizuna_media.WardDocument": OFFICE,
        "kizuna_media.WardImage": OFFICE,
    },
)
