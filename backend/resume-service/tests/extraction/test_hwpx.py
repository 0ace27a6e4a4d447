"""HWPX as Hangul writes it, and as nobody should."""

import zipfile
from collections.abc import AsyncGenerator, Mapping
from io import BytesIO
from typing import Any

import pytest
from resume_service.imports.extraction import Extractor
from resume_service.imports.extraction.errors import (
    BrokenDocument,
    DocumentTooComplex,
    EmptyDocument,
    EncryptedDocument,
)
from resume_service.imports.extraction.formats import Format, detect
from resume_service.imports.extraction.hwpx.document import read_hwpx
from resume_service.imports.extraction.workers.limits import Limits
from resume_service.imports.structuring.rules import structure_by_rules

SPACES = (
    'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"'
    ' xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head"'
)
TYPE = "application/hwp+zip"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), TYPE)
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()


def section(body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><hs:sec {SPACES}>{body}</hs:sec>'


def document(body: str, **parts: str) -> bytes:
    return packed({"Contents/content.hpf": "<x/>", "Contents/section0.xml": section(body), **parts})


def paragraph(text: str, look: int = 0, beside: str = "") -> str:
    return f'<hp:p paraPrIDRef="{look}"><hp:run charPrIDRef="0"><hp:t>{text}</hp:t>{beside}</hp:run></hp:p>'


def cell(text: str, row: int, column: int, down: int = 1) -> str:
    lines = "".join(map(paragraph, text.split("\n")))
    return (
        f"<hp:tc><hp:subList>{lines}</hp:subList>"
        f'<hp:cellAddr colAddr="{column}" rowAddr="{row}"/><hp:cellSpan colSpan="1" rowSpan="{down}"/></hp:tc>'
    )


def table(*rows: str) -> str:
    inside = "".join(f"<hp:tr>{row}</hp:tr>" for row in rows)
    return f"<hp:p><hp:run><hp:tbl>{inside}</hp:tbl><hp:t/></hp:run></hp:p>"


def row(number: int, *texts: str) -> str:
    return "".join(cell(text, number, column) for column, text in enumerate(texts))


FORM = document(
    paragraph("이 력 서")
    + table(
        row(0, "성 명", "탁 은 별", "연락처", "010-2275-6608"),
        row(1, "전자우편", "eunbyeol@example.kr", "주소", "전주시 완산구"),
    )
    + paragraph("")
    + paragraph("1. 경력사항")
    + table(
        row(0, "근무기간", "근무처", "직위", "담당업무"),
        row(1, "2021.04 ~ 현재", "새벽기록원", "연구사", "기록물 평가"),
        row(2, "2017.03 ~ 2019.02", "모악문화재단", "주임", "구술 채록"),
    )
    + paragraph("2. 자격")
    + paragraph("기록물관리전문요원\t2016.11")
)


def test_the_form_of_a_job_seeker_is_read_row_by_row() -> None:
    assert read_hwpx(FORM) == (
        "이 력 서\n\n성 명 | 탁 은 별 | 연락처 | 010-2275-6608\n"
        "전자우편 | eunbyeol@example.kr | 주소 | 전주시 완산구\n\n"
        "1. 경력사항\n\n근무기간 | 근무처 | 직위 | 담당업무\n2021.04 ~ 현재 | 새벽기록원 | 연구사 | 기록물 평가\n"
        "2017.03 ~ 2019.02 | 모악문화재단 | 주임 | 구술 채록\n\n2. 자격\n기록물관리전문요원 | 2016.11"
    )


def test_what_it_says_becomes_a_resume() -> None:
    content: Any = structure_by_rules(read_hwpx(FORM)).content

    assert content["name"] == "탁은별"
    assert content["contact"]["email"] == "eunbyeol@example.kr"
    assert [(job["company"], job["position"], job["start"]) for job in content["work_experiences"]] == [
        ("새벽기록원", "연구사", "2021-04"),
        ("모악문화재단", "주임", "2017-03"),
    ]


def test_it_is_told_by_its_content() -> None:
    assert detect(FORM) is Format.HWPX
    without_type = packed({"Contents/content.hpf": "<x/>", "Contents/section0.xml": section(paragraph("글"))})
    assert detect(without_type.replace(TYPE.encode(), b"x" * len(TYPE))) is Format.HWPX


def test_sections_are_read_in_the_order_of_their_numbers() -> None:
    parts = {f"Contents/section{number}.xml": section(paragraph(f"{number}쪽")) for number in (10, 2, 1)}

    assert read_hwpx(document(paragraph("0쪽"), **parts)) == "0쪽\n\n1쪽\n\n2쪽\n\n10쪽"


def test_a_cell_that_goes_down_belongs_to_its_first_row() -> None:
    body = table(
        cell("학력", 0, 0, down=2) + cell("2013.03", 0, 1) + cell("온빛대학교", 0, 2),
        cell("2010.03", 1, 1) + cell("새벽고등학교", 1, 2),
    )

    assert read_hwpx(document(body)) == "학력 | 2013.03 | 온빛대학교\n- | 2010.03 | 새벽고등학교"


def test_items_boxes_notes_tabs_and_breaks_are_read_where_they_stand() -> None:
    header = (
        f'<hh:head {SPACES}><hh:paraPr id="7"><hh:heading type="BULLET" idRef="1" level="0"/></hh:paraPr></hh:head>'
    )
    box = "<hp:rect><hp:drawText><hp:subList>" + paragraph("상자") + "</hp:subList></hp:drawText></hp:rect>"
    note = "<hp:ctrl><hp:footNote><hp:subList>" + paragraph("주석") + "</hp:subList></hp:footNote></hp:ctrl>"
    body = (
        paragraph("앞<hp:tab/>뒤<hp:lineBreak/>다음")
        + paragraph("결제 시스템", look=7)
        + paragraph("본문", beside=box + note)
    )

    text = read_hwpx(document(body, **{"Contents/header.xml": header}))

    assert text == "앞 | 뒤\n다음\n- 결제 시스템\n본문\n\n상자\n\n주석"


def test_what_was_deleted_or_is_a_comment_or_stands_on_each_page_is_left_out() -> None:
    comment = (
        "<hp:ctrl><hp:hiddenComment><hp:subList>"
        + paragraph("연봉 협의")
        + "</hp:subList></hp:hiddenComment></hp:ctrl>"
    )
    header = "<hp:ctrl><hp:header><hp:subList>" + paragraph("쪽 머리") + "</hp:subList></hp:header></hp:ctrl>"
    body = paragraph("남는 말<hp:deleteBegin Id='1'/>지운 말<hp:deleteEnd Id='1'/> 끝", beside=comment + header)

    assert read_hwpx(document(body)) == "남는 말 끝"


def test_a_header_that_says_how_to_reach_the_person_is_read_first() -> None:
    header = "<hp:ctrl><hp:header><hp:subList>" + paragraph("kim@example.com") + "</hp:subList></hp:header></hp:ctrl>"

    assert read_hwpx(document(paragraph("김민수", beside=header))) == "kim@example.com\n\n김민수"


def nested_tables(depth: int) -> str:
    body = paragraph("안")
    for _ in range(depth):
        inside = f"<hp:tc><hp:subList>{body}</hp:subList></hp:tc>"
        body = f"<hp:p><hp:run><hp:tbl><hp:tr>{inside}</hp:tr></hp:tbl></hp:run></hp:p>"
    return body


BOMB = b"<x>" + b" " * 40_000_000 + b"</x>"
ENTITIES = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><hs:sec {SPACES}>{paragraph("&a;")}</hs:sec>'
ENCRYPTED = '<m xmlns:odf="urn:x"><odf:file-entry><odf:encryption-data checksum="x"/></odf:file-entry></m>'
LONG = "가" * 600_000

HOSTILE = {
    "no section": (packed({"Contents/content.hpf": "<x/>"}), BrokenDocument),
    "a section that is no XML": (packed({"Contents/section0.xml": "<hs:sec"}), BrokenDocument),
    "a document type": (packed({"Contents/section0.xml": ENTITIES}), BrokenDocument),
    "a part that unpacks to very much": (packed({"Contents/section0.xml": BOMB}), DocumentTooComplex),
    "tables within tables": (document(nested_tables(200)), DocumentTooComplex),
    "more text than a resume has": (document(paragraph(LONG)), DocumentTooComplex),
    "a password": (document(paragraph("글"), **{"META-INF/manifest.xml": ENCRYPTED}), EncryptedDocument),
    "nothing": (document(paragraph("")), EmptyDocument),
    "half an archive": (FORM[: len(FORM) // 2], BrokenDocument),
}


@pytest.mark.parametrize(("data", "failure"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_document_is_refused_by_name(data: bytes, failure: type[Exception]) -> None:
    with pytest.raises(failure):
        read_hwpx(data)


@pytest.mark.parametrize("number", ["-1", "99999999999", "1e9", "", "²"])
def test_addresses_that_make_no_sense_do_no_harm(number: str) -> None:
    wrong = cell("가", 0, 0).replace('colAddr="0"', f'colAddr="{number}"').replace('rowSpan="1"', f'rowSpan="{number}"')

    assert read_hwpx(document(table(wrong, cell("나", 1, 1)))).split() != []


def test_tables_within_tables_are_read() -> None:
    assert read_hwpx(document(nested_tables(30))) == "안"


@pytest.fixture
async def extractor() -> AsyncGenerator[Extractor]:
    extractor = Extractor(Limits(pages=30, seconds=3, memory_mb=256), 5_000_000)
    yield extractor
    await extractor.close()


async def test_it_is_read_in_a_process_that_can_do_nothing_else(extractor: Extractor) -> None:
    found = await extractor.extract(FORM)

    assert (found.format, found.pages) == (Format.HWPX, None)
    assert "새벽기록원" in found.text
