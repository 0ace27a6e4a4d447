"""What names the person does not leave, what only looks like it stays, and all of it comes back."""

import re
from time import monotonic, process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.resumes.document import ResumeDocument
from shared.resumes.masking.identifiers import identifiers, is_private
from shared.resumes.masking.redaction import Redaction

pytestmark = pytest.mark.unmeasured

NAMES = ("김민수", "김 민수", "이정", "M", "남", "Will", "Ada Lovelace", "A.B*(C)", "NAME_1", "[NAME_1]", "O'Neil")
EMAILS = ("minsu@example.com", "a+b@example.co.kr", "minsu@example.com.kr")
OTHERS = (
    "minsu77",
    "010-1234-5678",
    "EMAIL_2",
    "[CONTACT_3]",
    "서울시 강남구 1길",
    "서울시 강남구",
    "a.b?c_1",
    "M",
    "남",
)
GLUE = (
    " ",
    "",
    "\n",
    "는",
    "님은",
    "이라고",
    "의",
    "My",
    "SQL",
    "_",
    "1",
    "[",
    "]",
    ".",
    "https://x.dev/",
    "phone_4",
    "NAME_",
)
contacts = st.fixed_dictionaries(
    {},
    optional={
        "email": st.sampled_from(EMAILS),
        "phone": st.sampled_from(OTHERS),
        "gender": st.sampled_from(("M", "남", "female")),
        "kakao": st.sampled_from(OTHERS) | st.text(min_size=1, max_size=8),
        "github": st.sampled_from(("https://github.com/minsu-kim", "https://github.com/minsu-kim/shop")),
        "extra": st.dictionaries(st.sampled_from(("line", "x")), st.sampled_from(OTHERS)),
    },
)
texts = st.lists(st.sampled_from((*NAMES, *EMAILS, *OTHERS, *GLUE)) | st.text(max_size=4), max_size=16).map("".join)


def resume(name: str = "김민수", **contact: Any) -> ResumeDocument:
    return ResumeDocument("x", 1, {"name": name, "contact": contact})


def stands(value: str, text: str) -> bool:
    """Whether `value` is a whole word of `text`: nothing of its script beside it. Found without the code under test."""

    def script(letter: str) -> int:
        return 2 if "가" <= letter <= "힣" else 1 if letter.isalnum() or letter == "_" else 0

    for found in re.finditer(f"(?={re.escape(value)})", text):
        begin, end = found.start(), found.start() + len(value)
        before, after = text[begin - 1 : begin], text[end : end + 1]
        if (not before or script(before) != script(value[0]) or not script(before)) and (
            not after or script(after) != script(value[-1]) or not script(after)
        ):
            return True
    return False


@given(st.sampled_from(NAMES), contacts, st.lists(texts, min_size=1, max_size=3))
def test_what_goes_out_comes_back_whole_and_shows_no_identifier(
    name: str, contact: dict[str, Any], texts: list[str]
) -> None:
    document = resume(name, **contact)
    redaction = Redaction(document)

    for text in texts:
        hidden = redaction.hide(text)

        assert redaction.show(hidden) == text
        assert not [one.text for one in identifiers(document) if stands(one.text, hidden)]


def test_a_letter_or_a_common_word_is_no_identifier() -> None:
    redaction = Redaction(resume("김민수", gender="M", sex="남", nationality="Korean", city="Seoul"))
    text = "MySQL, M 사이즈, 남은 일, Korean market, Seoul office"

    assert redaction.hide(text) == text


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("김민수는 개발자입니다", "[NAME_1]는 개발자입니다"),
        ("김민수님의 경험", "[NAME_1]님의 경험"),
        ("담당: 김 민수", "담당: [NAME_2]"),
        ("김민수한테 김민수까지 김민수처럼", "[NAME_1]한테 [NAME_1]까지 [NAME_1]처럼"),
        ("김민수정", "김민수정"),
        ("강김민수", "강김민수"),
    ],
)
def test_a_hangul_name_is_a_word_with_what_follows_it(text: str, hidden: str) -> None:
    assert Redaction(resume()).hide(text) == hidden


@pytest.mark.parametrize(
    ("text", "is_hidden"),
    [
        ("Will wrote it", True),
        ("WILL KIM", True),
        ("it will scale", False),
        ("Willing", False),
        ("Will이 만든", True),
    ],
)
def test_a_latin_name_is_a_word_as_it_is_written(text: str, is_hidden: bool) -> None:
    assert ("[NAME_" in Redaction(resume("Will")).hide(text)) is is_hidden


