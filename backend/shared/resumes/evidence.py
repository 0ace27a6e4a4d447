"""Grounding: generated content quotes the résumé or the job posting, and code verifies the quotes."""

from typing import Annotated

from pydantic import BaseModel, Field

from shared.language.texts import comparable
from shared.postings.lines import line_pointer, posting_lines
from shared.resumes.document import ResumeDocument
from shared.resumes.grounding import Text

JOB_POSTING = "/job_posting"
"""The pointer prefix of a posting's lines; no résumé has this place."""

TARGET_ROLE = "/target_role"
"""The pointer of the role that the person wants."""


class Evidence(BaseModel):
    """A place and a quote from it."""

    pointer: Annotated[
        str,
        Field(
            description="JSON pointer (RFC 6901) into the résumé, or a line of the posting: `/job_posting/lines/7`, or "
            "`/target_role` for the target role, or `/answers/{id}` for a practised answer."
        ),
    ]
    quote: Annotated[str, Field(description="Text at this place, word for word.")]


class Sources:
    """The texts that may be quoted: one version of a résumé and, if given, a job posting and a target role."""

    def __init__(self, resume: ResumeDocument, job_posting: str | None = None, target_role: str | None = None) -> None:
        self.resume = resume
        self.job_posting = job_posting
        self._lines = posting_lines(job_posting) if job_posting else []
        self._target_role = Text(target_role or "")
        self._texts: dict[str, Text] = {}

    def locate(self, claim: Evidence) -> Evidence | None:
        """Return the claim with its exact place and wording, or `None` if the quote is not there.

        A pointer to a list or an object includes everything below it; the whole résumé is not a valid place.
        """
        pointer = claim.pointer.rstrip("/")
        if pointer.startswith(JOB_POSTING):
            return self._in_posting(pointer, claim.quote)
        if pointer == TARGET_ROLE:
            quote = self._target_role.proves(claim.quote)
            return Evidence(pointer=pointer, quote=quote) if quote is not None else None
        if not pointer:
            return None
        for place, text in self.resume.texts(pointer):
            quote = self._text(text).proves(claim.quote)
            if quote is not None:
                return Evidence(pointer=place, quote=quote)
        return None

    def _text(self, text: str) -> Text:
        """Return a text of the résumé or the posting, read once."""
        if text not in self._texts:
            self._texts[text] = Text(text)
        return self._texts[text]

    def _in_posting(self, pointer: str, quote: str) -> Evidence | None:
        """Return the line with the quote: the named one, or the first one if the pointer names none."""
        for number, line in enumerate(self._lines):
            place = line_pointer(number)
            if pointer not in (JOB_POSTING, f"{JOB_POSTING}/lines", place):
                continue
            proved = self._text(line).proves(quote)
            if proved is not None:
                return Evidence(pointer=place, quote=proved)
        return None

    def located(self, claims: list[Evidence]) -> list[Evidence]:
        """Return the verified claims, each place and quote once."""
        found: dict[tuple[str, str], Evidence] = {}
        for claim in claims:
            evidence = self.locate(claim)
            if evidence is not None:
                found.setdefault((evidence.pointer, comparable(evidence.quote)), evidence)
        return list(found.values())
