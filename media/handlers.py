"""What files need by the clock, and the bytes that an erasure owes."""

from __future__ import annotations

from cms.jobs.registry import handler
from cms.jobs.schedules import every
from media import document_words, erasing, responsive

handler(erasing.KIND)(erasing.delete_bytes)
handler(responsive.KIND)(responsive.make_all)
handler(document_words.KIND)(document_words.work)

every(24 * 60, "media.services.remove_orphans", "media: stored files without a row")
every(24 * 60, "media.responsive.make_missing", "media: pictures whose editions are missing")
every(24 * 60, "media.document_words.read_missing", "media: PDFs whose words were not read")
