"""How pictures and documents appear on a page."""

from __future__ import annotations

from typing import Any

from django import template

from media import facts, responsive

register = template.Library()


@register.inclusion_tag("media/picture.html")
def responsive_picture(
    image: Any, alt: str | None = None, sizes: str = "100vw", shape: str = "whole", lead: bool = False
) -> dict[str, Any]:
    """``<picture>`` with AVIF, WebP and JPEG or PNG of what exists; nothing for no picture.

    ``alt``: the text; "" for decoration; None takes what the block or the picture itself says. ``sizes`` as in
    HTML. ``shape`` is ``whole`` or ``card`` (3:2 around the focal point). ``lead``: in view when the page opens.
    """
    if not image:
        return {"image": None}
    cut = responsive.SHAPES[shape]
    found = responsive.existing(image, cut)
    plain = found.pop(responsive.plain_format(image), [])
    if not plain:  # the worker has not come to it: the first edition, cut by the style sheet
        found = responsive.existing(image, responsive.WHOLE)
        plain = found.pop(responsive.plain_format(image), []) or [responsive.make_first(image)]
    plain = [one for one in plain if one is not None]
    if not plain:
        return {"image": None}
    sources = [{"mime": mime, "srcset": _srcset(found[name])} for name, mime in responsive.MODERN if name in found]
    shown = next((one for one in plain if one.width >= responsive.FIRST_WIDTH), plain[-1])
    return {
        "image": shown, "alt": _alt(image, alt), "sizes": sizes, "sources": sources, "srcset": _srcset(plain),
        "largest": plain[-1], "shape": shape, "lead": lead,
    }  # fmt: skip


def _srcset(renditions: list[Any]) -> str:
    return ", ".join(f"{one.url} {one.width}w" for one in renditions)


def _alt(image: Any, alt: str | None) -> str:
    if alt is not None:
        return alt
    if image.decorative:
        return ""
    return image.contextual_alt_text or image.default_alt_text


@register.filter
def file_facts(document: Any) -> str:
    """``PDF・3ページ・1.2MB``; the language stands behind when it is not Japanese."""
    if not document:
        return ""
    return facts.line(
        ending=document.file_extension,
        pages=document.page_count,
        size=document.file_size,
        language=document.get_language_display() if document.language != "ja" else "",
    )


register.filter("readable_size", facts.readable_size)
