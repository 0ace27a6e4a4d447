"""Grounding: what is generated quotes the résumé or the job posting, and code checks that it stands there."""

import re
from typing import Annotated

from pydantic import BaseModel, Field

from shared.language.texts import comparable
from shared.postings.lines import posting_lines
from shared.resumes.document import ResumeDocument
from shared.resumes.grounding import Text

JOB_POSTING = "/job_posting"
"""The pointer of the job posting, which no place of a résumé has. Its lines are `/job_posting/lines/7`, from 0."""

TARGET_ROLE = "/target_role"
"""The pointer of the role that the person wants."""

POSTING_LINE = re.compile(rf"{JOB_POSTING}/lines/(\d{{1,6}})")


class Evidence(BaseModel):
    """A place and what stands there."""

    pointer: Annotated[
        str,
        Field(
            description="JSON pointer (RFC 6901) into the résumé; or `/job_posting` for the posting, "
            "`/job_posting/lines/7` for a line of it, counted from 0, and `/target_role` for the role that is wanted."
        ),
    ]
    quote: Annotated[str, Field(description="Text that stands at this place, word for word.")]


class Sources:
    """What may be quoted: one version of a résumé and, where there are any, a job posting and a wanted role."""

    def __init__(self, resume: ResumeDocument, job_posting: str | None = None, target_role: str | None = None) -> None:
        self.resume = resume
        self.job_posting = job_posting
        self._posting = Text(job_posting or "")
        self._target_role = Text(target_role or "")

    def locate(self, claim: Evidence) -> Evidence | None:
        """The claim with the very text that proves it, as it stands there; `None` when it is not true.

        A pointer to a list or an object stands for what is below it; the whole résumé is no place.
        """
        pointer = claim.pointer.rstrip("/")
        if (wish := self._wish(pointer)) is not None:
            quote = wish.proves(claim.quote)
            return Evidence(pointer=pointer, quote=quote) if quote is not None else None
        if not pointer:
            return None
        for place, text in self.resume.texts(pointer):
            quote = Text(text).proves(claim.quote)
            if quote is not None:
                return Evidence(pointer=place, quote=quote)
        return None

    def _wish(self, pointer: str) -> Text | None:
        """The text at a place that is none of the résumé's."""
        if pointer == JOB_POSTING:
            return self._posting
        if pointer == TARGET_ROLE:
            return self._target_role
        if (line := POSTING_LINE.fullmatch(pointer)) is None:
            return None
        lines = posting_lines(self.job_posting or "")
        return Text(lines[int(line[1])]) if int(line[1]) < len(lines) else None

    def located(self, claims: list[Evidence]) -> list[Evidence]:
        """The claims that are true, each place and quote once."""
        found: dict[tuple[str, str], Evidence] = {}
        for claim in claims:
            evidence = self.locate(claim)
            if evidence is not None:
                found.setdefault((evidence.pointer, comparable(evidence.quote)), evidence)
        return list(found.values())
