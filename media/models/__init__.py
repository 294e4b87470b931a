"""Pictures and documents of the sites, and private files of cases."""

from media.models.document import WardDocument
from media.models.document_text import DocumentText
from media.models.image import WardImage, WardRendition
from media.models.private_file import PrivateFile

__all__ = ["DocumentText", "PrivateFile", "WardDocument", "WardImage", "WardRendition"]
