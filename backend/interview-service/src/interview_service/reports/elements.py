"""HTML elements whose content is escaped unless it is an element itself."""

from collections.abc import Iterable
from html import escape

EMPTY = frozenset({"meta"})
"""Elements without content and end tag."""


class Html(str):
    """HTML that is safe as it is; made by `element` and `joined` only, and from the project's own data."""

    __slots__ = ()


def element(name: str, /, *content: str, **attributes: str) -> Html:
    """Return an element. Plain strings in it are escaped; an attribute `class_` is written `class`."""
    written = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())
    if name in EMPTY:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{joined(content)}</{name}>")


def joined(content: Iterable[str]) -> Html:
    """Return the content one after another; plain strings are escaped."""
    return Html("".join(one if isinstance(one, Html) else escape(one) for one in content))
