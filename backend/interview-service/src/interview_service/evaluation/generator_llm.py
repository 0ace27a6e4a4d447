"""Evaluation by a model: two passes over the dimensions in different orders, and a third request for everything else.

All output is verified. Dimensions without a verified judgement are judged by rules.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from interview_service.evaluation.checking import Known, checked, totalled
from interview_service.evaluation.coaching import Coach, Coached, Coaching
from interview_service.evaluation.models import Dimension, Evaluation, Judgement, Subject
from interview_service.evaluation.numbering import Numbered
from interview_service.evaluation.opinions import ALONE, FirstOpinion, Opinion, Proof, SecondOpinion, judgement_of
from interview_service.evaluation.rubric import DimensionData, rubric_of
from interview_service.evaluation.rules import RuleBasedEvaluator
from interview_service.evaluation.sentences.reading import Reader
from shared.llm import ListRequest, LlmRequest, Registry
from shared.resumes.document import Language
from shared.runs.account import Account
from shared.runs.asking import LLM_FAILURES, Asking
from shared.runs.generation import Generation
from shared.runs.models import Material
from shared.utils.prompts import Prompt

LANGUAGES: dict[Language, str] = {"ko": "Korean, in the polite form (존댓말)", "en": "English"}
TEMPERATURE = 0.2
"""Low, so that the same answer gets the same levels."""

TOKENS_PER_OPINION = 170
TOKENS_OF_COACHING = 600
"""Without the improved answer, which is about as long as the answer itself."""

ELEMENTS: tuple[type[SecondOpinion], ...] = (FirstOpinion, SecondOpinion)
"""The element type of each pass."""

PASSES = len(ELEMENTS)


@dataclass(frozen=True, slots=True)
class _Ready:
    """What is prepared before models are asked."""

    rules: Evaluation
    numbered: Numbered
    proof: Proof
    coach: Coach


@dataclass(frozen=True, slots=True)
class _Said:
    """The opinion of a pass on a dimension; `None` if it was rejected."""

    number: int
    name: Dimension
    opinion: Opinion | None


class LlmEvaluator:
    """Evaluates answers with the registry's models."""

    def __init__(self, registry: Registry, passes: Prompt, coaching: Prompt) -> None:
        self.registry = registry
        self.passes = passes
        self.coaching = coaching
        self.rules = RuleBasedEvaluator()

    @property
    def version(self) -> str:
        """Version of the prompts."""
        return self.passes.version

    def begin(self, subject: Subject, material: Material, account: Account) -> "LlmEvaluating":
        """Prepare an evaluation; it runs when its judgements are requested."""
        return LlmEvaluating(self, subject, material, account)


