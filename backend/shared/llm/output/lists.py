"""A list that comes in pieces of JSON text: its elements as they become whole, and how to ask for the rest of it."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Generic

from pydantic import BaseModel, ConfigDict, create_model

from shared.llm.base import E, Message

KEY = "items"

BEGINNING = re.compile(r'"items"\s*:\s*\[|^\s*(?:```\w*\s*)?\[')
STRUCTURE = re.compile(r'["{}\]]')
END_OF_STRING = re.compile(r'(?:[^"\\]|\\.)*"', re.DOTALL)
LONGEST_PREAMBLE = 2_000
"""Characters before the list begins; more is no list."""

CONTINUE = (
    "The elements above are already delivered and must not be repeated. "
    "Go on with the remaining ones only, in the same JSON form{count}. "
    "If none are missing, answer with an empty list."
)


@cache
def wrapped(element: type[E]) -> type[BaseModel]:
    """The object that a model is asked for: providers' schema modes want an object at the top."""
    members: dict[str, Any] = {KEY: (list[element], ...)}
    return create_model(f"{element.__name__}List", __config__=ConfigDict(extra="ignore"), **members)


def rest_of(delivered: Sequence[str], missing: int | None, complaint: str | None) -> tuple[Message, ...]:
    """The turns that ask for what is missing after the `delivered` elements (their JSON)."""
    if not delivered and complaint is None:
        return ()
    said = Message("assistant", f'{{"{KEY}": [{", ".join(delivered)}]}}')
    count = "" if missing is None else f": {missing} are missing"
    wish = CONTINUE.format(count=count)
    return said, Message("user", f"{complaint}\n\n{wish}" if complaint else wish)


class ListReader(Generic[E]):
    """Finds the elements of the list in text that comes piece by piece, each character looked at once.

    Fences and words around the JSON are skipped. `closed` says that the list has come to its end.
    """

    def __init__(self) -> None:
        self.closed = False
        self.hopeless = False
        """Whether too much came without a list to expect one."""
        self._text = ""
        self._begun = False
        self._at = 0
        self._start: int | None = None
        self._depth = 0
        self._in_string = False

    def feed(self, piece: str) -> Iterator[str]:
        """Take a piece and yield the JSON text of every element that is whole with it."""
        self._text += piece
        if not self._begun and not self._find_the_beginning():
            return
        while not self.closed:
            if self._in_string and not self._skip_string():
                return
            found = STRUCTURE.search(self._text, self._at)
            if found is None:
                self._at = len(self._text)
                return
            self._at = found.end()
            element = self._see(found[0], found.start())
            if element is not None:
                yield element

    def _find_the_beginning(self) -> bool:
        found = BEGINNING.search(self._text)
        if found is None:
            self.hopeless = len(self._text) > LONGEST_PREAMBLE
            return False
        self._begun, self._at = True, found.end()
        return True

    def _skip_string(self) -> bool:
        end = END_OF_STRING.match(self._text, self._at)
        if end is None:
            return False
        self._at, self._in_string = end.end(), False
        return True

    def _see(self, mark: str, place: int) -> str | None:
        if mark == '"':
            self._in_string = True
        elif mark == "{":
            if self._depth == 0:
                self._start = place
            self._depth += 1
        elif mark == "}" and self._depth:
            self._depth -= 1
            if self._depth == 0 and self._start is not None:
                element, self._text = self._text[self._start : self._at], self._text[self._at :]
                self._start, self._at = None, 0
                return element
        elif mark == "]" and self._depth == 0:
            self.closed = True
        return None


def same(one: str, other: str) -> bool:
    """Whether two JSON texts mean the same value."""
    try:
        return one == other or json.loads(one) == json.loads(other)
    except ValueError:
        return False
