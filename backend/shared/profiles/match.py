"""How well a résumé matches a posting, as stored and returned."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, Field

from shared.postings.lines import Kind
from shared.resumes.evidence import Evidence

if TYPE_CHECKING:
    # It judges; this is what is stored and returned, which needs none of its word lists.
    from shared.postings.matching import Wanted


class Matched(BaseModel):
    """A phrase of the posting and the places of the résumé that support it."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(description="The phrase, verbatim from the posting.")
    pointer: str = Field(description="The line of the posting, counted from 0, e.g. `/job_posting/lines/7`.")
    kind: Kind
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def of(cls, wanted: "Wanted") -> Self:
        """Build it from a judged phrase."""
        claim = wanted.claim
        evidence = (Evidence(pointer=claim.pointer, quote=claim.text),) if claim is not None else ()
        return cls(text=wanted.text, pointer=wanted.line.pointer, kind=wanted.line.kind, evidence=evidence)


class Match(BaseModel):
    """The requirements of the posting, grouped by how well the résumé supports them."""

    model_config = ConfigDict(frozen=True)

    have: tuple[Matched, ...] = ()
    partial: tuple[Matched, ...] = Field(default=(), description="Partly shown, or something similar is shown.")
    missing: tuple[Matched, ...] = Field(default=(), description="Not shown.")
    unknown: tuple[Matched, ...] = Field(default=(), description="Not something that a résumé can show.")

    @classmethod
    def of(cls, wanted: "Iterable[Wanted]") -> Self:
        """Group all phrases of a posting by state."""
        found: dict[str, list[Matched]] = {"have": [], "partial": [], "missing": [], "unknown": []}
        for one in wanted:
            found[one.state].append(Matched.of(one))
        return cls.model_validate({state: tuple(matched) for state, matched in found.items()})
