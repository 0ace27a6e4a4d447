"""XML without what makes XML dangerous: no document type, so no entity of the document's own, and bounded depth.

Names come without their namespace: the dialects of OOXML and of OWPML differ in nothing else that matters here.
"""

from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from resume_service.imports.extraction.errors import BrokenDocument, DocumentTooComplex

MAX_DEPTH = 250
"""Tables within text boxes within tables are some forty deep."""

MAX_ELEMENTS = 1_000_000


def parse(content: bytes) -> Element:
    """The root element; raises `BrokenDocument` for what is no XML or declares a document type."""
    return _Builder().build(content)


class _Builder:
    """Expat's events as a tree. The standard library's own way to do it has no place to refuse a document type."""

    def __init__(self) -> None:
        self._builder = TreeBuilder()
        self._depth = 0
        self._elements = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._builder.data
        self._parser.StartDoctypeDeclHandler = _refuse

    def build(self, content: bytes) -> Element:
        """The tree of `content`."""
        try:
            self._parser.Parse(content, True)
            return self._builder.close()
        except (expat.ExpatError, AssertionError, ValueError, LookupError) as error:
            raise BrokenDocument from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH or self._elements > MAX_ELEMENTS:
            raise DocumentTooComplex
        self._builder.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(_local(name))


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse(*_: object) -> NoReturn:
    raise BrokenDocument