@pytest.mark.parametrize(
    ("contact", "text"),
    [
        ({"github": "https://github.com/minsu-kim"}, "github.com/minsu-kim/shop"),
        ({"github": "https://github.com/minsu-kim"}, "GitHub 계정은 minsu-kim 입니다"),
        ({"extra": {"kakao": "minsu77"}}, "카톡 minsu77로 연락"),
        ({"extra": {"birthday": "1994-03-02"}}, "1994-03-02 출생"),
        ({"address": "서울시 강남구 1길"}, "서울시 강남구 1길에 삽니다"),
        ({}, "메일minsu@example.com"),
        ({}, "010 1234 5678, 01012345678, (02) 123-4567"),
        ({}, "HTTPS://minsu.example"),
    ],
)
def test_each_kind_of_identifier_is_hidden(contact: dict[str, Any], text: str) -> None:
    hidden = Redaction(resume(**contact)).hide(text)

    assert hidden != text
    assert not re.search(r"minsu|\d{3}|서울", hidden)


@pytest.mark.parametrize("written", ["[NAME_1]", "NAME_1", "[name_1]", "[Name 1]", "[NAME_1]님"])
def test_a_token_is_read_as_models_write_it_though_no_text_has_the_name(written: str) -> None:
    assert Redaction(resume()).show(written).startswith("김민수")


def test_a_token_that_a_model_made_up_is_dropped() -> None:
    assert Redaction(resume()).show("[EMAIL_1]로, [NAME_9]님은") == "로, 님은"
    assert Redaction(resume()).show("배열 [INDEX_1]과 UTF_8") == "배열 [INDEX_1]과 UTF_8"


@pytest.mark.parametrize(
    ("pointer", "private"),
    [
        ("/name", True),
        ("/contact/gender", True),
        ("/extra/생년월일", True),
        ("/extra/photo/0", True),
        ("/extra/languages/0", False),
        ("/extra/headline", False),
        ("/summary", False),
        ("/work_experiences/0/extra/location", False),
    ],
)
def test_fields_about_the_person_alone_are_told_from_those_about_the_work(pointer: str, private: bool) -> None:
    assert is_private(pointer) is private


def test_what_is_a_word_only_beside_a_token_is_hidden_too() -> None:
    assert Redaction(resume("김민수", kakao="님으로서")).hide("김민수님으로서") == "[NAME_1][HANDLE_2]"


def test_half_a_million_characters_are_hidden_in_no_time() -> None:
    redaction = Redaction(resume("김민수", kakao="aaaa1"))
    began = monotonic()

    for text in ("a" * 500_000, "a.b-" * 125_000, "1 " * 250_000, "김민수 " * 20_000):
        assert redaction.show(redaction.hide(text)) == text

    # A search that is not linear takes minutes.
    assert monotonic() - began < 20


HOSTILE = {
    "particles": ("김민수", "이나"),
    "a title and particles": ("김민수님", "으로서"),
    "a handle like particles": ("김민수", "이나이나"),
    "handles in a row": ("", "이나이나 "),
    "names in a row": ("", "김민수 "),
    "the half of a name": ("", "김민 "),
    "blanks within a name": ("Jane", " "),
    "the half of an address": ("", "서울 "),
    "brackets": ("", "["),
    "open tokens": ("", "[NAME_1 "),
    "a token's digits": ("[NAME_", "1"),
    "a token's blanks": ("[NAME_1", " "),
    "tokens": ("", "[NAME_1]"),
    "tokens without brackets": ("", "NAME_1_"),
    "letters": ("", "a"),
    "labels": ("", "a."),
    "local parts": ("", "a@"),
    "a long domain": ("a@", "b."),
    "addresses in a row": ("", "a@b." + "c" * 24),
    "addresses of many labels": ("", "x@b.b.b.b.b.bb."),
    "schemes": ("", "https://x"),
    "links in a row": ("", "a.b.c.d.com/"),
    "a long path": ("a.com/", "x"),
    "the own link": ("", "github.com/minsu-kim"),
    "digits": ("", "1"),
    "groups of digits": ("", "1 "),
    "prefixes of countries": ("", "+82 "),
    "numbers in a row": ("", "(02) 123-4567"),
    "numbers and handles": ("", "010-1234-5678jane1"),
}
PERSON = {
    "name": "김민수",
    "contact": {"github": "https://github.com/minsu-kim", "address": "서울 강남구 1-2"},
    "extra": {"kakao": "이나이나", "nickname": "Jane Mary Doe", "handle": "jane1"},
}


@pytest.mark.usefixtures("full_speed")
@pytest.mark.parametrize("length", [10_000, 40_000])
@pytest.mark.parametrize("start_and_piece", HOSTILE.values(), ids=HOSTILE)
def test_hiding_a_hostile_text_takes_no_time(start_and_piece: tuple[str, str], length: int) -> None:
    start, piece = start_and_piece
    text = start + piece * (length // len(piece))
    redaction = Redaction(ResumeDocument("id", 1, PERSON))
    began = process_time()

    assert redaction.show(redaction.hide(text)) == text

    # Linear is 0.07 s for the longer ones; what takes the square of the length takes more than this.
    assert process_time() - began < 0.4
