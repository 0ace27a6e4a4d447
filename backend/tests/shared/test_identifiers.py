"""Identifiers go however they are written, figures stay, and everything comes back."""

import json
import re
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.resumes.document import ResumeDocument
from shared.resumes.masking.folding import Folded, fold
from shared.resumes.masking.identifiers import find_addresses
from shared.resumes.masking.redaction import Redaction
from shared.resumes.masking.romanising import is_spelled, romanising, spellings

DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "data" / "identifiers.yaml").read_text(encoding="utf-8"))
PEOPLE = {
    "minsu": {
        "name": "김민수",
        "contact": {
            "email": "minsu.kim@example.com",
            "phone": "010-1234-5678",
            "github": "https://github.com/minsu-kim-example",
            "address": "서울시 강남구 테헤란로 123, 101동 202호",
        },
        "extra": {"birthday": "1994-03-02", "kakao": "minsu77"},
    },
    "ada": {"name": "Ada B. Lovelace", "contact": {"email": "ada@lovelace.dev", "phone": "+44 20 7946 0958"}},
    "kim": {"name": "Minsu Kim", "contact": {"email": "a@b.co"}},
}
BY_OTHERS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "identifiers-by-others.json").read_text(encoding="utf-8")
)
"""Written by other hands than the shapes. How many stood at first sight is said in docs/adr/0019-identifiers.md."""

HIDDEN = [(person, text, secret) for person, cases in DATA["hidden"].items() for text, secret in cases]


def redaction(person: str) -> Redaction:
    return Redaction(ResumeDocument("x", 1, PEOPLE[person]))


@pytest.mark.parametrize(("person", "text", "secret"), HIDDEN)
def test_an_identifier_goes_however_it_is_written(person: str, text: str, secret: str) -> None:
    of_person = redaction(person)

    hidden = of_person.hide(text)

    assert secret not in hidden
    assert of_person.show(hidden) == text


@pytest.mark.parametrize("text", DATA["kept"])
def test_what_is_no_identifier_stays(text: str) -> None:
    for person in PEOPLE:
        assert redaction(person).hide(text) == text


@pytest.mark.parametrize("case", BY_OTHERS, ids=lambda case: case["text"][:40])
def test_texts_by_others_lose_their_identifiers_and_nothing_else(case: dict[str, Any]) -> None:
    of_person = Redaction(ResumeDocument("x", 1, {"name": case["name"]}))

    hidden = of_person.hide(case["text"])

    assert [one for one in case["identifiers"] if one in hidden] == []
    assert [one for one in case["keep"] if one not in hidden] == []
    assert of_person.show(hidden) == case["text"]


Part = tuple[str, tuple[str, ...]]
"""A piece of a text, and what of it must go; nothing of a figure."""


def mobile(gap: str, one: str, two: str) -> Part:
    return f"010{gap}{one}{gap}{two}", (one, two)


def abroad(gap: str, one: str, two: str) -> Part:
    return f"+82{gap}10{gap}{one}{gap}{two}", (one, two)


def email(at: str, name: str) -> Part:
    return f"{name}{at}example.com", (name,)


def behind(label: str, name: str) -> Part:
    return f"{label}{name}", (name,)


def resident(birth: str, gap: str, rest: int) -> Part:
    return f"{birth}{gap}{rest}", (str(rest),)


def licence(two: int, six: int) -> Part:
    return f"11-{two}-{six}-07", (str(six),)


def address(road: str, house: int) -> Part:
    return f"서울시 강남구 {road} {house}", (road,)


def figure(text: str) -> Part:
    return text, ()


digits = st.integers(0, 9999).map("{:04}".format)
years, months = st.integers(1960, 2026), st.integers(1, 12)
accounts = st.from_regex(r"q[a-z]{4,8}_?[0-9]{2}", fullmatch=True)
"""No technology is called so: who names an account after one does not make it an identifier."""

