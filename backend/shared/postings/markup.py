"""Converts a posting pasted as HTML to text."""

import re
from html.parser import HTMLParser

MARKUP = re.compile(r"</?(?:p|li|ul|ol|br|div|h[1-6]|section|table|tr|td|span|strong|b)\b[^<>]*>", re.IGNORECASE)
MIN_TAGS = 2
BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "th"),
        *("thead", "tr", "ul"),
    }
)
UNSEEN = frozenset({"script", "style", "head", "title", "noscript", "template", "svg"})


def is_markup(text: str) -> bool:
    """Return whether `text` is HTML, not just a text with a `<`."""
    found = MARKUP.finditer(text)
    return sum(1 for _, _ in zip(range(MIN_TAGS), found, strict=False)) == MIN_TAGS


def text_of(markup: str) -> str:
    """Return the visible text of HTML, one line per block. Nothing is executed or loaded."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  links are not shown
        if tag in UNSEEN:
            self._unseen += 1
        elif tag in BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)
