"""Follow-ups worded by a model. The rules decide whether one is asked, of which kind, and what may be quoted; what the
model writes is verified, and the follow-up of the rules is asked if it fails or takes too long.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Annotated

import structlog
from pydantic import BaseModel, Field

from interview_service.evaluation.checking import Known
from interview_service.evaluation.sentences.addressing import is_addressed
from interview_service.evaluation.sentences.reading import Sentence
from interview_service.evaluation.sentences.words import Words
from interview_service.following.composing import Candidate, planned, related, signed
from interview_service.following.hearing import Hearing, hearing
from interview_service.following.models import FollowUps, Said, asked_before
from interview_service.following.probes import wording
from interview_service.following.quoting import MAX_QUOTE, Quote, is_private_matter, quotable, quote_of
from interview_service.following.rules import rules_version
from interview_service.sessions.models import FollowUpKind, Planned
from interview_service.sessions.planning import personas
from shared.core.identity import InvalidToken
from shared.language.asking import asks
from shared.language.detecting import is_in
from shared.language.similarity import Asked
from shared.llm import LlmRequest, Registry
from shared.llm.output.bounds import TextBounds
from shared.protected.checking import protected_in
from shared.relevance.words import content_words, is_weak, own_words
from shared.resumes.document import Language, ResumeDocument
from shared.resumes.errors import ResumeNotFound, ResumeServiceUnavailable
from shared.runs.account import Account
from shared.runs.asking import LLM_FAILURES, Asking
from shared.runs.models import Material, ResumeSource
from shared.utils.prompts import Prompt

LANGUAGES: dict[Language, str] = {"ko": "Korean, in the polite form (존댓말)", "en": "English"}
EXPECTED_TOKENS = 120
MAX_QUESTION = 240
TEMPERATURE = 0.2
NO_RESUME = (ResumeNotFound, ResumeServiceUnavailable, InvalidToken)

logger = structlog.stdlib.get_logger(__name__)


class Written(BaseModel):
    """The follow-up as requested from a model."""

    quote: Annotated[str, TextBounds(max(MAX_QUOTE.values()), min_length=2)]
    question: Annotated[
        str, TextBounds(MAX_QUESTION, min_length=4), Field(description="One question, without the quote.")
    ]


@dataclass(frozen=True, slots=True)
class _Ready:
    """What is prepared before a model is asked."""

    heard: Hearing
    sentences: Sequence[Sentence]
    known: Known

    @property
    def empty(self) -> bool:
        """Whether nothing may be read back."""
        return not self.sentences


class LlmFollowUps:
    """Words the follow-ups of `rules` with the registry's models, within `seconds`.

    `may_ask` says whether an owner has generations left today.
    """

    asks_models = True

    def __init__(
        self,
        registry: Registry,
        prompt: Prompt,
        rules: FollowUps,
        may_ask: Callable[[str], Awaitable[bool]],
        seconds: float,
    ) -> None:
        self._registry = registry
        self._prompt = prompt
        self._rules = rules
        self._may_ask = may_ask
        self._seconds = seconds

    async def after(self, said: Said) -> Planned | None:
        """Return the follow-up by rules, or `None` to go on with the plan."""
        return await self._rules.after(said)

    async def better(self, said: Said, chosen: Planned, resumes: ResumeSource) -> Planned:
        """Return the follow-up as a model words it, or else the `chosen` one, which says then why it is by rules."""
        deadline = monotonic() + self._seconds
        if not await self._may_ask(said.session.owner_id):
            return chosen
        try:
            # Its identifiers are needed to hide them in the answer.
            resume = await resumes.get(str(said.session.resume_id))
        except NO_RESUME:
            return chosen
        ready = await asyncio.to_thread(_read, said, resume)
        if ready.empty:
            return chosen
        account, material = Account(self._prompt.version), Material(resume)
        asking = Asking(
            self._registry, account, EXPECTED_TOKENS, material, [one.text for one in ready.sentences], deadline=deadline
        )
        made = await self._worded(asking, said, chosen, material, ready)
        if made is None:
            account.filled(rules_version())
        generation = account.generation()
        logger.info(
            "follow-up worded",
            source=generation.source,
            provider=generation.provider,
            outcomes=[one.outcome for one in generation.attempts],
            rejected=generation.rejected,
            cost_usd=generation.cost_usd,
            ms=generation.latency_ms,
        )
        return signed(made or chosen, generation)

    async def _worded(
        self, asking: Asking, said: Said, chosen: Planned, material: Material, ready: _Ready
    ) -> Planned | None:
        """Return the verified follow-up of a model with the id of the `chosen` one; `None` if there is none."""
        assert chosen.follow_up is not None
        kind = chosen.follow_up.kind
        try:
            written, writer = await asking.value(self._request(said, kind, material, ready))
        except LLM_FAILURES:
            return None
        if not (written.quote and written.question):
            # The gate has rejected it and recorded why.
            return None
        found = await asyncio.to_thread(_proved, written, said, ready)
        if isinstance(found, str):
            asking.account.reject(found)
            return None
        asking.account.wrote(writer)
        core = written.question.strip()
        candidate = Candidate(core, related(core, ready.heard.open_points))
        made = planned(said, kind, candidate, found)
        return replace(made, question=replace(made.question, id=chosen.id))

    def _request(self, said: Said, kind: FollowUpKind, material: Material, ready: _Ready) -> LlmRequest[Written]:
        redaction, draft, language = material.redaction, said.planned.question.draft, said.session.language
        persona = personas()[said.session.persona]
        prompt = self._prompt.fill(
            {
                "language": LANGUAGES[language],
                "persona": f"{persona.name[language]}. {persona.tone[language]} "
                f"First of all they ask about: {', '.join(persona.probes)}.",
                "purpose": wording().intent[kind]["en"],
                "question": redaction.data("QUESTION", draft.question),
                "points": redaction.data("POINTS", "\n".join(ready.heard.open_points)),
                "asked": redaction.data("ASKED", "\n".join(asked_before(said.session))),
                # One text, so that no identifier is cut in two.
                "answer": redaction.data("ANSWER", "\n".join(one.text for one in ready.sentences)),
            }
        )
        return LlmRequest(
            Written,
            self._prompt.instructions(redaction.fence),
            prompt,
            "follow_up",
            expected_tokens=EXPECTED_TOKENS,
            temperature=TEMPERATURE,
            optional=True,
        )


def _read(said: Said, resume: ResumeDocument) -> _Ready:
    """Read the answer and prepare the verification: some milliseconds of CPU, in a thread."""
    heard, draft = hearing(said), said.planned.question.draft
    asked = (draft.question, *draft.what_good_answers_cover, *(one.quote for one in draft.evidence))
    known = Known((said.text, *asked, *(text for _, text in resume.texts())))
    return _Ready(heard, quotable(heard.reading, draft.question), known)


def _proved(written: Written, said: Said, ready: _Ready) -> Quote | str:
    """Return the place of the quote, or the reason for rejecting the follow-up: one of `generation.REASONS`."""
    language, draft = said.session.language, said.planned.question.draft
    core = written.question.strip()
    quote = quote_of(written.quote, ready.sentences, language)
    evidence = [one.quote for one in draft.evidence]
    checks: dict[str, Callable[[], bool]] = {
        "no_evidence": lambda: quote is None,
        "not_a_question": lambda: not asks(core) or core.count("?") > 1,
        "wrong_language": lambda: not is_in(language, core),
        "instructions": lambda: is_addressed(core.rstrip("?？"), language),
        "protected_topic": lambda: protected_in(core, evidence) is not None or is_private_matter(core),
        "duplicate": lambda: _repeats(core, said),
        "unsupported": lambda: not ready.known.covers(core),
        "off_topic": lambda: not _is_about(core, said, ready),
    }
    failed = next((reason for reason, fails in checks.items() if fails()), None)
    if failed is not None or quote is None:
        return failed or "no_evidence"
    return quote


def _repeats(core: str, said: Said) -> bool:
    """Return whether a question was asked already, with the words of the résumé that it quotes or without them."""
    asked = asked_before(said.session)
    return Asked([*asked, *map(own_words, asked)]).has(core)


def _is_about(core: str, said: Said, ready: _Ready) -> bool:
    """Return whether a question shares a word with what was asked or said, or has none of its own ("Why that way?")."""
    draft = said.planned.question.draft
    words = [word for word in content_words(core) if not is_weak(word)]
    counting = (one.text for one in ready.heard.reading.specific)
    known = Words(" ".join([draft.question, *draft.what_good_answers_cover, *counting]))
    return not words or any(known.means(word) for word in words)
