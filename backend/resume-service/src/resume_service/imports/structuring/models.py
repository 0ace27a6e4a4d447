"""What comes out of a résumé's text."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from resume_service.resumes.models import JsonObject
from shared.runs.generation import Generation

Seen = Mapping[str, tuple[str, float]]
"""By words without case and signs, what a tagger takes them for in a head, and how sure it is."""
NOTHING_SEEN: Seen = {}


@dataclass(frozen=True, slots=True)
class Dropped:
    """A value that a model gave and that does not stand in the document; `pointer` points into the model's answer."""

    pointer: str
    value: str


@dataclass(frozen=True, slots=True)
class Structured:
    """A document as far as it could be understood.

    `content` is what `ResumeIn` takes; where the document names nobody or says nothing, that is missing here, too.
    `unparsed` are the lines with something in them that no field holds, in their order. `generation` says who found
    the fields: rules, or which model at what cost. `seen` is a second reading of the heads of jobs and schools, if any.
    """

    content: JsonObject
    unparsed: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    generation: Generation
    seen: Seen = field(default_factory=dict[str, tuple[str, float]])
