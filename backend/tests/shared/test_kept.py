"""What is computed once is kept for the next request, within bounds, and no run sees anything of another."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from shared.core.kept import Kept
from shared.profiles.keeping import profile_for
from shared.resumes.document import MAX_KEPT, ResumeDocument
from shared.resumes.keeping import redaction_of, statements_of
from shared.resumes.masking.redaction import Redaction
from shared.resumes.statements import Statements
from shared.skills.index import skill_index
from shared.testing.models.prompts import hostile_resumes

TODAY = date(2026, 11, 30)
FENCE = re.compile(r"[0-9a-f]{16}")
CONTENT: Mapping[str, Any] = {
    "name": "김민수",
    "contact": {"email": "minsu@example.com"},
    "summary": "백엔드 엔지니어 김민수입니다.",
    "work_experiences": [
        {"company": "누리커머스", "achievements": ["Redis 캐시로 응답 시간을 800ms에서 120ms로 단축"]}
    ],
}


def resume(**members: Any) -> ResumeDocument:
    return ResumeDocument("01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b", 1, {**CONTENT, **members})


def test_a_value_is_made_once() -> None:
    kept: Kept[str, list[int]] = Kept(2)

    assert kept.get("a", lambda: [1]) is kept.get("a", lambda: [2])


def test_the_value_that_was_not_asked_for_longest_goes_first() -> None:
    kept: Kept[str, str] = Kept(2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda key=key: f"first {key}")

    assert len(kept) == 2
    assert [kept.get(key, lambda: "again") for key in ("a", "c", "b")] == ["first a", "first c", "again"]


def test_nothing_is_kept_of_what_fails_or_has_no_key() -> None:
    kept: Kept[str, str] = Kept(2)

    def failing() -> str:
        raise ValueError("no value")

    with pytest.raises(ValueError, match="no value"):
        kept.get("a", failing)
    kept.get(None, lambda: "large")

    assert len(kept) == 0


def test_a_profile_is_kept_for_the_same_content_day_role_and_posting() -> None:
    first = profile_for(resume(), TODAY, "서버 개발자", "Kafka 운영")

    assert profile_for(resume(), TODAY, "서버 개발자", "Kafka 운영") is first
    others = (
        profile_for(resume(summary="다른 요약입니다."), TODAY, "서버 개발자", "Kafka 운영"),
        profile_for(resume(), date(2026, 12, 1), "서버 개발자", "Kafka 운영"),
        profile_for(resume(), TODAY, "데이터 엔지니어", "Kafka 운영"),
        profile_for(resume(), TODAY, "서버 개발자"),
    )
    assert all(other is not first for other in others)


def test_a_large_resume_is_not_kept() -> None:
    large = resume(summary="가" * MAX_KEPT)

    assert large.key is None
    assert profile_for(large, TODAY) is not profile_for(large, TODAY)


def test_what_models_write_in_one_set_stays_out_of_what_is_kept() -> None:
    index = skill_index().remembering()
    index.within("Kafka를 운영했습니다.")

    copied = index.remembering()
    copied.within("Redis를 운영했습니다.")

    assert (index.remembered, copied.remembered) == (1, 2)


def test_two_runs_share_tokens_but_neither_fence_nor_further_tokens() -> None:
    one, other = redaction_of(resume()), redaction_of(resume())
    one.hide("kim@other.example")

    assert one.fence.number != other.fence.number
    assert (one.tokens, other.tokens) == (2, 1)
    assert other.show("[EMAIL_2]") == ""


@pytest.mark.parametrize("first", ["", "지원 직무: 박지수 팀, jisu@other.example"])
def test_a_prompt_of_kept_statements_is_that_of_new_ones(first: str) -> None:
    posting = "자격 요건\n• Kafka 운영 경험\n문의: hr@nuri.example"
    for document in hostile_resumes(40, seed=7):
        prompts: list[tuple[str, ...]] = []
        for _ in range(2):
            for kept in (True, False):
                redaction = redaction_of(document) if kept else Redaction(document)
                if first:
                    redaction.hide(first)
                make = statements_of if kept else Statements
                statements = make(document, posting, redaction)
                hidden = redaction.data("ROLE", "김민수 at park@third.example")
                told = (hidden, statements.resume(), statements.posting(), *statements.orders.given)
                prompts.append(tuple(FENCE.sub("", one) for one in told))
        assert len(set(prompts)) == 1
