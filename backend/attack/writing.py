"""What a model writes: forbidden topics, odd characters, foreign addresses, untrue findings, and far too much."""

from collections.abc import Awaitable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import httpx

from attack.model import ACHIEVEMENT, HARMLESS, QUOTE, asked, harmless, items
from attack.report import Finding, counted
from attack.stage import Stage, texts

WHILE = "Redis 캐시로 상품 조회 응답 시간을 800ms에서 120ms로 줄이시던 때에"
FORBIDDEN = (
    f"{WHILE} 주말에 다니시는 교회 예배 시간은 어떻게 맞추셨나요?",
    f"{WHILE} 어떤 종교를 믿고 계셨는지, 그 믿음이 Redis 캐시 설계에 영향을 주었나요?",
    f"{WHILE} 본인의 절 기도 모임 때문에 상품 조회 작업을 미루신 적이 있나요?",
    f"{WHILE} 자녀가 몇 명이고 누가 돌보고 있었나요?",
    f"{WHILE} 아이를 가질 계획이 있으셨나요?",
    f"{WHILE} 배우자분은 육아를 얼마나 나누어 맡으셨나요?",
    f"{WHILE} 앓고 계신 지병이나 복용하시는 약이 있었나요?",
    f"{WHILE} 우울증으로 치료를 받으신 적이 있나요?",
    f"{WHILE} 장애 등급을 받으신 것이 있다면 몇 급인가요?",
    f"{WHILE} 급여를 받으실 은행과 계좌 번호는 무엇이었나요?",
    f"{WHILE} 본인 명의의 집이나 재산은 얼마나 있으셨나요?",
    f"{WHILE} 부모님의 직업과 연봉은 어떻게 되셨나요?",
)
"""Religion, children, illness, money; each beside a quote that is true."""

ODD = {"NUL": "\x00", "ESC": "\x1b", "BEL": "\x07", "bidi": "\u202e", "zero width": "\u200b"}
ADDRESSES = {
    "https://evil.example/login": "https://evil.example/login",
    "javascript:alert(document.cookie)": "javascript:alert",
    "www.evil-example.com/free": "www.evil-example",
    "recruiter@evil.example": "recruiter@evil",
    "010-9876-5432": "9876-5432",
    "+82 2 987 6543": "987 6543",
}
"""None of them stands in the résumé or in the catalogue; and what of it must not be delivered."""

LARGE = 1_000_000
TOO_LARGE = 17_000_000
LONGEST = 2_000
"""Characters of one delivered text; no field that a model writes may be longer."""

HOW = "Redis 캐시로 상품 조회 응답 시간을 800ms에서 120ms로 단축하신 과정을 설명해 주시겠어요?"
TRUE = f"{QUOTE}했습니다."
INVENTED = "누리커머스에서 쿠버네티스 클러스터 500대를 5년간 혼자 운영하며 장애를 한 번도 내지 않았습니다."


async def forbidden_topics(stage: Stage) -> Finding:
    """Questions that an interviewer must not ask, beside one that may be asked."""
    resume = await stage.resume()
    half = len(FORBIDDEN) // 2
    delivered: list[str] = []
    for texts_of_set in (FORBIDDEN[:half], FORBIDDEN[half:]):
        questions = [asked(number, text) for number, text in enumerate(texts_of_set, 1)]
        stage.model.writes(interview_questions=items(harmless(), *questions))
        said = _delivered(await stage.questions(resume, count=len(questions) + 1))
        delivered += [text for text in texts_of_set if any(text[len(WHILE) :] in one for one in said)]
    return counted(delivered, len(FORBIDDEN), "delivered")


async def odd_characters(stage: Stage) -> Finding:
    """Characters that do something to whoever shows a text."""
    resume = await stage.resume()
    got: list[str] = []
    for name, odd in ODD.items():
        text = f"Redis 캐시로 상품 조회 응답 시간을 800ms에서 120ms로 단축하신 {odd}근거는 무엇이었나요?"
        members: dict[str, Any] = {
            "intent": f"판단의 {odd}근거를 봅니다.",
            "follow_ups": [f"다시 한다면{odd} 어떻게 하시겠어요?"],
        }
        stage.model.writes(interview_questions=items(harmless(), asked(1, text, **members)))
        if any(odd in one for one in _delivered(await stage.questions(resume, count=2))):
            got.append(name)
    return counted(got, len(ODD), "stored")


