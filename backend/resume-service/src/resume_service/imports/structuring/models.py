"""What comes out of a résumé's text."""

from dataclasses import dataclass

from resume_service.resumes.models import JsonObject
from shared.runs.generation import Generation


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
    the fields: rules, or which model at what cost.
    """

    content: JsonObject
    unparsed: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    generation: Generation
