"""A question is about what it quotes, and about this person."""

import pytest

from shared.relevance.topics import Topics
from shared.relevance.words import content_words, figures, own_words
from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import Evidence
from shared.skills.index import skill_index

RESUME = ResumeDocument(
    "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b",
    1,
    {
        "name": "이하나",
        "work_experiences": [
            {
                "company": "누리커머스",
                "position": "백엔드 개발자",
                "project_name": "주문 플랫폼 개편",
                "tech_stack": ["Redis", "Kafka"],
                "achievements": ["정산 배치 시간을 6시간에서 40분으로 단축", "Cut failed deployments by 30%"],
            },
            {"company": "하늘병원", "position": "간호사", "achievements": ["낙상 발생률 2.1건에서 0.8건으로 감소"]},
        ],
    },
)
BATCH = Evidence(pointer="/work_experiences/0/achievements/0", quote="정산 배치 시간을 6시간에서 40분으로 단축")
DEPLOYS = Evidence(pointer="/work_experiences/0/achievements/1", quote="Cut failed deployments by 30%")
PROJECT = Evidence(pointer="/work_experiences/0/project_name", quote="주문 플랫폼 개편")
TITLE = Evidence(pointer="/work_experiences/0/position", quote="백엔드 개발자")
FALLS = Evidence(pointer="/work_experiences/1/achievements/0", quote="낙상 발생률 2.1건에서 0.8건으로 감소")
LINE = Evidence(pointer="/job_posting/lines/0", quote="쿠버네티스 운영 경험")
TOPICS = Topics(RESUME, "쿠버네티스 운영 경험", skill_index(), ["nurse"])


@pytest.mark.parametrize(
    ("question", "evidence", "link"),
    [
        ("정산 배치는 무엇을 먼저 고치셨나요?", BATCH, "word"),
        ("배치가 40분 걸린 날과 더 걸린 날은 무엇이 달랐나요?", BATCH, "word"),
        ("40이 끝이었던 까닭은요?", BATCH, "figure"),
        (
            "이력서에 '정산 배치 시간을 6시간에서 40분으로 단축'이라고 쓰셨습니다. 그 수치는 누가 쟀나요?",
            BATCH,
            "figure",
        ),
        ("주문플랫폼을 개편하시면서 무엇을 버리셨나요?", PROJECT, "word"),
        ("Which deployments still failed, and why?", DEPLOYS, "word"),
        ("k8s 노드가 죽으면 어떻게 하시겠어요?", LINE, "technology"),
        ("근접오류와 위험 평가는 어떻게 하셨나요?", FALLS, "competency"),
        (
            "'정산 배치 시간을 6시간에서 40분으로 단축'이라고 쓰셨습니다. 동료의 반대는 어떻게 푸셨나요?",
            BATCH,
            "refers",
        ),
    ],
)
def test_what_joins_a_question_to_its_quote(question: str, evidence: Evidence, link: str) -> None:
    assert TOPICS.link(question, "trade_off", (), [evidence]) == link


def test_a_technology_of_the_same_job_is_no_other_topic() -> None:
    assert TOPICS.objection("주문 처리에서 Redis 캐시가 비면 어떻게 되나요?", "trade_off", (), [PROJECT]) is None


@pytest.mark.parametrize(
    ("question", "evidence"),
    [
        ("쿠버네티스 스케줄러는 어떻게 동작하나요?", BATCH),
        ("'정산 배치 시간을 6시간에서 40분으로 단축'이라고 쓰셨습니다. Docker 이미지는 어떻게 줄이셨나요?", BATCH),
        ("낙상 발생률은 어떻게 세셨나요?", PROJECT),
        ("How do you design a REST API?", DEPLOYS),
    ],
)
def test_a_true_quote_beside_another_topic_is_off_topic(question: str, evidence: Evidence) -> None:
    assert TOPICS.objection(question, "trade_off", (), [evidence]) == "off_topic"


@pytest.mark.parametrize(
    "question",
    [
        "가장 어려웠던 점은 무엇인가요?",
        "본인의 장점과 단점을 말씀해 주세요.",
        "What was the hardest part?",
        "'정산 배치 시간을 6시간에서 40분으로 단축'이라고 쓰셨습니다. 가장 어려웠던 점은 무엇인가요?",
        "그 경험에서 무엇을 배우셨나요?",
    ],
)
def test_what_would_fit_anybody_is_generic(question: str) -> None:
    assert TOPICS.objection(question, "trade_off", (), [BATCH]) == "generic"


def test_questions_about_a_career_stand_on_titles_and_postings() -> None:
    assert TOPICS.objection("왜 이직하려고 하시나요?", "motivation", (), [TITLE]) is None
    assert TOPICS.objection("왜 이직하려고 하시나요?", "trade_off", (), [TITLE]) is not None


def test_nobody_judges_a_question_by_the_words_of_another_language() -> None:
    assert TOPICS.objection("실패한 배포는 어떻게 세셨나요?", "quality", (), [DEPLOYS]) is None
    assert TOPICS.objection("도커 이미지는 어떻게 줄이셨나요?", "quality", (), [DEPLOYS]) == "off_topic"


def test_the_words_of_a_question_are_its_own() -> None:
    assert own_words("'결제 서버 구축'이라고 쓰셨습니다. 왜 지금이었나요?") == "왜 지금이었나요?"
    assert content_words("응답 시간을 개선하신 방법과 캐시를 말씀해 주세요.") == ["응답", "시간", "개선", "캐시"]
    assert figures("3명이 1,200건을 99.9% 처리") == {"3명", "1200", "99.9"}
