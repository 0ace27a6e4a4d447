"""Structuring by a language model: what it says is proved against the document before anybody sees it."""

import asyncio
from collections.abc import Iterator, Mapping
from importlib.resources import files
from time import perf_counter
from typing import Any, cast

import structlog

from resume_service.imports.structuring.answer import Answer
from resume_service.imports.structuring.contacts import FindKind, as_url, field_of, find_contacts
from resume_service.imports.structuring.fitting import fitted
from resume_service.imports.structuring.grounding import grounded
from resume_service.imports.structuring.leftovers import leftovers
from resume_service.imports.structuring.lines import cleaned, read_lines
from resume_service.imports.structuring.models import Structured
from resume_service.imports.structuring.sections import split
from resume_service.imports.structuring.vocabulary import vocabulary
from resume_service.resumes.models import JsonObject
from shared.llm import LlmRequest, Registry
from shared.resumes.identifiers import Kind, Spot
from shared.resumes.redaction import Redaction
from shared.runs.generation import Generation
from shared.utils.prompts import Prompt, fenced, load_prompt

PLACEHOLDERS = frozenset({"document"})
EXPECTED_TOKENS = 3_000
"""A résumé of three pages as fields."""
MAX_SENT = 60_000
"""How many characters of a document a model is shown: some twenty-five full pages. The rest is not placed."""
LINKS = frozenset({"github", "linkedin", "portfolio", "blog", "github_url", "demo_url", "url"})
KINDS: Mapping[FindKind, Kind] = {"email": "EMAIL", "phone": "PHONE"}
LINK_KINDS: Mapping[str, Kind] = {"github": "GITHUB", "linkedin": "LINKEDIN", "blog": "BLOG", "portfolio": "LINK"}
IN_EXTRA = frozenset({"department", "location", "employment_type", "status"})
"""Fields that the schema of a résumé has no place for, other than `extra`."""

logger = structlog.stdlib.get_logger(__name__)


class LlmStructurer:
    """Asks the registry for the fields of a document, and keeps what it can prove.

    The prompt is read and checked here, so that a wrong one is found when a service starts.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._prompt = load_prompt(
            files("resume_service.imports.structuring") / "prompts" / "structuring.yaml", PLACEHOLDERS
        )

    @property
    def prompt_version(self) -> str:
        """The version of the prompt, which stands with what was made by it."""
        return self._prompt.version

    async def structure(self, text: str) -> Structured:
        """What a model finds in `text`, as far as it stands there; raises the registry's errors.

        E-mail addresses, phone numbers and links do not leave; the person's name does, since nobody knows yet which
        words it is.
        """
        text = cleaned(text)
        sent = _shortened(text)
        redaction = Redaction(find=_find)
        hidden = await asyncio.to_thread(redaction.hide, sent)
        started = perf_counter()
        answer = await self._registry.generate(_request(self._prompt, hidden))
        elapsed = round((perf_counter() - started) * 1000)
        writer = (answer.provider, answer.model)
        generation = Generation.by_llm(self._prompt.version, answer.attempts, [writer], elapsed, {})
        said = _shown(answer.value.content(), redaction)
        structured = await asyncio.to_thread(_proved, said, sent, text[len(sent) :], generation)
        logger.info("document structured", dropped=len(structured.dropped), unparsed=len(structured.unparsed))
        return structured


def _find(text: str) -> Iterator[Spot]:
    """All addresses in a document; the host of a link tells which field it is for."""
    words = vocabulary()
    begin = 0
    for line in text.split("\n"):
        for found in find_contacts(line):
            kind = LINK_KINDS[field_of(found.text, words)] if found.kind == "url" else KINDS[found.kind]
            yield Spot(kind, begin + found.begin, begin + found.finish)
        begin += len(line) + 1


def _shown(value: Any, redaction: Redaction, member: str = "") -> Any:
    """JSON values with what the tokens stand for; a link is a web address."""
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value).items()
        return {name: _shown(inner, redaction, name) for name, inner in members}
    if isinstance(value, list):
        return [_shown(element, redaction) for element in cast("list[Any]", value)]
    if not isinstance(value, str):
        return value
    value = redaction.show(value)
    return as_url(value) if member in LINKS and "." in value else value


def _request(prompt: Prompt, document: str) -> LlmRequest[Answer]:
    filled = prompt.fill({"document": fenced("DOCUMENT", document)})
    return LlmRequest(Answer, prompt.instructions, filled, "resume_structuring", expected_tokens=EXPECTED_TOKENS)


def _shortened(text: str) -> str:
    if len(text) <= MAX_SENT:
        return text
    return text[:MAX_SENT].rpartition("\n")[0] or text[:MAX_SENT]


def _proved(said: JsonObject, sent: str, rest: str, generation: Generation) -> Structured:
    content, dropped = grounded(said, sent)
    content = fitted(_with_extra(content))
    lines = read_lines(sent)
    unparsed = [*leftovers(sent, lines, split(lines).headings, content), *leftovers(rest, [], frozenset(), {})]
    return Structured(content=content, unparsed=tuple(unparsed), dropped=dropped, generation=generation)


def _with_extra(content: JsonObject) -> JsonObject:
    return {
        name: [_moved(element) for element in cast("list[JsonObject]", value)]
        if name in ("work_experiences", "education")
        else value
        for name, value in content.items()
    }


def _moved(entry: JsonObject) -> JsonObject:
    extra = {name: value for name, value in entry.items() if name in IN_EXTRA}
    return {**{name: value for name, value in entry.items() if name not in IN_EXTRA}, "extra": extra}
