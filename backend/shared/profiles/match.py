"""How far a résumé carries a posting, as it is stored and shown."""

from collections.abc import Iterable
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from shared.postings.lines import Kind
from shared.postings.matching import Wanted
from shared.resumes.evidence import Evidence


class Matched(BaseModel):
    """A phrase of the posting, and the places of the résumé that carry it."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(description="As it stands in the posting.")
    pointer: str = Field(description="Its line, counted from 0, e.g. `/job_posting/lines/7`.")
    kind: Kind
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def of(cls, wanted: Wanted) -> Self:
        """A phrase that was judged."""
        claim = wanted.claim
        evidence = (Evidence(pointer=claim.pointer, quote=claim.text),) if claim is not None else ()
        return cls(text=wanted.text, pointer=wanted.line.pointer, kind=wanted.line.kind, evidence=evidence)


class Match(BaseModel):
    """What the posting asks for, by how far the résumé carries it."""

    model_config = ConfigDict(frozen=True)

    have: tuple[Matched, ...] = ()
    partial: tuple[Matched, ...] = Field(default=(), description="Something near it is shown, or a part of it.")
    missing: tuple[Matched, ...] = Field(default=(), description="Nothing of it is shown.")
    unknown: tuple[Matched, ...] = Field(default=(), description="Nothing that a résumé could show.")

    @classmethod
    def of(cls, wanted: Iterable[Wanted]) -> Self:
        """All phrases of a posting, sorted."""
        found: dict[str, list[Matched]] = {"have": [], "partial": [], "missing": [], "unknown": []}
        for one in wanted:
            found[one.state].append(Matched.of(one))
        return cls.model_validate({state: tuple(matched) for state, matched in found.items()})
