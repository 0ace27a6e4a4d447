import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as DocumentType
from docx.shared import Pt
from resume_service.imports.extraction.docx.document import read_docx
from resume_service.imports.extraction.errors import BrokenDocument, DocumentTooComplex, EmptyDocument

ROOT = '<R><r Id="a" Type="x/officeDocument" Target="word/document.xml"/></R>'


def saved(document: DocumentType) -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()


def of_body(body: str, **parts: str) -> bytes:
    return packed({"_rels/.rels": ROOT, "word/document.xml": f"<document><body>{body}</body></document>", **parts})


def paragraph(text: str) -> str:
    return f"<p><r><t>{text}</t></r></p>"


def test_headings_paragraphs_and_lists_keep_their_order() -> None:
    document = Document()
    document.add_heading("김민수", 0)
    document.add_paragraph("백엔드 엔지니어")
    document.add_heading("경력", 1)
    document.add_paragraph("결제 시스템", style="List Bullet")
    document.add_paragraph("검색", style="List Bullet")
    document.add_paragraph("첫째", style="List Number")
    document.add_paragraph("둘째", style="List Number")

    assert read_docx(saved(document)) == (
        "김민수\n\n백엔드 엔지니어\n\n경력\n- 결제 시스템\n- 검색\n\n1. 첫째\n2. 둘째"
    )


def test_items_within_items_are_moved_to_the_right() -> None:
    document = Document()
    for text, style in (
        ("주문 플랫폼", "List Bullet"),
        ("처리량을 늘림", "List Bullet 2"),
        ("캐시", "List Bullet 3"),
        ("지연을 줄임", "List Bullet 2"),
        ("정산", "List Bullet"),
    ):
        document.add_paragraph(text, style=style)

    assert read_docx(saved(document)) == "- 주문 플랫폼\n  - 처리량을 늘림\n    - 캐시\n  - 지연을 줄임\n- 정산"


def test_typed_signs_are_items_within_items_by_where_their_paragraphs_begin() -> None:
    document = Document()
    for text, left in (
        ("· 주문", 0),
        ("- 처리량", 20),
        ("- 지연", 20),
        ("설명", 40),
        ("· 정산", 0),
        ("끝", 0),
        ("- 새로", 20),
    ):
        document.add_paragraph(text).paragraph_format.left_indent = Pt(left)

    assert read_docx(saved(document)) == "- 주문\n  - 처리량\n  - 지연\n설명\n- 정산\n끝\n- 새로"


def test_a_level_counts_though_its_items_begin_where_the_others_do() -> None:
    levels = "".join(f'<lvl ilvl="{level}"><numFmt val="bullet"/></lvl>' for level in (0, 1))
    numbering = f'<numbering><abstractNum abstractNumId="0">{levels}</abstractNum>'
    relations = '<R><r Id="a" Type="x/numbering" Target="numbering.xml"/></R>'

    def item(text: str, level: int) -> str:
        listed = f'<numPr><ilvl val="{level}"/><numId val="1"/></numPr>'
        return f'<p><pPr>{listed}<ind left="720"/></pPr><r><t>{text}</t></r></p>'

    document = of_body(
        item("주문", 0) + item("처리량", 1) + item("정산", 0),
        **{
            "word/_rels/document.xml.rels": relations,
            "word/numbering.xml": f'{numbering}<num numId="1"><abstractNumId val="0"/></num></numbering>',
        },
    )

    assert read_docx(document) == "- 주문\n  - 처리량\n- 정산"


