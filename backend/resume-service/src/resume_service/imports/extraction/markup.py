"""Safe XML parsing: no document type, therefore no custom entities, and limited depth.

Names have no namespace, which is the only relevant difference between the dialects of OOXML and OWPML.
"""

from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from resume_service.imports.extraction.errors import BrokenDocument, DocumentTooComplex

MAX_DEPTH = 250
"""Tables within text boxes within tables are about forty levels deep."""

MAX_ELEMENTS = 1_000_000


def parse(content: bytes) -> Element:
    """Return the root element; raises `BrokenDocument` if the XML is malformed or declares a document type."""
    return _Builder().build(content)


class _Builder:
    """Builds a tree from expat events. The standard library's tree builder cannot reject a document type."""

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
        """Return the tree of `content`."""
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
