"""How much stands on the compared pages: the same on ours and on those of the plain project, which reads this."""

from __future__ import annotations

import io

from PIL import Image

TEXT = (
    "地域の皆さまの活動を支えるため、町会や自治会の取組にかかる費用の一部を補助します。"
    "申請の前に、お近くの拠点にご相談ください。"
)
PARAGRAPHS = 11
EVENTS, DAYS = 40, 27
ARTICLES = 10


def photograph() -> io.BytesIO:
    """Something to be scaled; 1,200 x 800."""
    found = io.BytesIO()
    Image.linear_gradient("L").resize((1200, 800)).convert("RGB").save(found, "JPEG")
    found.seek(0)
    return found
