"""Grounding: what is generated quotes the résumé or the job posting, and code checks that it stands there."""

from typing import Annotated

from pydantic import BaseModel, Field

from shared.resumes.document import ResumeDocument
from shared.utils.texts import comparable

JOB_POSTING = "/job_posting"
"""The pointer of the job posting, which no place of a résumé has."""

LEAST_QUOTE = 2


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
        self._posting = comparable(job_posting or "")

    def locate(self, claim: Evidence) -> Evidence | None:
        """The claim with the pointer of the very text that holds its quote, or `None` when it is not true.

        White space, case and Unicode form do not count. A pointer to a list or an object stands for what is below it.
        """
        quote = comparable(claim.quote)
        if len(quote) < LEAST_QUOTE:
            return None
        if claim.pointer == JOB_POSTING:
            return claim if quote in self._posting else None
        for pointer, text in self.resume.texts(claim.pointer.rstrip("/")):
            if quote in comparable(text):
                return Evidence(pointer=pointer, quote=claim.quote.strip())
        return None

    def located(self, claims: list[Evidence]) -> list[Evidence]:
        """The claims that are true, each place and quote once."""
        found: dict[tuple[str, str], Evidence] = {}
        for claim in claims:
            evidence = self.locate(claim)
            if evidence is not None:
                found.setdefault((evidence.pointer, comparable(evidence.quote)), evidence)
        return list(found.values())
