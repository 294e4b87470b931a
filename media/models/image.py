"""A picture that editors publish. Our own class from the first day: it cannot be swapped later.

Published files are copied as they are, so a picture loses its place and camera before it is stored.
"""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from media import responsive
from media.checks import content_kind
from media.names import served_name
from media.pictures import DECODERS, clean_picture
from media.refused import Refused


class WardImage(AbstractImage):
    """Stored upright and without metadata; HEIC becomes JPEG, which every browser shows.

    Its smaller editions are made by the worker; one that every browser shows exists from the first moment.
    """

    description = models.CharField(
        _("what the picture shows (alternative text)"),
        max_length=255,
        blank=True,
        default="",
        help_text=_(
            "Read aloud to people who cannot see the picture. Say in one sentence what matters in it; "
            "a page that uses the picture may say it differently."
        ),
    )
    credit = models.CharField(
        _("credit"), max_length=120, blank=True, help_text=_("Who took or drew it. Shown below the picture.")
    )
    shows_people = models.BooleanField(
        _("people can be recognised"), default=False, help_text=_("Faces, name tags, or people seen close by.")
    )
    consent_note = models.CharField(
        _("note on their consent"),
        max_length=255,
        blank=True,
        help_text=_("Who agreed to publication, when and how (for children, a parent). Never shown to readers."),
    )

    # What was re-encoded already, when the form's check came before saving.
    _cleaned_file: Any = None

    admin_form_fields = (
        "title", "file", "description", "credit", "shows_people", "consent_note", "collection", "tags",
        "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height",
    )  # fmt: skip

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        constraints = [
            models.CheckConstraint(
                condition=Q(shows_people=False) | ~Q(consent_note=""), name="people_shown_with_consent"
            )
        ]

    @property
    def default_alt_text(self) -> str:
        """Never the title, which is often the name of a file."""
        return self.description

    def clean(self) -> None:
        super().clean()
        if self.shows_people and not self.consent_note.strip():
            raise ValidationError(
                {"consent_note": _("Write who agreed to publication, when and how. Without it, use another picture.")}
            )
        file: Any = self.file  # type: ignore[has-type]  # declared by Wagtail, which has no types
        if file and not file._committed:
            try:
                self._clean_file(file)
            except Refused as refused:
                raise ValidationError({"file": str(refused)}) from refused

    def save(self, *args: Any, **kwargs: Any) -> None:
        file: Any = self.file
        replaced = bool(file) and not file._committed
        if replaced:
            self._clean_file(file)
        with transaction.atomic():
            super().save(*args, **kwargs)
            if replaced:
                self.renditions.all().delete()
                transaction.on_commit(partial(responsive.make_first, self))
            responsive.owe(self)

    def _clean_file(self, file: Any) -> None:
        """Raises media.refused.Refused for a damaged picture; the form has refused it before."""
        if file is self._cleaned_file:
            return
        file.seek(0)
        kind = content_kind(file.read())
        if kind not in DECODERS:
            return
        picture = clean_picture(file.file, kind)
        name = served_name(PurePath(file.name).name, picture.content_type)
        self.file = ContentFile(picture.data, name=name)
        self._cleaned_file = self.file
        self._set_image_file_metadata()


class WardRendition(AbstractRendition):
    """Kept in a cache by Wagtail: alone, without the picture and the person who uploaded it."""

    image = models.ForeignKey(WardImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = super().__getstate__()
        state["_state"].fields_cache.pop("image", None)
        state.pop("url", None)
        return state

    @cached_property
    def url(self) -> str:
        """The storage takes its time to tell it, and a page asks for some dozen."""
        return str(self.file.url)
