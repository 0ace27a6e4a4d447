"""Documents as messengers, portals and page designs leave them."""

from typing import Any

import pytest
from resume_service.imports.blocks import Document, Look
from resume_service.imports.structuring.rules import structure_by_rules


def jobs_of(source: Document | str) -> list[tuple[Any, ...]]:
    content: Any = structure_by_rules(source).content
    fields = ("company", "position", "start", "end")
    return [tuple(job.get(field) for field in fields) for job in content.get("work_experiences", [])]


CHAT = """--------------- 2024년 3월 4일 월요일 ---------------
[하늘정비 채용] [오후 2:02] 이력 보내주세요
[표승재] [오후 2:10] 표승재 / 울산 북구
[표승재] [오후 2:11] 010-1234-5678
[표승재] [오후 2:12] 경력
2020.02~2024.03 (주)바른정비 정비반장
- 엔진 교체, 반원 4명 관리
2016.05~2020.01 (주)새길모터스 정비사
[표승재] [오후 2:14] 할수있는거: 용접, 도장, 판금
[표승재] [오후 2:15] 학력은 울산바다공고 기계과 졸업(2008) 입니다
[하늘정비 채용] [오후 2:20] 010-9999-0000 으로 전화주세요
"""


def test_a_conversation_is_what_the_person_said_in_it() -> None:
    result = structure_by_rules(CHAT)
    content: Any = result.content

    assert content["name"] == "표승재"
    assert content["contact"]["phone"] == "010-1234-5678"
    assert jobs_of(CHAT) == [
        ("(주)바른정비", "정비반장", "2020-02", "2024-03"),
        ("(주)새길모터스", "정비사", "2016-05", "2020-01"),
    ]
    assert content["education"][0]["institution"] == "울산바다공고"
    assert {"용접", "도장", "판금"} <= {skill for group in content["technical_skills"].values() for skill in group}
    assert any("010-9999-0000" in row for row in result.unparsed)


def test_a_speaker_is_the_person_where_no_remark_names_anybody() -> None:
    text = CHAT.replace("표승재 / 울산 북구", "안녕하세요 울산 북구 삽니다")

    assert structure_by_rules(text).content["name"] == "표승재"


HEADING, PLAIN, SMALL = Look(size=1.7, bold=True), Look(), Look(size=1.2)
DESIGNED = [
    ("MARIA KOVACS", Look(size=2.5, bold=True)),
    ("EXPERIENCE | MY PHILOSOPHY", HEADING),
    ("Process Engineer", SMALL),
    ("Vecht Waterworks", PLAIN),
    ("- Feb 2020 – Ongoing Zwolle, NL", PLAIN),
    ("MOST PROUD OF", HEADING),
    ("- Cut the energy use of a plant by 27%", PLAIN),
    ("Junior Engineer", SMALL),
    ("Brouwer Consult B.V.", PLAIN),
    ("- Mar 2013 – Aug 2016 | - Deventer, NL", PLAIN),
    ("- Site supervision", PLAIN),
    ("EDUCATION", HEADING),
    ("B.Sc. in Civil Engineering", SMALL),
    ("University of Sallandia", PLAIN),
    ("2006 – 2010", PLAIN),
]


def test_dates_with_icons_and_headings_of_two_columns_belong_to_jobs() -> None:
    looks = {number: look for number, (_, look) in enumerate(DESIGNED)}
    document = Document.of_text("\n".join(text for text, _ in DESIGNED), looks)

    assert jobs_of(document) == [
        ("Vecht Waterworks", "Process Engineer", "2020-02", "present"),
        ("Brouwer Consult B.V.", "Junior Engineer", "2013-03", "2016-08"),
    ]


def test_headings_with_icons_are_headings() -> None:
    heading = Look(size=1.2, bold=True)
    rows = ["Maria Kovacs", "- WORK EXPERIENCE", "Technician", "Kartonwerk GmbH [ 15/03/2014 – 31/08/2019 ]"]
    rows += ["- Kept the presses running", "- EDUCATION AND TRAINING", "Diploma in Mechatronics", "College of Celje"]
    looks = {1: heading, 5: heading, **dict.fromkeys((0, 2, 3, 4, 6, 7), PLAIN)}

    document = Document.of_text("\n".join(rows), looks)

    assert jobs_of(document) == [("Kartonwerk GmbH", "Technician", "2014-03-15", "2019-08-31")]
    content: Any = structure_by_rules(document).content
    assert content["education"][0]["institution"] == "College of Celje"


def test_headings_in_a_rail_below_a_sign_stand_before_what_is_beside_them() -> None:
    text = """Maria Kovacs
maria@example.com

ㅡ | Kotlin, Swift, Figma
Skills | and SQL

ㅡ | Harbour School / Head of Science
Experience | FEBRUARY 2018 - PRESENT
Lead a department of seven.
"""

    assert jobs_of(text) == [("Harbour School", "Head of Science", "2018-02", "present")]


PORTAL = """문세라

경력

2021.04 ~ 재직중 | 공간결디자인
4년 1개월 | 부서/직급 시공팀 · 팀장
지역 서울 강서구
담당업무 상업공간 시공 총괄

2015.09 ~ 2016.07 | 선우목공방
11개월 | 직급 사원
담당업무 가구 제작 보조
"""


def test_labels_with_nothing_but_a_blank_behind_them_are_labels_in_a_document_with_several() -> None:
    assert jobs_of(PORTAL) == [
        ("공간결디자인", "팀장", "2021-04", "present"),
        ("선우목공방", "사원", "2015-09", "2016-07"),
    ]


NESTED = """# 표승재

## 경력

### 누리정보㈜

2012.06 - 현재 (재직중)

금융 소프트웨어, 임직원 120명

#### 이사 | 2021.01 - 현재

- 사업 총괄

#### 부장 | 2012.06 - 2020.12

- 이행 총괄
"""


@pytest.mark.parametrize(
    "text",
    [
        "표승재\n\n경력\n\n누리정보㈜ 금융본부 2012.06 ~ 재직중\n- 이사 2021.01 ~ 재직중\n- 부장 2012.06 ~ 2020.12\n",
        NESTED,
    ],
)
def test_steps_at_an_employer_are_positions_there(text: str) -> None:
    assert jobs_of(text) == [
        ("누리정보㈜", "이사", "2021-01", "present"),
        ("누리정보㈜", "부장", "2012-06", "2020-12"),
    ]


def test_a_mobile_number_is_the_one_that_is_kept() -> None:
    text = "표승재\n전화 043-555-2218 | 휴대폰 010-3849-6617\n\n경력\n한빛소프트 개발자 2019.03 ~ 2022.02\n"

    content: Any = structure_by_rules(text).content

    assert content["contact"]["phone"] == "010-3849-6617"


def test_rows_of_a_list_that_began_late_are_jobs_as_the_first_is() -> None:
    text = "표승재\n\n일한 곳\n\n2008. 5. ~ 2010. 2. | 춘천무용단 | 단원\n"
    text += "- 2012. 9. ~ 2017. 2. | 사단법인 전통춤보존회 | 사무국장\n- 2019. 1. ~ 현재 | 춤터 물레 | 대표\n"

    assert [job[:2] for job in jobs_of(text)] == [
        ("춘천무용단", "단원"),
        ("사단법인 전통춤보존회", "사무국장"),
        ("춤터 물레", "대표"),
    ]
