"""Reads the parts of a DOCX or HWPX with limits on the unpacked size."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from resume_service.imports.extraction.errors import BrokenDocument, DocumentTooComplex, EncryptedDocument
from resume_service.imports.extraction.markup import parse

MAX_MEMBERS = 5_000
MAX_PART = 30_000_000
"""Maximum size of an unpacked part in bytes; a résumé's text with markup is below one million."""

MAX_TOTAL = 300_000_000
"""Maximum unpacked size in bytes as declared by the archive, including pictures, which are never unpacked."""

MAX_RATIO = 250
"""Maximum compression ratio: repetitive markup shrinks to a fiftieth, a zip bomb to a thousandth."""

RATIO_FROM = 1_000_000
"""Unpacked size in bytes below which the ratio is not checked."""

ENCRYPTED = 0x1
KNOWN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of a part. `kind` is the last segment of the type URI, which is the same in both dialects."""

    kind: str
    target: str
    external: bool


class Archive:
    """An archive of XML parts; raises `BrokenDocument`, `DocumentTooComplex` and `EncryptedDocument`."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError) as error:
            raise BrokenDocument from error
        if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_TOTAL:
            raise DocumentTooComplex
        if any(member.file_size > RATIO_FROM and _ratio(member) > MAX_RATIO for member in members):
            raise DocumentTooComplex
        self._members = {member.filename.lstrip("/").lower(): member for member in members}

    def names(self) -> Iterable[str]:
        """Return the names of its parts in lower case."""
        return self._members.keys()

    def xml(self, name: str) -> Element | None:
        """Return the root element of a part, or `None` if there is no such part."""
        member = self._members.get(name.lower())
        return parse(self._read(member)) if member is not None else None

    def relations(self, name: str) -> Mapping[str, Relation]:
        """Return the relations of a part by id. `""` is the package itself."""
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        if root is None:
            return {}
        return {
            relation.get("Id", ""): Relation(
                kind=relation.get("Type", "").rpartition("/")[2],
                target=_target(folder, relation.get("Target", ""), external=relation.get("TargetMode") == "External"),
                external=relation.get("TargetMode") == "External",
            )
            for relation in root
        }

    def _read(self, member: zipfile.ZipInfo) -> bytes:
        if member.flag_bits & ENCRYPTED:
            raise EncryptedDocument
        if member.compress_type not in KNOWN_METHODS:
            raise BrokenDocument
        try:
            with self._zip.open(member) as part:
                # The directory can lie about the size, so reading is limited separately.
                content = part.read(MAX_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise BrokenDocument from error
        if len(content) > MAX_PART:
            raise DocumentTooComplex
        return content


def _ratio(member: zipfile.ZipInfo) -> float:
    return member.file_size / max(member.compress_size, 1)


def _target(folder: str, target: str, *, external: bool) -> str:
    if external:
        return target
    return posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