dates = st.builds("{}.{:02}.03".format, years, months)
secrets: st.SearchStrategy[Part] = st.one_of(
    st.builds(mobile, st.sampled_from(("", "-", " ", ".", "–", " - ", "·", "/")), digits, digits),
    st.builds(abroad, st.sampled_from((" ", "-", ".")), digits, digits),
    st.builds(email, st.sampled_from(("@", "＠", "(at)", " [at] ", "골뱅이", " @ ")), accounts),
    st.builds(
        behind, st.sampled_from(("github.com/", "www.linkedin.com/in/", "https://x.org/", "velog.io/@")), accounts
    ),
    st.builds(
        behind, st.sampled_from(("카카오톡 ID: ", "카톡 ", "Telegram: @", "텔레그램 @", "KakaoTalk: ")), accounts
    ),
    st.builds(behind, st.sampled_from(("생년월일 ", "생년월일: ", "DOB: ", "출생: ", "Born ")), dates),
    st.builds(behind, st.just("M"), st.integers(10_000_000, 99_999_999).map(str)),
    st.builds(
        resident,
        st.builds("{:02}{:02}15".format, st.integers(0, 99), months),
        st.sampled_from(("-", " ", "–", " - ")),
        st.integers(1_000_000, 4_999_999),
    ),
    st.builds(licence, st.integers(10, 25), st.integers(100_000, 999_999)),
    st.builds(address, st.sampled_from(("테헤란로", "강남대로", "봉은사로 12길")), st.integers(1, 999)),
)
figures = st.one_of(
    st.builds("{}ms에서 {}ms로 단축".format, st.integers(1, 9999), st.integers(1, 9999)),
    st.builds("{:,}건을 처리".format, st.integers(1, 10**9)),
    st.builds("{:.1f}% 향상".format, st.floats(0, 100)),
    st.builds("{}.{:02}부터 {}.{:02}까지".format, years, months, years, months),
    st.builds("{}-{:02}-15 출시".format, years, months),
    st.builds("{}.{:02} ~ {}.{:02}".format, years, months, years, months),
    st.builds("v{}.{}.{}".format, st.integers(0, 30), st.integers(0, 99), st.integers(0, 99)),
    st.builds("Java {}, Spring Boot {}.{}".format, st.integers(5, 25), st.integers(1, 4), st.integers(0, 9)),
    st.builds("{}배 빨라짐".format, st.integers(2, 500)),
    st.builds("월 {}만 명".format, st.integers(1, 9999)),
    st.builds("팀 {}명, {}개월".format, st.integers(1, 99), st.integers(1, 60)),
    st.builds("from {} to {} requests".format, st.integers(1, 10**7), st.integers(1, 10**7)),
    st.builds("{}-{} rps".format, st.integers(1, 99_999), st.integers(1, 99_999)),
    st.builds("10.0.{}.{}".format, st.integers(0, 255), st.integers(0, 255)),
    st.builds("{}시간 {}분".format, st.integers(0, 48), st.integers(0, 59)),
)
SPARE = (" | ", "\n", ", 그리고 ", " / ", ". ", "; and ")


@settings(max_examples=400)
@given(st.lists(st.tuples(secrets | figures.map(figure), st.sampled_from(SPARE)), max_size=8))
def test_identifiers_go_and_figures_beside_them_stay(parts: list[tuple[Part, str]]) -> None:
    text = "".join(part + spare for (part, _), spare in parts)
    of_person = redaction("ada")

    hidden = of_person.hide(text)

    assert of_person.show(hidden) == text
    left = re.sub(r"\[[A-Z]+_\d+\]", "", hidden)
    kept = "\n".join(part for (part, secret), _ in parts if not secret)
    for (part, secret), _ in parts:
        assert secret or part in left
        # The same digits may be a figure elsewhere.
        assert not [one for one in secret if one in left and one not in kept]


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from("가각힣ᄀ\u1161\u11a8\u0301éﬀＡ\u200b①ß İ-–"), max_size=12).map("".join)
)
def test_every_place_of_a_folded_text_leads_back(text: str) -> None:
    folded = Folded(text)

    assert fold(folded.text) == folded.text or not text.isascii()
    for place in range(len(folded.text)):
        spot = folded.spot("TEXT", place, place + 1)
        assert 0 <= spot.begin < spot.end <= len(text)
        assert folded.text[place] in fold(text[spot.begin : spot.end])


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [
        ("민수", "minsoo"),
        ("영희", "younghee"),
        ("현우", "hyunwoo"),
        ("서연", "seoyeon"),
        ("지훈", "jihoon"),
        ("은정", "eunjung"),
    ],
)
def test_a_given_name_is_known_by_its_sound(hangul: str, latin: str) -> None:
    assert is_spelled(hangul, latin)
    assert not is_spelled(hangul, f"{latin}x")


def test_every_surname_has_spellings_of_its_own_sound() -> None:
    for surname, ways in romanising().surnames.items():
        assert ways
        assert all(way.isascii() and way.isalpha() for way in ways), surname
        assert len(surname) > 1 or spellings(surname)


@pytest.mark.parametrize("person", list(PEOPLE))
def test_a_hostile_text_takes_time_in_proportion_to_its_length(person: str) -> None:
    units = json.loads((Path(__file__).parent / "data" / "hostile-units.json").read_text(encoding="utf-8"))
    of_person = redaction(person)
    slowest = 0.0
    for unit in units:
        text = unit * (6_000 // len(unit))
        began = monotonic()
        assert of_person.show(of_person.hide(text)) == text
        slowest = max(slowest, monotonic() - began)

    # What is not linear takes minutes for some of them.
    assert slowest < 5


def test_what_is_found_without_a_resume_is_found_by_shape_alone() -> None:
    text = "김민수, 900101-1234567, M12345678, jiho@naver.com, 2019.03 ~ 2021.05, 120ms"

    found = {(spot.kind, text[spot.begin : spot.end]) for spot in find_addresses(text)}

    assert found == {("IDNUMBER", "900101-1234567"), ("IDNUMBER", "M12345678"), ("EMAIL", "jiho@naver.com")}