def test_tables_are_read_row_by_row_where_they_stand() -> None:
    document = Document()
    document.add_paragraph("앞")
    table = document.add_table(2, 3)
    for row, texts in zip(table.rows, (("기간", "회사", "역할"), ("2020.01 ~", "한빛\n주식회사", "")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("뒤")

    assert read_docx(saved(document)) == "앞\n\n기간 | 회사 | 역할\n2020.01 ~ | 한빛 주식회사 | -\n\n뒤"


def test_merged_cells_are_read_once() -> None:
    document = Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "경력 사항"
    table.cell(1, 0).text, table.cell(1, 1).text = "2020", "한빛"

    assert read_docx(saved(document)) == "경력 사항\n2020 | 한빛"


def test_a_table_that_only_lays_out_the_page_is_read_cell_after_cell() -> None:
    document = Document()
    left, right = document.add_table(1, 2).rows[0].cells
    for cell, texts in ((left, ("연락처", "기술", "Python", "Go")), (right, ("경력", "한빛", "나래", "학력"))):
        cell.text = texts[0]
        for text in texts[1:]:
            cell.add_paragraph(text)

    assert read_docx(saved(document)).split() == ["연락처", "기술", "Python", "Go", "경력", "한빛", "나래", "학력"]


def test_what_stands_behind_a_tab_is_a_cell() -> None:
    document = Document()
    document.add_paragraph("한빛\t\t2020.01 ~")

    assert read_docx(saved(document)) == "한빛 | 2020.01 ~"


def test_paragraphs_that_stand_far_apart_are_blocks() -> None:
    document = Document()
    for place, text in enumerate(("가", "나", "다", "라", "마")):
        document.add_paragraph(text).paragraph_format.space_before = Pt(24 if place == 3 else 0)
        document.paragraphs[-1].paragraph_format.space_after = Pt(0)

    assert read_docx(saved(document)) == "가\n나\n다\n\n라\n마"


def test_a_header_is_dropped_unless_it_alone_says_how_to_reach_the_person() -> None:
    document = Document()
    document.add_paragraph("경력")
    document.sections[0].header.paragraphs[0].text = "대외비"
    document.sections[0].footer.paragraphs[0].text = "1 / 1"
    without = read_docx(saved(document))
    document.sections[0].header.paragraphs[0].text = "김민수 minsu@example.com"
    with_address = read_docx(saved(document))
    document.add_paragraph("minsu@example.com")

    assert without == "경력"
    assert with_address == "김민수 minsu@example.com\n\n경력"
    assert read_docx(saved(document)).count("minsu@example.com") == 1


def test_deleted_and_hidden_text_is_left_out_and_inserted_text_is_not() -> None:
    body = (
        "<p><del><r><delText>지운</delText></r></del><ins><r><t>넣은</t></r></ins>"
        "<r><rPr><vanish/></rPr><t>숨긴</t></r><r><instrText>PAGE</instrText></r></p>"
    )

    assert read_docx(of_body(body)) == "넣은"


def test_a_text_box_is_read_once_although_it_is_there_twice() -> None:
    box = f"<txbxContent>{paragraph('상자')}</txbxContent>"
    body = (
        f"<p><r><t>앞</t></r><r><AlternateContent><Choice><drawing>{box}</drawing></Choice>"
        f"<Fallback><pict>{box}</pict></Fallback></AlternateContent></r></p>{paragraph('뒤')}"
    )

    assert read_docx(of_body(body)) == "앞\n\n상자\n\n뒤"


def test_content_controls_and_links_are_read_through() -> None:
    inside = (
        "<sdt><sdtPr><t>no</t></sdtPr><sdtContent><p><hyperlink><r><t>링크</t></r></hyperlink></p></sdtContent></sdt>"
    )

    assert read_docx(of_body(inside)) == "링크"


def test_signs_of_symbol_fonts_begin_items() -> None:
    body = '<p><r><sym font="Wingdings" char="F0A7"/><tab/><t>결제</t></r></p>'

    assert read_docx(of_body(body)) == "- 결제"


def test_the_strict_dialect_with_its_namespaces_is_the_same() -> None:
    namespace = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    document = f'<w:document xmlns:w="{namespace}"><w:body><w:p><w:r><w:t>글</w:t></w:r></w:p></w:body></w:document>'

    assert read_docx(packed({"_rels/.rels": ROOT, "word/document.xml": document})) == "글"


def test_a_document_without_text_is_empty() -> None:
    with pytest.raises(EmptyDocument):
        read_docx(saved(Document()))


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"_rels/.rels": ROOT},
        {"_rels/.rels": ROOT, "word/document.xml": "<document>"},
        {"_rels/.rels": ROOT, "word/document.xml": "<document/>"},
        {"_rels/.rels": ROOT, "word/document.xml": b"\x00\xff"},
        {"_rels/.rels": "<R/>", "word/document.xml": "<document><body/></document>"},
    ],
)
def test_an_archive_without_a_document_is_broken(parts: Mapping[str, str]) -> None:
    with pytest.raises(BrokenDocument):
        read_docx(packed(parts))


def test_an_archive_that_is_cut_is_broken() -> None:
    whole = of_body(paragraph("글"))

    for length in range(0, len(whole), 97):
        with pytest.raises(BrokenDocument):
            read_docx(whole[:length])


def test_entities_of_the_documents_own_are_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    document = f'<!DOCTYPE d [<!ENTITY l0 "lol">{laughs}]><document><body>{paragraph("&l9;")}</body></document>'

    with pytest.raises(BrokenDocument):
        read_docx(packed({"_rels/.rels": ROOT, "word/document.xml": document}))


def test_an_entity_that_names_a_file_is_refused() -> None:
    document = (
        f'<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]><document><body>{paragraph("&f;")}</body></document>'
    )

    with pytest.raises(BrokenDocument):
        read_docx(packed({"_rels/.rels": ROOT, "word/document.xml": document}))


def test_a_part_that_unpacks_to_far_more_than_it_is_packed_is_refused() -> None:
    with pytest.raises(DocumentTooComplex):
        read_docx(of_body(paragraph("글" * 20_000_000)))


def test_elements_within_each_other_without_end_are_refused() -> None:
    with pytest.raises(DocumentTooComplex):
        read_docx(of_body("<sdt>" * 5_000 + "</sdt>" * 5_000))


@pytest.mark.parametrize(
    ("look", "text"),
    [("<rPr><b/><color val='1F4E4A'/></rPr>", "Acme | Engineer"), ("<rPr><b/></rPr>", "Acme Engineer")],
)
def test_two_blanks_and_another_look_part_cells(look: str, text: str) -> None:
    runs = f"<r><rPr><b/></rPr><t>Acme  </t></r><r>{look}<t>Engineer</t></r>"

    assert read_docx(of_body(f"<p>{runs}</p>")) == text


def test_two_blanks_behind_a_sentence_part_nothing() -> None:
    runs = "<r><t>It works.  </t></r><r><rPr><b/></rPr><t>Always</t></r>"

    assert read_docx(of_body(f"<p>{runs}</p>")) == "It works. Always"
