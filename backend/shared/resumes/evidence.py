"""Grounding: what is generated quotes the résumé or the job posting, and code checks that it stands there."""

from typing import Annotated

from pydantic import BaseModel, Field

from shared.language.texts import comparable
from shared.resumes.document import ResumeDocument
from shared.resumes.grounding import Text

JOB_POSTING = "/job_posting"
"""The pointer of the job posting, which no place of a résumé has."""


class Evidence(BaseModel):
    """A place and what stands there."""

    pointer: Annotated[
        str, Field(description="JSON pointer (RFC 6901) into the résumé, or `/job_posting` for the posting.")
    ]
    quote: Annotated[str, Field(description="Text that stands at this place, word for word.")]


class Sources:
    """What may be quoted: one version of a résumé and, where there is one, a job posting."""

    def __init__(self, resume: ResumeDocument, job_posting: str | None = None) -> None:
        self.resume = resume
        self.job_posting = job_posting
        self._posting = Text(job_posting or "")

    def locate(self, claim: Evidence) -> Evidence | None:
        """The claim with the very text that proves it, as it stands there; `None` when it is not true.

        A pointer to a list or an object stands for what is below it; the whole résumé is no place.
        """
        pointer = claim.pointer.rstrip("/")
        if pointer == JOB_POSTING:
            quote = self._posting.proves(claim.quote)
            return Evidence(pointer=pointer, quote=quote) if quote is not None else None
        if not pointer:
            return None
        for place, text in self.resume.texts(pointer):
            quote = Text(text).proves(claim.quote)
            if quote is not None:
                return Evidence(pointer=place, quote=quote)
        return None

    def located(self, claims: list[Evidence]) -> list[Evidence]:
        """The claims that are true, each place and quote once."""
        found: dict[tuple[str, str], Evidence] = {}
        for claim in claims:
            evidence = self.locate(claim)
            if evidence is not None:
                found.setdefault((evidence.pointer, comparable(evidence.quote)), evidence)
        return list(found.values())
