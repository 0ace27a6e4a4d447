"""Which places of a résumé hold claims, and what is known of each."""

from collections.abc import Mapping

from shared.claims import Claim, claims_of
from shared.resumes.document import ResumeDocument

RESUME: Mapping[str, object] = {
    "id": "r",
    "version": 3,
    "name": "김하늘",
    "summary": "안녕하세요. 병동 낙상을 연 9건에서 2건으로 줄인 간호사입니다.",
    "work_experiences": [
        {
            "company": "푸른병원",
            "position": "간호사",
            "start": "2018-03",
            "end": "2020-02",
            "achievements": ["욕창 발생률을 7.4%에서 2.8%로 낮춤\n신규 간호사 9명 교육"],
        },
        {
            "company": "새길병원",
            "position": "수간호사",
            "start": "2020-03",
            "end": "present",
            "project_name": "야간 인계 개편",
            "project_description": "병동 4곳의 인계 양식을 통일",
            "extra": {"담당 업무": ["근무표 작성"], "location": "서울 강남구", "사번": "A-77"},
        },
        {"company": "새길병원", "position": "책임간호사"},
        {"company": "한별의원", "position": "외래 간호사", "duration": "2016.01 ~ 2018.02"},
    ],
    "personal_projects": [
        {
            "name": "당직표 앱",
            "duration": "2021.05 - 2021.08",
            "tech_stack": ["Swift"],
            "key_achievements": ["Swift로 개발"],
        },
        {"name": "산책 지도"},
    ],
    "activities": [
        {"name": "의료 봉사단", "organization": "나눔회", "description": "독거노인 30가구 방문 간호"},
        {"name": "우수간호사상"},
    ],
    "certifications": [{"name": "간호사 면허", "issuer": "보건복지부", "date": "2015-02"}],
    "education": [{"institution": "바다대학교", "major": "간호학과", "start": "2011-03", "end": "2015-02"}],
    "contact": {"address": "서울시 강남구 1층 3호"},
    "extra": {"publications": ["욕창 예방 지침의 효과, 2019"], "hobbies": ["등산 20회"]},
}


def claims() -> tuple[Claim, ...]:
    return claims_of(ResumeDocument("r", 3, RESUME))


def by_text(text: str) -> Claim:
    return next(claim for claim in claims() if text in claim.text)


def test_every_claim_can_be_quoted_at_its_pointer() -> None:
    resume = ResumeDocument("r", 3, RESUME)

    for claim in claims():
        assert claim.text in (resume.text(claim.pointer) or "")


def test_which_places_give_claims() -> None:
    assert [claim.pointer for claim in claims()] == [
        "/summary",
        "/work_experiences/0/achievements/0",
        "/work_experiences/0/achievements/0",
        "/work_experiences/1/project_description",
        "/work_experiences/1/extra/담당 업무/0",
        "/work_experiences/3/position",
        "/personal_projects/0/key_achievements/0",
        "/personal_projects/1/name",
        "/activities/0/description",
        "/activities/0/name",
        "/activities/1/name",
        "/certifications/0/name",
        "/education/0/major",
        "/extra/publications/0",
    ]


def test_a_claim_knows_where_it_belongs() -> None:
    claim = by_text("욕창 발생률")

    assert (claim.section, claim.role, claim.employer) == ("work_experiences", "간호사", "푸른병원")
    assert (claim.start, claim.end) == ("2018-03", "2020-02")
    assert by_text("인계 양식").project == "야간 인계 개편"
    assert by_text("Swift로").start == "2021-05"


def test_the_most_recent_entry_is_the_first_in_order() -> None:
    orders = {claim.pointer.rsplit("/", 1)[0]: claim.order for claim in claims()}

    assert by_text("인계 양식").order == 0
    assert by_text("Swift로").order < by_text("욕창 발생률").order < by_text("외래 간호사").order
    assert orders["/work_experiences/3"] > orders["/work_experiences/1"]


def test_titles_and_certificates_are_worth_little() -> None:
    titles = [by_text("외래 간호사"), by_text("간호사 면허"), by_text("간호학과"), by_text("우수간호사상")]

    assert max(claim.weight for claim in titles) < min(by_text("신규 간호사").weight, by_text("욕창 발생률").weight)
    assert [claim.kind for claim in titles] == ["other", "studied", "studied", "recognised"]


def test_a_tech_stack_makes_an_everyday_word_a_technology() -> None:
    assert [mention.id for mention in by_text("Swift로").skills] == ["ios"]


def test_a_resume_without_anything_to_say_gives_no_claims() -> None:
    assert claims_of(ResumeDocument("r", 1, {"name": "C", "summary": "안녕하세요"})) == ()
    assert claims_of(ResumeDocument("r", 1, {})) == ()


def test_values_of_an_unexpected_kind_are_passed_over() -> None:
    odd = {
        "summary": 7,
        "work_experiences": ["a text", {"achievements": "Rewired 120 flats", "start": 2020, "tech_stack": "Go"}, None],
        "education": {"institution": "x"},
        "technical_skills": [],
        "extra": "nothing",
    }

    assert [claim.text for claim in claims_of(ResumeDocument("r", 1, odd))] == ["Rewired 120 flats"]


def test_the_answers_of_a_self_introduction_hold_claims_but_for_home_and_character() -> None:
    essays = [
        {"question": "성장과정", "answer": "아버지의 전파사에서 납땜을 배워 라디오 12대를 고쳤습니다."},
        {"question": "직무와 관련된 경험", "answer": "급식 잔반을 하루 40kg에서 22kg으로 줄였습니다."},
        {"question": "입사 후 포부"},
    ]

    claims = claims_of(ResumeDocument("r", 1, {"name": "은다솜", "extra": {"essays": essays}}))

    assert [claim.pointer for claim in claims] == ["/extra/essays/1/answer"]
    assert claims[0].measure is not None
