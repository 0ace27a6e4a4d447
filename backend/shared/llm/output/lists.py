"""Incremental reading of a JSON list: its elements as they are completed, and the request for the rest."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Annotated, Any, Generic

from pydantic import BaseModel, ConfigDict, create_model

from shared.llm.base import E, Message
from shared.llm.output.bounds import ListBounds

KEY = "items"

BEGINNING = re.compile(r'"items"\s*:\s*\[|^\s*(?:```\w*\s*)?\[')
STRUCTURE = re.compile(r'["{}\]]')
IN_STRING = re.compile(r'["\\]')
MAX_PREAMBLE = 2_000
"""Maximum characters before the list begins."""

MAX_ELEMENTS = 30
"""Maximum length of a list in the schema for providers; no caller requests this many, and further ones are dropped."""

CONTINUE = (
    "The elements above are already delivered and must not be repeated. "
    "Go on with the remaining ones only, in the same JSON form{count}. "
    "If none are missing, answer with an empty list."
)


@cache
def wrapped(element: type[E]) -> type[BaseModel]:
    """Return the model for an object with the list, because providers' schema modes require an object at the top."""
    members: dict[str, Any] = {KEY: (Annotated[list[element], ListBounds(MAX_ELEMENTS)], ...)}
    return create_model(f"{element.__name__}List", __config__=ConfigDict(extra="ignore"), **members)


def rest_of(delivered: Sequence[str], missing: int | None, complaint: str | None) -> tuple[Message, ...]:
    """Return the turns that request what is missing after the `delivered` elements (as JSON)."""
    if not delivered and complaint is None:
        return ()
    said = Message("assistant", f'{{"{KEY}": [{", ".join(delivered)}]}}')
    count = "" if missing is None else f": {missing} are missing"
    wish = CONTINUE.format(count=count)
    return said, Message("user", f"{complaint}\n\n{wish}" if complaint else wish)


class ListReader(Generic[E]):
    """Finds the elements of the list in text that arrives piece by piece, scanning each character once.

    Markdown fences and text around the JSON are skipped. `closed` is set at the end of the list.
    """

    def __init__(self) -> None:
        self.closed = False
        self.hopeless = False
        """Whether so much text came before a list that none is expected."""
        self._preamble = ""
        self._begun = False
        self._element: list[str] = []
        """The earlier pieces of the incomplete element."""
        self._depth = 0
        self._in_string = False
        self._escaped = False

    def feed(self, piece: str) -> Iterator[str]:
        """Add a piece and yield the JSON text of every element that it completes."""
        if not self._begun:
            piece = self._after_the_beginning(piece)
        begin = at = 0
        while not self.closed and at < len(piece):
            if self._in_string:
                at = self._skip(piece, at)
                continue
            found = STRUCTURE.search(piece, at)
            if found is None:
                break
            at = found.end()
            if found[0] == "{" and self._depth == 0:
                begin = found.start()
            if self._ends_an_element(found[0]):
                yield "".join([*self._element, piece[begin:at]])
                self._element = []
        if self._depth:
            self._element.append(piece[begin:])

    def _after_the_beginning(self, piece: str) -> str:
        """Return the text so far that follows the beginning of the list."""
        self._preamble += piece
        found = BEGINNING.search(self._preamble)
        if found is None:
            self.hopeless = len(self._preamble) > MAX_PREAMBLE
            return ""
        self._begun = True
        return self._preamble[found.end() :]

    def _skip(self, piece: str, at: int) -> int:
        """Return the position after the string that continues at `at`, or the end of the piece."""
        if self._escaped:
            self._escaped = False
            return at + 1
        found = IN_STRING.search(piece, at)
        if found is None:
            return len(piece)
        if found[0] == '"':
            self._in_string = False
        else:
            self._escaped = True
        return found.end()

    def _ends_an_element(self, mark: str) -> bool:
        if mark == '"':
            self._in_string = True
        elif mark == "{":
            self._depth += 1
        elif mark == "}" and self._depth:
            self._depth -= 1
            return self._depth == 0
        elif mark == "]" and self._depth == 0:
            self.closed = True
        return False


def same(one: str, other: str) -> bool:
    """Whether two JSON texts represent the same value."""
    try:
        return one == other or json.loads(one) == json.loads(other)
    except ValueError:
        return False
