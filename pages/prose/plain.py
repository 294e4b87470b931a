"""Nodes as plain text, for readers whose mail shows no HTML. Addresses are written out."""

from __future__ import annotations

from collections.abc import Iterable

from pages.prose.nodes import Node

WIDE = "　"


def plain(nodes: Iterable[Node]) -> str:
    """Blocks with an empty line between them."""
    return "\n\n".join(part for part in map(_block, nodes) if part)


def _block(node: Node) -> str:
    kind = node["kind"]
    if kind == "paragraph":
        return "".join(_run(run) for run in node["runs"])
    if kind == "heading":
        return f"■ {node['text']}"
    if kind == "list":
        marks = [f"{number}. " if node["ordered"] else "・" for number in range(1, len(node["items"]) + 1)]
        return "\n".join(_hung(mark, plain(item)) for mark, item in zip(marks, node["items"], strict=True))
    if kind == "steps":
        return "\n".join(
            _hung(f"{number}. ", "\n".join(filter(None, (step["title"], plain(step["nodes"])))))
            for number, step in enumerate(node["items"], start=1)
        )
    return _framed(node)


def _framed(node: Node) -> str:
    kind = node["kind"]
    if kind == "picture":
        return f"［写真：{node['alt']}］" if node["alt"] else ""
    if kind == "caption":
        return f"（{node['text']}）"
    if kind == "notice":
        return "\n".join(filter(None, (f"【{node['title']}】", plain(node["nodes"]))))
    if kind == "table":
        rows = [node["head"], *([plain(cell) for cell in row] for row in node["rows"])]
        return "\n".join([f"＜{node['caption']}＞", *("｜".join(row) for row in rows)])
    if kind == "contact":
        return "\n".join(filter(None, (node["name"], *node["lines"], node["note"])))
    return ""


def _run(run: Node) -> str:
    return f"{run['text']}（ {run['url']} ）" if run["url"] and run["url"] != run["text"] else str(run["text"])


def _hung(mark: str, text: str) -> str:
    """The first line behind its mark, the others below it."""
    return mark + text.replace("\n\n", "\n").replace("\n", f"\n{WIDE}")