class LlmEvaluating:
    """One evaluation in progress."""

    def __init__(self, by: LlmEvaluator, subject: Subject, material: Material, account: Account) -> None:
        self._by = by
        self._subject = subject
        self._material = material
        self._account = account
        self._dimensions = tuple(rubric_of(subject).dimensions)
        self._ready: _Ready | None = None
        self._coached: Coached | None = None

    async def judgements(self) -> AsyncGenerator[Judgement]:
        """Yield each dimension as soon as both passes have judged it.

        Raises what `Registry.stream` raises if neither pass got an answer.
        """
        ready = self._ready = await asyncio.to_thread(self._read)
        if ready.numbered.empty:
            # Nothing is left that a model could judge.
            for one in ready.rules.dimensions:
                yield one
            return
        words = len(self._subject.text)
        tokens = PASSES * TOKENS_PER_OPINION * len(self._dimensions) + TOKENS_OF_COACHING + words
        asking = Asking(self._by.registry, self._account, tokens, self._material, ready.numbered.texts())
        said: asyncio.Queue[_Said | int] = asyncio.Queue()
        passes = [asyncio.create_task(self._pass(asking, ready, said, number)) for number in range(PASSES)]
        for number, task in enumerate(passes):
            task.add_done_callback(lambda _, number=number: said.put_nowait(number))
        coach = asyncio.create_task(self._coach(asking, ready))
        try:
            async with aclosing(self._settled(said, passes)) as settled:
                async for judgement in settled:
                    yield judgement
            self._coached = await coach
        finally:
            running: list[asyncio.Task[None] | asyncio.Task[Coached | None]] = [*passes, coach]
            for task in running:
                task.cancel()
            await asyncio.wait(running)

    def whole(self, judgements: Sequence[Judgement], generation: Generation) -> Evaluation:
        """Return the evaluation, with verified places."""
        assert self._ready is not None
        ready, found = self._ready, self._coached
        if ready.numbered.empty:
            return ready.rules
        judged = {one.name: one for one in judgements}
        update: dict[str, object] = {
            "dimensions": [judged[one.name] for one in self._dimensions],
            "generation": generation,
        }
        if found is not None:
            update |= {
                "points": found.points,
                "contradictions": found.contradictions,
                "improved_answer": found.improved_answer,
            }
        evaluation = checked(ready.rules.model_copy(update=update), self._subject.text)
        total, _ = totalled(evaluation.dimensions, dict(self._subject.weights))
        return evaluation.model_copy(update={"total": total, "confidence": _confidence(evaluation.dimensions)})

    def _read(self) -> _Ready:
        """Evaluate the answer by rules and prepare the verification: some milliseconds of CPU, in a thread."""
        subject, material = self._subject, self._material
        reading = Reader(subject).read(subject.text)
        rules = self._by.rules.evaluate(subject, reading)
        numbered = Numbered(subject.text, reading, material.redaction)
        draft = subject.question.draft
        asked = (draft.question, *draft.what_good_answers_cover)
        written = (subject.text, *(text for _, text in subject.resume.texts()))
        coach = Coach(subject, numbered, material.statements, Known(written), rules)
        return _Ready(rules, numbered, Proof(subject, numbered, Known((*written, *asked))), coach)

    async def _pass(self, asking: Asking, ready: _Ready, said: "asyncio.Queue[_Said | int]", number: int) -> None:
        async with aclosing(asking.elements(self._request(ready, number))) as elements:
            async for element, writer in elements:
                opinion = ready.proof.proved(element) if element is not None else None
                if element is None:
                    continue
                if isinstance(opinion, Opinion):
                    asking.account.wrote(writer)
                elif opinion is not None:
                    asking.account.reject(opinion)
                said.put_nowait(_Said(number, element.name, opinion if isinstance(opinion, Opinion) else None))

    async def _coach(self, asking: Asking, ready: _Ready) -> Coached | None:
        try:
            value, writer = await asking.value(self._coaching_request(ready))
        except LLM_FAILURES:
            # The levels do not depend on it, and the rules have found points and gaps.
            asking.account.filled(self._by.rules.version)
            return None
        asking.account.wrote(writer)
        coached, dropped = ready.coach.coached(value)
        for _ in range(dropped):
            asking.account.reject("unsupported")
        return coached

    async def _settled(
        self, said: "asyncio.Queue[_Said | int]", passes: Sequence[asyncio.Task[None]]
    ) -> AsyncGenerator[Judgement]:
        """Yield the judgement of each dimension once no running pass can still contribute to it."""
        running = set(range(PASSES))
        heard: defaultdict[Dimension, dict[int, Opinion | None]] = defaultdict(dict)
        left: dict[Dimension, DimensionData] = {one.name: one for one in self._dimensions}
        failures: list[BaseException] = []
        while running:
            event = await said.get()
            if isinstance(event, _Said):
                heard[event.name].setdefault(event.number, event.opinion)
            else:
                running.discard(event)
                failures += _failure(passes[event])
            for name, dimension in list(left.items()):
                opinions = [one for _, one in sorted(heard[name].items()) if one is not None]
                if opinions and running <= heard[name].keys():
                    del left[name]
                    yield judgement_of(opinions, dimension, self._subject.language)
        if len(failures) == PASSES and len(left) == len(self._dimensions):
            raise failures[0]
        assert self._ready is not None
        for judgement in self._ready.rules.dimensions:
            if judgement.name in left:
                self._account.filled(self._by.rules.version)
                yield judgement

    def _request(self, ready: _Ready, number: int) -> ListRequest[SecondOpinion]:
        dimensions = _ordered(self._dimensions, number)
        redaction, draft, language = self._material.redaction, self._subject.question.draft, self._subject.language
        prompt = self._by.passes.fill(
            {
                "type": draft.type,
                "language": LANGUAGES[language],
                "question": redaction.data("QUESTION", draft.question),
                "quotes": redaction.data("QUOTES", "\n".join(one.quote for one in draft.evidence)),
                "points": redaction.data("POINTS", "\n".join(draft.what_good_answers_cover)),
                "rubric": redaction.fence.text("RUBRIC", _anchors(dimensions, language)),
                # The second pass does not see mere remarks, as unrecognised orders to a model usually are.
                "answer": ready.numbered.shown(telling=number > 0),
            }
        )
        return ListRequest(
            ELEMENTS[number],
            self._by.passes.instructions(redaction.fence),
            prompt,
            "answer_evaluation",
            expected_tokens=TOKENS_PER_OPINION * len(dimensions),
            temperature=TEMPERATURE,
        )

    def _coaching_request(self, ready: _Ready) -> LlmRequest[Coaching]:
        redaction, draft = self._material.redaction, self._subject.question.draft
        points = [f"{number}. {point}" for number, point in enumerate(draft.what_good_answers_cover, 1)]
        prompt = self._by.coaching.fill(
            {
                "language": LANGUAGES[self._subject.language],
                "question": redaction.data("QUESTION", draft.question),
                "points": redaction.data("POINTS", "\n".join(points)),
                "resume": self._material.statements.resume(),
                "answer": ready.numbered.shown(),
            }
        )
        return LlmRequest(
            Coaching,
            self._by.coaching.instructions(redaction.fence),
            prompt,
            "answer_coaching",
            expected_tokens=TOKENS_OF_COACHING + len(self._subject.text),
            temperature=TEMPERATURE,
        )


def _ordered(dimensions: Sequence[DimensionData], number: int) -> list[DimensionData]:
    """Return the dimensions in the order of a pass. The second one swaps neighbours, so that the order differs and the
    first judgement is still complete early.
    """
    if number == 0:
        return list(dimensions)
    return [one for at in range(0, len(dimensions), 2) for one in reversed(dimensions[at : at + 2])]


def _anchors(dimensions: Sequence[DimensionData], language: Language) -> str:
    return "\n\n".join(
        "\n".join(
            [f"{one.name} ({one.label[language]})"]
            + [f"{level}: {anchor[language]}" for level, anchor in enumerate(one.levels, 1)]
        )
        for one in dimensions
    )


def _failure(task: asyncio.Task[None]) -> list[BaseException]:
    """Return the failure of a pass, if any; raises errors that are not failures of the providers."""
    error = None if task.cancelled() else task.exception()
    if error is not None and not isinstance(error, LLM_FAILURES):
        raise error
    return [error] if error is not None else []


def _confidence(dimensions: Sequence[Judgement]) -> float:
    """Return the mean confidence of all dimensions; a level by rules counts 0.5, a missing one 0."""
    sure = [one.confidence if one.confidence is not None else ALONE * (one.level is not None) for one in dimensions]
    return round(sum(sure) / len(sure), 2)
