"""Files that are sent and fetched."""

from __future__ import annotations

import mimetypes
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes
    content_type: str = "application/octet-stream"

    @classmethod
    def from_path(cls, path: Path) -> Upload:
        return cls(path.name, path.read_bytes(), mimetypes.guess_type(path.name)[0] or cls.content_type)


@dataclass(frozen=True)
class Download:
    content: bytes
    content_type: str


def multipart(texts: Mapping[str, str], files: Mapping[str, Upload]) -> tuple[bytes, str]:
    """Body and its content type (RFC 7578)."""
    boundary = secrets.token_hex(16)
    parts = [(f'name="{name}"', "", text.encode()) for name, text in texts.items()]
    for name, file in files.items():
        shown = file.name.replace("\\", "_").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        parts.append(
            (f'name="{name}"; filename="{shown}"', f"Content-Type: {_one_line(file.content_type)}\r\n", file.content)
        )
    body = b"".join(
        f"--{boundary}\r\nContent-Disposition: form-data; {about}\r\n{more}\r\n".encode() + content + b"\r\n"
        for about, more, content in parts
    )
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _one_line(text: str) -> str:
    return "".join(text.splitlines())
