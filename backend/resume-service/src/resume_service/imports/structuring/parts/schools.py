"""Schools, and the degrees and other papers that they give."""

import re
from dataclasses import dataclass, field

from resume_service.imports.structuring.words.dates import Dates
from resume_service.imports.structuring.words.memory import remembered
from resume_service.imports.structuring.words.vocabulary import HANGUL, Vocabulary
from resume_service.resumes.models import JsonObject

IN = re.compile(r"(?: *[,:(]| +in\b| +of\b) *", re.IGNORECASE)
NAMED_DEGREE = re.compile(
    r"((?:(?:Short|Foundation|Evening|Postgraduate|Graduate|Advanced|Higher|National|Professional|Online) )*"
    r"(?:Certificate|Diploma|Course|Licencjat|Magister|Laurea|Apprenticeship|Traineeship))(?: in |, )(\S.{2,80})",
    re.IGNORECASE,
)
"""`Short course in indigo`: what was completed, and in what."""
EDGES = " \t|,;:·•/–—-"
TRAINING = re.compile(r"(?:교육원|연수원|감리원|진흥원|훈련원|개발원|교육센터)$")
"""How bodies are named that train those who work."""


@dataclass(slots=True)
class School:
    """A school so far."""

    institution: str | None = None
    degree: str | None = None
    major: str | None = None
    dates: Dates | None = None
    gpa: str | None = None
    status: str | None = None
    location: str | None = None
    description: list[str] = field(default_factory=list[str])

    def contradicts(self, other: "School") -> bool:
        """Whether `other` says again what is known, so that it is about something else."""
        return any(
            getattr(self, name) is not None and getattr(other, name) is not None
            for name in ("institution", "degree", "dates")
        )

    def take(self, other: "School") -> None:
        """Add what `other` knows; what is known stays."""
        western = self.major is not None and not HANGUL.search(self.major)
        if self.institution and western and other.major and other.degree and not self.degree:
            # `University of California, Berkeley`, and what was studied there in the next line.
            self.institution, self.major = f"{self.institution}, {self.major}", other.major
        for name in ("institution", "degree", "major", "dates", "gpa", "status", "location"):
            if getattr(self, name) is None:
                setattr(self, name, getattr(other, name))
        self.description += other.description

    @property
    def says_something(self) -> bool:
        """Whether more is known than how it ended."""
        return any((self.institution, self.degree, self.major, self.dates))

    @property
    def begins(self) -> bool:
        """Whether this names a school and no degree."""
        return self.institution is not None and self.degree is None

    def name_unknown(self) -> None:
        """Name the school if nothing shows it to be one, as in `BSc Computer Science, FU Berlin`."""
        if self.institution is None and self.degree is not None and self.major is not None:
            major, _, last = self.major.rpartition(", ")
            if major and last[:1].isupper() and not last.startswith(("Minor", "First", "Second", "Honours", "Honors")):
                self.major, self.institution = major, last

    @property
    def is_training(self) -> bool:
        """Whether this is a course at a body that trains those who work, and no school."""
        degree = self.degree is not None or self.gpa is not None
        return not degree and self.institution is not None and TRAINING.search(self.institution) is not None

    def activity(self) -> JsonObject:
        """A training as `activities` has it."""
        return {
            "name": self.major or self.institution,
            "organization": self.institution if self.major else None,
            "duration": self.dates.text if self.dates else None,
            "description": "\n".join([*self.description, *filter(None, [self.status])]),
        }

    def content(self) -> JsonObject:
        """The school as `education` has it; a single date is the one of leaving."""
        self.name_unknown()
        dates = self.dates
        return {
            "institution": self.institution,
            "degree": self.degree,
            "major": self.major,
            "duration": dates.text if dates else None,
            "start": dates.start if dates and dates.is_range else None,
            "end": dates.end if dates else None,
            "gpa": self.gpa,
            "description": "\n".join(self.description),
            "extra": {"status": self.status, "location": self.location},
        }


@remembered
def degree_in(piece: str, words: Vocabulary) -> tuple[str, str] | None:
    """The degree in `piece` and what stands beside it: `B.S. in Physics`, `전산학 석사`, `Physics (BSc)`."""
    if (named := NAMED_DEGREE.fullmatch(piece)) is not None:
        return named[1], named[2]
    folded = piece.casefold()
    if not folded.startswith(words.degree_begins) and not folded.endswith(words.degree_ends):
        # Most pieces; this is told in one step.
        return None
    for degree, small in words.folded_degrees:
        size = len(degree)
        if folded.startswith(small) and not piece[size : size + 1].isalnum():
            rest = piece[size:]
            if (lead := IN.match(rest)) is not None:
                rest = rest[lead.end() :]
            rest = rest.strip(EDGES + "()")
            again = next((other for other in words.degrees if rest.startswith((f"{other}, ", f"{other} in "))), None)
            # `Bachelor of Science - BS, Mathematics`
            return piece[:size], rest[len(again) :].removeprefix(" in ").strip(EDGES) if again else rest
        if folded.endswith(small) and piece[-size - 1 : -size] in (" ", "(", ","):
            return piece[-size:], piece[:-size].strip(EDGES + "()")
        if folded.endswith(f"({small})"):
            return piece[-size - 1 : -1], piece[: -size - 2].strip(EDGES)
    return None
