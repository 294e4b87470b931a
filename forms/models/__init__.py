"""Questions as frozen versions, and what a person has written so far."""

from forms.models.draft import Draft, DraftFile, DraftSection, HeldText
from forms.models.version import FormVersion

__all__ = ["Draft", "DraftFile", "DraftSection", "FormVersion", "HeldText"]
