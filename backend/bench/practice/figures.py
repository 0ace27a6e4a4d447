"""What practice costs: evaluations by rules, the first feedback of a slow model, progress over many answers."""

from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from time import perf_counter, process_time
from typing import Any
from uuid import UUID

import httpx
import uvloop
from interview_service.evaluation.models import Subject
from interview_service.evaluation.rules import RuleBasedEvaluator
from pymongo import MongoClient

from bench.effort import Effort
from bench.processes import call, running, wait_for
from bench.report import Figure
from bench.streaming import HEADERS, product
from eval.practice.labelled import read_labelled, read_sentences
from shared.core.ids import new_id
from shared.resumes.document import Language
from shared.testing.breaking import free_port
from shared.testing.models.evaluations import Judge, told
from shared.testing.models.questions import answer, question
from shared.testing.mongod import running_mongod
from shared.testing.services import example_resume
from shared.testing.wire import Answers, WireServer
from shared.testing.wire.dialects.dialect import Json
from stack.commands import service

LONGEST, TYPICAL = 8_000, 1_000
TEXTS, QUESTIONS, ANSWERS = 8, 5, 1_000
PREFIX = "/api/v1/interview"
STARTS, PIECE, PACE = 1.0, 16, 0.08
"""A provider that begins after a second and writes 200 characters a second."""

ANSWER = "제가 캐시 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다."
MILLISECONDS = 1000


def practice(effort: Effort) -> list[Figure]:
    """CPU of an evaluation by rules; seconds until a model's first judgement, with a follow-up to be worded."""
    return [*_rules(effort), uvloop.run(_first_feedback(effort)), _progress(effort)]


def _rules(effort: Effort) -> Iterator[Figure]:
    evaluator = RuleBasedEvaluator()
    for language in ("ko", "en"):
        for length, limit in ((TYPICAL, None), (LONGEST, 15.0)):
            subjects = list(_long(language, length))
            rounds = [[_milliseconds(evaluator, one) for one in subjects] for _ in range(effort.rounds + 1)]
            # The first round meets every word for the first time.
            values = [median(times) for times in rounds[1:]]
            yield Figure(f"evaluation by rules, {length:,} characters ({language}), CPU", values, "ms", limit)


def _milliseconds(evaluator: RuleBasedEvaluator, subject: Subject) -> float:
    started = process_time()
    evaluator.evaluate(subject)
    return (process_time() - started) * MILLISECONDS


def _long(language: Language, length: int) -> Iterator[Subject]:
    """Answers of that length, each sentence of which is another one."""
    labelled = [one.subject for one in read_labelled() if one.subject.language == language]
    sentences = list(dict.fromkeys(part for one in labelled for part in one.text.replace(". ", ".\n").split("\n")))
    filler = [*sentences, *read_sentences("padding")[language]]
    for number, subject in enumerate(labelled[:TEXTS]):
        start = number * len(filler) // TEXTS
        yield replace(subject, text=" ".join([subject.text, *filler[start:], *filler[:start]])[:length])


def _progress(effort: Effort) -> Figure:
    """Time of a response about 1,000 answers, copies of one that the service stored and evaluated."""
    resume_port, interview_port = free_port(), free_port()
    urls = {"resume": f"http://127.0.0.1:{resume_port}"}
    with (
        running_mongod() as mongod,
        running(service("resume", resume_port, mongod.url)),
        running(service("interview", interview_port, mongod.url, urls)),
        MongoClient[dict[str, Any]](mongod.url, uuidRepresentation="standard") as mongo,
    ):
        wait_for(interview_port, f"{PREFIX}/ready")
        _, resume = call(resume_port, "POST", "/api/v1/resumes", example_resume())
        _, session = call(interview_port, "POST", f"{PREFIX}/{resume['id']}/sessions", {})
        place = f"{PREFIX}/sessions/{session['id']}"
        call(interview_port, "PATCH", place, {"state": "running"})
        said = {"question_id": session["current_question"]["id"], "text": ANSWER}
        call(interview_port, "POST", f"{place}/answers", said)
        answers = mongo["interview_service"]["answers"]
        stored = answers.find_one() or {}
        answers.insert_many(
            {**stored, "_id": new_id(), "session_id": UUID(int=number // TEXTS), "turn": number % TEXTS}
            for number in range(effort.of(ANSWERS) - 1)
        )
        times: list[float] = []
        for _ in range(effort.rounds + 1):
            started = perf_counter()
            status, progress = call(interview_port, "GET", f"{PREFIX}/{resume['id']}/progress")
            times.append((perf_counter() - started) * MILLISECONDS)
            assert (status, progress["sessions"] > 1) == (200, True), progress
    return Figure(f"progress over {effort.of(ANSWERS):,} answers", times[1:], "ms", 30.0)


async def _first_feedback(effort: Effort) -> Figure:
    judge = Judge()

    def writes(body: Json) -> str:
        instructions, prompt = told(body)
        if prompt.startswith("Write "):
            return answer([question(number) for number in range(QUESTIONS)])
        return judge.write(instructions, prompt)

    async with WireServer() as wire, product(wire) as (client, path, _):
        made = path.removesuffix("questions") + "sessions"
        wire.openai.script([Answers(writes)])
        seconds = [await _until_judged(client, made, wire) for _ in range(effort.rounds)]
    return Figure("first judgement, provider starts after 1 s, follow-up by a model", seconds, "s", 2.5)


async def _until_judged(client: httpx.AsyncClient, path: str, wire: WireServer) -> float:
    wire.openai.delay = wire.openai.pace = 0.0
    session = (await client.post(path, json={"follow_ups": 1})).json()
    place = f"/api/v1/interview/sessions/{session['id']}"
    await client.patch(place, json={"state": "running"})
    wire.openai.delay, wire.openai.piece, wire.openai.pace = STARTS, PIECE, PACE
    body = {"question_id": session["current_question"]["id"], "text": ANSWER}
    started = perf_counter()
    async with client.stream("POST", f"{place}/answers", json=body, headers=HEADERS) as response:
        async for line in response.aiter_lines():
            if line == "event: dimension":
                return perf_counter() - started
    raise RuntimeError("no judgement came")
