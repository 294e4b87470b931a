"""A mailing as its readers will see it, for those who send it: nothing in it leads anywhere or loads anything."""

from __future__ import annotations

from bs4 import BeautifulSoup

from cms.mailings.magazine import marks

# The mail's own templates have links only; texts that were made elsewhere may have more.
ADDRESSES = ("href", "src", "srcset", "action", "formaction", "background", "poster", "data", "ping", "xlink:href")
LOADING = ["script", "style", "link", "base", "meta", "iframe", "frame", "object", "embed", "img", "svg", "video"]


def inert(html: str) -> str:
    """``html`` with links that look like links and do nothing; each says where it would lead when it is pointed at."""
    page = BeautifulSoup(html, "html.parser")
    for loading in page.find_all(LOADING):
        if not loading.get("charset"):
            loading.decompose()
    for one in page.find_all(True):
        if address := one.get("href"):
            one["title"] = marks.told(str(address))
            one["role"], one["aria-disabled"] = "link", "true"
        for name in [name for name in one.attrs if name in ADDRESSES or name.startswith("on")]:
            del one[name]
    return str(page)
