"""Structuring by a language model: what it says is proved against the document before anybody sees it."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from time import perf_counter
from typing import Any, cast

import structlog

from resume_service.imports.blocks import Document
from resume_service.imports.structuring.fitting import fitted
from resume_service.imports.structuring.layout.leftovers import leftovers
from resume_service.imports.structuring.layout.sections import split
from resume_service.imports.structuring.lines import cleaned, read_lines
from resume_service.imports.structuring.model.answer import Answer
from resume_service.imports.structuring.model.grounding import grounded
from resume_service.imports.structuring.models import Structured
from resume_service.imports.structuring.words.contacts import FindKind, as_url, field_of, find_contacts
from resume_service.imports.structuring.words.vocabulary import vocabulary
from resume_service.resumes.models import JsonObject
from shared.core.constraints import shown
from shared.core.fairness import FairThreads
from shared.llm import LlmRequest, Registry
from shared.resumes.masking.identifiers import Kind, Spot, find_addresses
from shared.resumes.masking.redaction import Redaction
from shared.runs.generation import Generation
from shared.utils.prompts import Fence, Prompt, load_prompt

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

    def __init__(self, registry: Registry, threads: FairThreads) -> None:
        self._registry = registry
        self._threads = threads
        self._prompt = load_prompt(
            files("resume_service.imports.structuring.model") / "prompts" / "structuring.yaml", PLACEHOLDERS
        )

    @property
    def prompt_version(self) -> str:
        """The version of the prompt, which stands with what was made by it."""
        return self._prompt.version

    async def structure(self, document: Document | str, owner: str) -> Structured:
        """What a model finds in `document`, as far as it stands there; raises the registry's errors, and `NoShare`.

        E-mail addresses, phone numbers and links do not leave; the person's name does, since nobody knows yet which
        words it is.
        """
        text = cleaned(document if isinstance(document, str) else document.text)
        sent = _shortened(text)
        redaction = Redaction(find=_find)
        hidden = await self._threads.run(owner, redaction.hide, sent)
        started = perf_counter()
        answer = await self._registry.generate(_request(self._prompt, redaction.fence, hidden))
        elapsed = round((perf_counter() - started) * 1000)
        writer = (answer.provider, answer.model)
        generation = Generation.by_llm(self._prompt.version, answer.attempts, [writer], elapsed, {})
        said = _shown(answer.value.content(), redaction)
        structured = await self._threads.run(owner, _proved, said, sent, text[len(sent) :], generation)
        logger.info("document structured", dropped=len(structured.dropped), unparsed=len(structured.unparsed))
        return structured


def _find(text: str) -> Iterator[Spot]:
    """What reaches or names anybody in a document; the host of a link tells which field it is for."""
    words = vocabulary()
    begin = 0
    for line in text.split("\n"):
        for found in find_contacts(line):
            kind = LINK_KINDS[field_of(found.text, words)] if found.kind == "url" else KINDS[found.kind]
            yield Spot(kind, begin + found.begin, begin + found.finish)
        begin += len(line) + 1
    # Last: where both find the same, the kind that a field goes with counts.
    yield from find_addresses(text)


def _shown(value: Any, redaction: Redaction, member: str = "") -> Any:
    """JSON values with what the tokens stand for; a link is a web address."""
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value).items()
        return {name: _shown(inner, redaction, name) for name, inner in members}
    if isinstance(value, list):
        return [_shown(element, redaction) for element in cast("list[Any]", value)]
    if not isinstance(value, str):
        return value
    # Proof does not see what shows nothing.
    value = shown(redaction.show(value))
    return as_url(value) if member in LINKS and "." in value else value


def _request(prompt: Prompt, fence: Fence, document: str) -> LlmRequest[Answer]:
    filled = prompt.fill({"document": fence.text("DOCUMENT", document)})
    return LlmRequest(Answer, prompt.instructions(fence), filled, "resume_structuring", expected_tokens=EXPECTED_TOKENS)


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
