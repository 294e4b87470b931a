"""How a place for files fails: a folder in one way, an object store in another."""

from __future__ import annotations

from django.conf import settings


def store_errors() -> tuple[type[Exception], ...]:
    """What the configured storages raise when they are away or refuse; the client is loaded only where it is used."""
    if not any("s3" in one["BACKEND"].lower() for one in settings.STORAGES.values()):
        return (OSError,)
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    return (OSError, Boto3Error, BotoCoreError, ClientError)
