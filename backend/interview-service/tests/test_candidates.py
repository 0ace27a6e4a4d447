"""Candidates: what is asked of which line, and what is not because it is told, or means something else there."""

from datetime import date

import pytest
from interview_service.questions.bank import angle_bank
from interview_service.questions.candidates.models import Candidate
from interview_service.questions.candidates.presumed import is_met
from interview_service.questions.candidates.told import Beside
from interview_service.questions.generator_rules import RuleBasedGenerator
from interview_service.questions.packs import question_bank
from interview_service.questions.recipe import wish_of
from interview_service.questions.schemas import QuestionsIn
from interview_service.questions.topics import topic_bank

from shared.claims.reading import claims_of
from shared.profiles.profile import Profile
from shared.resumes.document import ResumeDocument
from shared.skills.index import skill_index

from .sets import drafts, worker

ASKS_THE_PRICE = "오출고율을 줄이려면 대개 어딘가에서 시간이 더 듭니다. 그 시간은 어디서 나왔나요?"
ASKS_NOTHING_TOLD = "오출고율은 어느 구역에서 가장 높았나요?"


def candidates(resume: ResumeDocument, **body: object) -> list[Candidate]:
    asked = QuestionsIn.model_validate(body)
    profile = Profile(resume, skill_index(), date(2026, 11, 30), asked.target_role, asked.job_posting)
    rules = RuleBasedGenerator(question_bank(), angle_bank(), topic_bank())
    return rules.candidates(profile, wish_of(asked, resume, []))


def best(made: list[Candidate], theme: str) -> float:
    return max((one.rank for one in made if one.theme == theme), default=0.0)


@pytest.mark.parametrize(
    ("lines", "question", "told"),
    [
        (("오출고율 0.31%에서 0.12%로 감소", "대신 포장 처리량은 5% 하락"), ASKS_THE_PRICE, True),
        (("오출고율 0.31%에서 0.12%로 감소", "대신 포장 처리량은 5% 하락"), ASKS_NOTHING_TOLD, False),
        (("오출고율 0.31%에서 0.12%로 감소", "신입 작업자 12명 교육"), ASKS_THE_PRICE, False),
        (
            ("오출고율 0.31%에서 0.12%로 감소", "신입 작업자 12명 교육", "대신 포장 처리량은 5% 하락"),
            ASKS_THE_PRICE,
            False,
        ),
    ],
    ids=["next line", "asks for something else", "untold", "told elsewhere"],
)
def test_what_the_next_line_tells_is_not_asked(lines: tuple[str, ...], question: str, told: bool) -> None:
    resume = worker("물류 관리자", *lines)
    about = next(claim for claim in claims_of(resume) if "오출고율" in claim.text)

    assert Beside(resume).tells(about, question) is told


@pytest.mark.parametrize(("between", "told"), [("", True), ("물류 창고의 하루를 적은 글. " * 20, False)])
def test_of_a_long_text_only_what_is_near_counts(between: str, told: bool) -> None:
    resume = worker("물류 관리자", f"오출고율 0.31%에서 0.12%로 감소. {between}대신 포장 처리량은 5% 하락.")
    about = next(claim for claim in claims_of(resume) if "오출고율" in claim.text)

    assert Beside(resume).tells(about, ASKS_THE_PRICE) is told


def test_those_who_are_taught_have_a_trade_that_was_not_the_work() -> None:
    taught = candidates(worker("Stage manager", "Trained 5 assistant stage managers"), language="en")
    ran = candidates(worker("Stage manager", "Ran the show as stage manager for 40 nights"), language="en")

    assert best(ran, "stage_crew") - best(taught, "stage_crew") > 10


@pytest.mark.parametrize(
    ("line", "question", "met"),
    [
        ("AWS 비용 월 900만 원에서 600만 원으로 절감", "Split the drop in cost: how much came from each?", True),
        ("AWS 비용 관리", "Split the drop in cost: how much came from each?", False),
        ("앱 시작 시간 3.1초에서 1.8초로 단축", "이 값은 어떤 기기에서 잰 것인가요?", True),
        ("앱 시작 순서 변경", "이 값은 어떤 기기에서 잰 것인가요?", False),
        ("앱 시작 순서 변경", "가장 먼저 손댄 것은 무엇이었나요?", True),
    ],
    ids=["moved", "did not move", "figure", "no figure", "presumes nothing"],
)
def test_a_question_takes_nothing_for_granted_that_its_line_does_not_say(line: str, question: str, met: bool) -> None:
    (claim,) = [one for one in claims_of(worker("개발자", line)) if one.text == line]

    assert is_met(question, claim) is met


def test_a_line_of_a_posting_has_no_figures_of_the_person() -> None:
    assert not is_met("이 값은 어떤 기기에서 잰 것인가요?", None)
    assert is_met("가장 먼저 손댄 것은 무엇이었나요?", None)


async def test_lines_are_asked_in_turn_before_one_is_asked_twice() -> None:
    lines = ("월 결산 및 재무제표 작성", "부가세 신고", "외부감사 대응", "미수금 회수", "재고 실사", "급여 지급 업무")

    made = await drafts(worker("회계 담당자", *lines), count=5)

    asked = [draft.evidence[0].quote for draft in made if draft.evidence[0].quote in lines]
    assert len(asked) == len(set(asked)) >= 4


async def test_a_part_of_a_line_is_no_duty() -> None:
    posting = "Responsibilities\n- Work with product, risk and contact centre teams\n- Handle customer complaints"

    made = candidates(worker("Customer service agent", "Answered 60 calls a day"), job_posting=posting, language="en")

    ranks = {one.evidence[0].quote: one.rank for one in made if one.on_posting and len(one.evidence) == 1}
    assert ranks["Handle customer complaints"] > ranks.get("risk and contact centre teams", 0.0)


def test_a_word_means_what_it_means_in_the_trade_of_the_line() -> None:
    line = "Counted cash at the till, shortages under 5 a month"

    of_shop = candidates(worker("Store manager", line), language="en")
    of_ledger = candidates(worker("Accountant", line), language="en")

    assert best(of_shop, "till_cash") - best(of_ledger, "till_cash") > 20


def test_the_trade_of_a_line_is_that_of_its_job() -> None:
    jobs = [
        {"company": "Dataworks", "position": "Data engineer", "start": "2022-01", "end": "present"},
        {"company": "Hotel", "position": "Hotel receptionist", "start": "2018-01", "end": "2021-12"},
    ]
    line = "Checked in 40 guests a shift at the front desk"
    made = {
        number: candidates(
            ResumeDocument(
                "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b",
                1,
                {
                    "name": "Ann",
                    "work_experiences": [
                        {**job, **({"achievements": [line]} if place == number else {})}
                        for place, job in enumerate(jobs)
                    ],
                },
            ),
            language="en",
        )
        for number in (0, 1)
    }

    assert best(made[1], "front_desk") > best(made[0], "front_desk")


@pytest.mark.parametrize("line", ["재고 실사 담당", "월말 재고 실사"])
def test_a_short_korean_line_is_a_duty(line: str) -> None:
    assert best(candidates(worker("총무 담당자", line)), "stock_count") > 0


def test_a_line_of_one_thing_is_asked_before_a_line_of_many() -> None:
    short = "창고 재고 실사 담당"
    long = f"{short} 및 거래처 응대와 세금계산서 발행 지원, 그리고 차량 관리와 사무용품 구매까지 함께 처리"

    made = {text: candidates(worker("총무 담당자", text)) for text in (short, long)}

    assert best(made[short], "stock_count") > best(made[long], "stock_count") > 0
