"""What a single text is read into: where it is cut, and what is a figure and what is none."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.claims import Claim, Context, claims_in, read_claim
from shared.testing.claims import read_labelled

HERE = Path(__file__).parent
TEXTS = [
    example.text
    for name in ("labelled_ko", "labelled_en", "unseen", "unseen_again", "unseen_third", "unseen_last")
    for example in read_labelled(HERE / f"{name}.yaml")
]
ARTICLES = ("the ", "a ", "an ", "our ", "their ")
PIECES = st.sampled_from(
    [
        *(
            "오류를",
            "월 7건에서",
            "1건으로",
            "감소",
            "샤딩으로",
            "하고,",
            "40%",
            "단축",
            "두 배",
            "없이",
            "신규 약사 9명",
            "(",
            ")",
        ),
        *(
            "Cut",
            "errors",
            "from",
            "8%",
            "to",
            "2%",
            "by",
            "testing",
            "twice,",
            "and",
            "no",
            "without",
            "$1.4m",
            "a third",
        ),
        *(
            " ",
            "\n",
            "; ",
            " · ",
            " / ",
            ". ",
            "→",
            "->",
            "Java 8",
            "17",
            "İ",
            "é",
            "👍",
            "ﬁ",
            "１２",
            "1,2,3",
            "~",
            "+3%",
        ),
    ]
)


def said(claim: Claim) -> list[str]:
    """All that may be said back."""
    measure, change, count = claim.measure, claim.change, claim.count
    words = [claim.means, claim.deed, *claim.terms, *(mention.words for mention in claim.skills)]
    words += [measure.subject, measure.start, measure.end, measure.change] if measure is not None else []
    words += [change.subject, change.start, change.end] if change is not None else []
    words += [count.text, count.of] if count is not None else []
    return [one for one in words if one is not None]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("재고 3.1억 → 2.2억, 폐기율 1.9% → 0.6%", ["재고 3.1억 → 2.2억", "폐기율 1.9% → 0.6%"]),
        ("A를 3건에서 1건으로 줄이고 B를 5%에서 2%로 낮춤", ["A를 3건에서 1건으로 줄이고", "B를 5%에서 2%로 낮춤"]),
        ("신규 간호사 9명 교육 · 욕창 발생률 7.4% → 2.8%", ["신규 간호사 9명 교육", "욕창 발생률 7.4% → 2.8%"]),
        ("기획 · 개발 · 운영", ["기획 · 개발 · 운영"]),
        ("EKS 클러스터 12개, 노드 400대 운영", ["EKS 클러스터 12개, 노드 400대 운영"]),
        ("매출을 20% 늘렸습니다. 고객 불만도 줄였습니다.", ["매출을 20% 늘렸습니다.", "고객 불만도 줄였습니다."]),
        (
            "Baked bread, e.g. sourdough. Sold 300 loaves a day.",
            ["Baked bread, e.g. sourdough.", "Sold 300 loaves a day."],
        ),
        ("- Taught maths\n• Ran the chess club", ["Taught maths", "Ran the chess club"]),
        ("Managed 3 shops, 2 warehouses and 14 staff", ["Managed 3 shops, 2 warehouses and 14 staff"]),
        ("Rewired 120 flats / trained 4 apprentices", ["Rewired 120 flats", "trained 4 apprentices"]),
        ("I have taken\nthree apps to market.\nSold them", ["I have taken\nthree apps to market.", "Sold them"]),
        ("Worked with Dr. Lee on No. 4 reactor", ["Worked with Dr. Lee on No. 4 reactor"]),
        (
            "Drafted 150 leases and cut turnaround from nine days to four",
            ["Drafted 150 leases", "cut turnaround from nine days to four"],
        ),
    ],
)
def test_where_a_text_is_cut(text: str, clauses: list[str]) -> None:
    assert [claim.text for claim in claims_in(text)] == clauses


@pytest.mark.parametrize(
    "text",
    [
        "안녕하세요",
        "안녕하세요. 열심히 하겠습니다!",
        "감사합니다",
        "Hello!",
        "I am a hard-working team player.",
        "---",
        "  ",
        "",
    ],
)
def test_greetings_and_wishes_are_no_claims(text: str) -> None:
    assert claims_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "2019년에서 2021년까지 매장 운영",
        "9시에서 18시까지 접수",
        "Java 8 → 17",
        "Python 2 to 3 migration",
        "Open from 9 to 6",
        "Taught children from 3 to 6 years",
        "생산직 3~5명 관리",
        "오류율을 5%에서 2%로 줄이기 위해 회의 참석",
        "ISO 9001 심사 준비",
        "2023.05 입사",
        "NVQ Level 3 Electrical Installation",
        "Worked from 2019 to 2021",
    ],
)
def test_dates_hours_versions_and_aims_are_no_measures(text: str) -> None:
    assert [claim.measure for claim in claims_in(text)] == [None]


@pytest.mark.parametrize(
    ("text", "start", "end", "change"),
    [
        ("대기시간 42분 → 18분", "42분", "18분", None),
        ("대기시간 42분→18분 (−57 %)", "42분", "18분", None),
        ("대기시간을 42분에서 18분까지 줄임", "42분", "18분", None),
        ("월 7건이던 조제 오류를 1건으로 감소", "월 7건", "1건", None),
        ("번들 크기 1.4MB를 410KB로 축소", "1.4MB", "410KB", None),
        ("평균 통화 시간 6분 20초 → 4분 50초", "6분 20초", "4분 50초", None),
        ("계정 80개 → 60개 → 45개로 정리", "80개", "45개", None),
        ("재고를 3억 2,000만 원에서 2억 원으로 줄임", "3억 2,000만 원", "2억 원", None),
        ("보고서 작성 시간을 이틀에서 한 시간으로 단축", "이틀", "한 시간", None),
        ("비용 40% 절감", None, None, "40%"),
        ("매출을 두 배로 늘림", None, None, "두 배"),
        ("문의를 절반으로 줄임", None, None, "절반"),
        ("응답 시간을 280ms로 단축", None, "280ms", None),
        ("불량 0건", None, "0건", None),
        ("수율 +2.4%p", None, None, "+2.4%p"),
        ("Reduced p99 from 1.2 s to 280 ms", "1.2 s", "280 ms", None),
        ("Errors 31 -> 6 a week", "31", "6 a week", None),
        ("Returns reduced to 2% from 8%", "8%", "2%", None),
        ("Cut costs by 40 %", None, None, "40 %"),
        ("Sales doubled", None, None, "doubled"),
        ("Halved the waste", None, None, "Halved"),
        ("A 12% increase in sales", None, None, "12%"),
        ("Kept churn under 4%", None, "4%", None),
        ("Brought water use down by a third", None, None, "a third"),
        ("Freight spend -11%", None, None, "-11%"),
        ("Ran the site with zero accidents", None, "zero", None),
    ],
)
def test_measures(text: str, start: str | None, end: str | None, change: str | None) -> None:
    measure = claims_in(text)[0].measure

    assert measure is not None
    assert (measure.start, measure.end, measure.change) == (start, end, change)


@pytest.mark.parametrize(
    ("text", "direction", "better"),
    [
        ("오류율 3%에서 5%로 증가", "up", False),
        ("불량률이 2%에서 4%로 악화", "up", False),
        ("응답 속도 3.2초→0.4초", "down", True),
        ("정확도 61%에서 83%로 향상", "up", True),
        ("Errors rose from 3 to 5 a week", "up", False),
        ("Sales fell by 12%", "down", False),
        ("Raised the pass rate from 71% to 88%", "up", True),
        ("Widgets 31 -> 6", "down", None),
    ],
)
def test_where_it_went_and_whether_that_is_better(text: str, direction: str, better: bool | None) -> None:
    measure = claims_in(text)[0].measure

    assert measure is not None
    assert (measure.direction, measure.better) == (direction, better)


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Gradle 빌드 캐시로 빌드 시간을 11분에서 4분으로 단축", []),
        ("Tuned the build cache and the HTTP cache", []),
        ("Prefix caching in vLLM cut the time to first token", []),
        ("Redis 캐시로 조회 시간 단축", ["redis", "caching"]),
        ("React Native 앱 개발", ["react-native"]),
        ("Go to person for outages in the shop", []),
        ("Rewrote the job in Go", ["go"]),
        ("Go로 정산 서버 작성", ["go"]),
        ("Handled Swift payments at a bank", []),
        ("Swift와 UIKit으로 앱 개발", ["ios"]),
        ("Took the rest of the team to a spring fair", []),
        ("스프링클러 설비 점검 40곳", []),
        ("KWCAG 2.2 인증 마크 획득", []),
        ("SNS 채널 운영", []),
        ("EMR 도입으로 기록 시간 단축", []),
        ("https://github.com/minsu/react-shop 운영", []),
        ("Node.js와 k8s로 배포", ["nodejs", "kubernetes"]),
    ],
)
def test_skills_named_in_the_text(text: str, skills: list[str]) -> None:
    assert [mention.id for mention in read_claim(text).skills] == skills


def test_an_everyday_word_counts_where_the_entry_is_about_software() -> None:
    text = "결제 화면을 Swift로 다시 작성"

    assert read_claim(text).skills == ()
    assert [mention.id for mention in read_claim(text, context=Context(software=True)).skills] == ["ios"]


def test_whatever_is_said_back_stands_in_the_text() -> None:
    for text in TEXTS:
        for claim in claims_in(text):
            assert claim.text in text
            assert [words for words in said(claim) if words not in claim.text or words != words.strip()] == []


def test_what_is_said_back_is_a_noun_phrase() -> None:
    claims = [claim for text in TEXTS for claim in claims_in(text)]
    phrases = [words for claim in claims for words in (claim.means, claim.measure and claim.measure.subject) if words]

    assert [words for words in phrases if words.lower().startswith(ARTICLES)] == []
    assert [words for words in phrases if words.endswith(("을", "를", "에서", "으로", "에게")) and len(words) > 1] == []


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=14))
def test_nothing_is_invented_in_any_text(pieces: list[str]) -> None:
    text = " ".join(pieces)

    for claim in claims_in(text):
        assert claim.text in text
        assert [words for words in said(claim) if words not in claim.text] == []
        assert 0 <= claim.weight <= 1


def test_a_measured_result_with_its_means_is_worth_most() -> None:
    texts = [
        "Cut call-backs from 8% to 2% by testing every circuit twice",
        "Cut call-backs from 8% to 2%",
        "Cut call-backs by 40%",
        "Rewired 120 council flats",
        "Electrical work",
    ]

    weights = [claims_in(text)[0].weight for text in texts]

    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == len(weights)