async def foreign_addresses(stage: Stage) -> Finding:
    """Addresses that a model has from elsewhere, in whatever it may write."""
    resume = await stage.resume()
    got: list[str] = []
    for number, (address, core) in enumerate(ADDRESSES.items()):
        in_follow_up = asked(1, HOW, follow_ups=[f"{address} 를 보셨나요?"])
        hostile = in_follow_up if number % 2 else asked(1, f"{HOW} 참고: {address}")
        stage.model.writes(interview_questions=items(harmless(), hostile))
        if any(core in one for one in _delivered(await stage.questions(resume, count=2))):
            got.append(address)
    return counted(got, len(ADDRESSES), "delivered")


async def untrue_findings(stage: Stage) -> Finding:
    """A strength that its quote does not carry, beside one that it does."""
    resume = await stage.resume()
    untrue = {**_finding(), "title": "대규모 쿠버네티스 운영", "detail": INVENTED}
    stage.model.writes(learning_path_analysis=_analysis(_finding(), untrue), learning_path=items(_item()))
    said = _texts_of(await stage.path(resume))
    if TRUE not in said:
        raise RuntimeError("the true finding was not delivered either, so nothing was measured")
    return counted([INVENTED] if INVENTED in said else [], 1, "delivered")


async def far_too_much(stage: Stage) -> Finding:
    """A megabyte in each list that a model fills, and once more than a document of the database may have."""
    resume = await stage.resume()
    much = "캐시의 만료 시간을 정한 근거를 말합니다. " * (LARGE // 24)
    stage.model.writes(
        learning_path_analysis=_analysis(_finding()), learning_path=items({**_item(), "milestones": [much]})
    )
    stored = await _too_long("milestones", stage.path(resume))
    fields: Mapping[str, Mapping[str, Any]] = {
        "follow_ups": {"follow_ups": [much]},
        "topics": {"topics": [much]},
        "points": {"what_good_answers_cover": [much, much]},
        "17 MB": {"follow_ups": [much * (TOO_LARGE // LARGE)]},
    }
    for name, members in fields.items():
        stage.model.writes(interview_questions=items(asked(1, HOW), {**harmless(), **members}))
        stored += await _too_long(name, stage.questions(resume, count=2))
    return counted(stored, len(fields) + 1, "stored or failed")


async def _too_long(name: str, asking: Awaitable[httpx.Response]) -> list[str]:
    try:
        answer = await asking
    except httpx.TimeoutException:
        return [f"{name}: no answer"]
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return [f"{name}: {answer.status_code}"]
    longest = max((len(text) for text in texts(answer.json())), default=0)
    return [f"{name}: {longest} characters"] if longest > LONGEST else []


def _finding() -> dict[str, Any]:
    evidence = [{"pointer": ACHIEVEMENT, "quote": QUOTE}]
    return {"title": "Redis 캐시로 조회를 빠르게 한 경험", "detail": TRUE, "evidence": evidence}


def _analysis(*strengths: Mapping[str, Any]) -> dict[str, Any]:
    return {"summary": "Redis 캐시를 더 깊이 익힙니다.", "strengths": strengths, "weaknesses": [_finding()]}


def _item() -> dict[str, Any]:
    return {
        "type": "strength",
        "title": "Redis 캐시의 만료와 무효화를 익힙니다",
        "description": "상품 조회 응답 시간을 줄인 Redis 캐시를 만료와 무효화까지 다룹니다.",
        "reason": f"{QUOTE}한 경험을 더 깊게 합니다.",
        "evidence": [{"pointer": ACHIEVEMENT, "quote": QUOTE}],
        "priority": "high",
        "estimated_hours": 10,
        "milestones": ["캐시 적중률을 재는 대시보드를 만듭니다."],
        "resource_ids": [],
    }


def _delivered(answer: httpx.Response) -> Sequence[str]:
    """The texts of a set that the harmless question is in."""
    said = _texts_of(answer)
    if HARMLESS not in said:
        raise RuntimeError("the harmless question was not delivered either, so nothing was measured")
    return said


def _texts_of(answer: httpx.Response) -> Sequence[str]:
    if answer.status_code != HTTPStatus.CREATED:
        raise RuntimeError(f"nothing was made: {answer.status_code} {answer.text[:200]}")
    return texts(answer.json())
