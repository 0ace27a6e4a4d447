import unicodedata

import pytest
from resume_service.imports.extraction.errors import BrokenDocument, DocumentTooComplex, EmptyDocument
from resume_service.imports.extraction.plain import read_json, read_markdown, read_text
from resume_service.imports.extraction.workers.frames import MAX_CHARACTERS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_korean_is_read_in_the_encodings_it_comes_in(encoding: str) -> None:
    assert read_text("김민수\r\n백엔드 엔지니어\r\n".encode(encoding)) == "김민수\n백엔드 엔지니어"


def test_western_text_of_old_is_read() -> None:
    assert read_text("José Müller – café".encode("cp1252")) == "José Müller – café"


def test_letters_typed_on_a_mac_are_composed() -> None:
    assert read_text(unicodedata.normalize("NFD", "김민수 résumé").encode()) == "김민수 résumé"


def test_invisible_characters_are_dropped_and_strange_blanks_are_blanks() -> None:
    text = "\u200b김\u200d민수\u00a0백엔드\u3000엔지니어\ufeff \x07끝"

    assert read_text(text.encode()) == "김민수 백엔드 엔지니어 끝"


def test_full_width_letters_are_letters_and_signs_with_a_meaning_stay() -> None:
    assert read_text("ＡＰＩ ① ㈜한빛 ㎡ ﬁne".encode()) == "API ① ㈜한빛 ㎡ fine"


def test_items_begin_alike_and_tabs_part_cells() -> None:
    text = "경력\n• 결제\n ▪ 검색\n한빛\t2020.01 ~\t백엔드\n■ 학력"

    assert read_text(text.encode()) == "경력\n- 결제\n - 검색\n한빛 | 2020.01 ~ | 백엔드\n■ 학력"


def test_minus_and_version_numbers_begin_no_item() -> None:
    assert read_text(b"-5 degrees\n--flag\n3.11") == "-5 degrees\n--flag\n3.11"


def test_code_in_markdown_is_left_alone() -> None:
    text = "# 김민수\n\n* 결제\n\n```\n* not an item\n```\n\n\n\n끝"

    assert read_markdown(text.encode()) == "# 김민수\n\n- 결제\n\n```\n* not an item\n```\n\n끝"


def test_json_comes_as_it_is() -> None:
    assert read_json(b'{"a":  "\\u0000"}\n') == '{"a":  "\\u0000"}\n'


def test_a_text_in_no_encoding_is_broken_and_says_what_to_do() -> None:
    with pytest.raises(BrokenDocument, match="UTF-8"):
        read_text("가".encode() * 3 + b"\x81\x00\xff")


def test_a_text_of_signs_alone_is_empty() -> None:
    with pytest.raises(EmptyDocument):
        read_text("\u200b\u200b \u00a0".encode())


def test_a_text_that_is_no_resume_any_more_is_refused() -> None:
    with pytest.raises(DocumentTooComplex, match="more text"):
        read_text(b"a " * MAX_CHARACTERS)
