"""A list that comes in pieces of JSON text: its elements as they become whole, and how to ask for the rest of it."""

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
"""Characters before the list begins; more is no list."""

MAX_ELEMENTS = 30
"""What providers are told of the longest list; nobody asks for as many, and what comes after them is cut off unread."""

CONTINUE = (
    "The elements above are already delivered and must not be repeated. "
    "Go on with the remaining ones only, in the same JSON form{count}. "
    "If none are missing, answer with an empty list."
)


@cache
def wrapped(element: type[E]) -> type[BaseModel]:
    """The object that a model is asked for: providers' schema modes want an object at the top."""
    members: dict[str, Any] = {KEY: (Annotated[list[element], ListBounds(MAX_ELEMENTS)], ...)}
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
        self._preamble = ""
        self._begun = False
        self._element: list[str] = []
        """What came in earlier pieces of the element that is not whole yet."""
        self._depth = 0
        self._in_string = False
        self._escaped = False

    def feed(self, piece: str) -> Iterator[str]:
        """Take a piece and yield the JSON text of every element that is whole with it."""
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
        """What of the text so far comes after the beginning of the list."""
        self._preamble += piece
        found = BEGINNING.search(self._preamble)
        if found is None:
            self.hopeless = len(self._preamble) > MAX_PREAMBLE
            return ""
        self._begun = True
        return self._preamble[found.end() :]

    def _skip(self, piece: str, at: int) -> int:
        """Where the string that goes on at this place ends, or what can be told of it."""
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
    """Whether two JSON texts mean the same value."""
    try:
        return one == other or json.loads(one) == json.loads(other)
    except ValueError:
        return False
