"""Names in the places and forms that documents have them in."""

from typing import Any

import pytest
from resume_service.imports.blocks import Document, Look
from resume_service.imports.structuring.rules import structure_by_rules

BODY = "Experience\n\nAcme Inc. | Engineer | 2020 - 2022\n- Rebuilt the ledger\n"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Madhuri\nmadhuri@example.com | Pune, India", "Madhuri"),
        ("Résumé\n\nMadhuri\n+91 98765 43210", "Madhuri"),
        ("王小明\nxiaoming@example.com", "王小明"),
        ("M A R I A  K O V A C S\nmk@example.com", "MARIA KOVACS"),
        ("M A R I A K O V A C S\nmaria.kovacs@example.com", "MARIA KOVACS"),
        ("Priyanka\nNair\n\nNurse\npn@example.com", "Priyanka Nair"),
        ("Chronological Resume Template\n\nMaria Kovacs\nmaria@example.com", "Maria Kovacs"),
        ("Green Energy\n\nMaria Kovacs\nmaria.kovacs@example.com", "Maria Kovacs"),
        ("Joost van 't Hoff\njoost@example.com", "Joost van 't Hoff"),
        ("황보 민서\nminseo@example.com", "황보 민서"),
        ("---\ntitle: cv\nfontsize: 11pt\n---\n\n# 윤서진\n\nseojin@example.com", "윤서진"),
        ("## Profile\n\n**Name** : 한지우\n\n**Email** : jiwoo@example.com", "한지우"),
        ("Curriculum Vitae of Maria Kovacs\nmaria@example.com", "Maria Kovacs"),
        ("Maria Kovacs's Resume\nmaria@example.com", "Maria Kovacs"),
        ("CV Maria Kovacs\nmaria@example.com", "Maria Kovacs"),
        ("Resume: Maria Kovacs\nmaria@example.com", "Maria Kovacs"),
        ("Maria Kovacs, PhD, PMP\nmaria@example.com", "Maria Kovacs"),
        ("Maria Kovacs 4 High Street, Leeds, LS1 4AB\nmaria@example.com", "Maria Kovacs"),
        ("Kovacs, Maria\nmaria@example.com", "Maria Kovacs"),
        ("maria kovacs\nmaria.kovacs@example.com", "maria kovacs"),
        ("Full name Maria Kovacs\nEmail maria@example.com", "Maria Kovacs"),
        ("Surname: Kovacs\nGiven names: Maria\nEmail: maria@example.com", "Maria Kovacs"),
        ("My name is Maria Kovacs and I build bridges.", "Maria Kovacs"),
        ("M A R I A K O VA C S\nmaria.kovacs@example.com", "MARIA KOVACS"),
        ("표승재남자1989년(만35세)", "표승재"),
        ("표승재 1990년생 (만 34세) 남", "표승재"),
        ("표승재 Seungjae Pyo\nsj@example.com", "표승재"),
        ("표승재_이력서", "표승재"),
        ("이력서(표승재)", "표승재"),
        ("표승재 님의 이력서", "표승재"),
        ("경력기술서_표승재", "표승재"),
        ("성 명 | (한글) 표승재 | 영문 | PYO SEUNG JAE", "표승재"),
        ("성 명 | 한글 | 표 승 재 | 생년월일 | 1990. 01. 02", "표승재"),
        ("성명(한글) : 표승재", "표승재"),
        ("성명 표승재 생년월일 1990.01.02", "표승재"),
        ("성명: 표승재 / 연락처: 010-1234-5678", "표승재"),
        ("안녕하세요, 5년차 개발자 표승재 입니다", "표승재"),
    ],
)
def test_a_name_is_read_where_the_document_shows_it(head: str, name: str) -> None:
    content: Any = structure_by_rules(f"{head}\n\n{BODY}").content

    assert content["name"] == name
    assert name not in content.get("summary", "") or head.startswith(("My name is", "안녕"))


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Senior Engineer, Bridges", "Senior Engineer"),
        ("Engineer Maria Kovacs", "Maria Kovacs"),
        ("Maria Kovacs Senior Engineer", "Maria Kovacs"),
        ("Kovacs, Maria", "Maria Kovacs"),
        ("maria kovacs", "maria kovacs"),
    ],
)
def test_what_only_an_address_shows_to_be_a_name_is_none_without_one(head: str, name: str) -> None:
    content: Any = structure_by_rules(f"{head}\nx77@example.com\n\n{BODY}").content

    assert content.get("name") != name


@pytest.mark.parametrize(
    ("behind", "name"),
    [
        ("위의 모든 내용은 사실과 다름없음을 확인합니다.\n2025년 3월 4일\n지원자 : 표 승 재 (인)", "표승재"),
        ("본 이력서는 회원 표승재님이 등록한 이력서입니다.", "표승재"),
        ("Hobbies\n\nRowing\n\nMaria Kovacs – page 2\nmaria.kovacs@example.com", "Maria Kovacs"),
        ("Contact\n\nmaria.kovacs@example.com", "Maria Kovacs"),
    ],
)
def test_a_document_without_a_name_at_its_head_is_named_by_who_signs_or_by_the_address(behind: str, name: str) -> None:
    content: Any = structure_by_rules(f"Profile\n\nBuilds bridges.\n\n{BODY}\n{behind}\n").content

    assert content["name"] == name


@pytest.mark.parametrize("address", ["info.desk@example.com", "hello@mariakovacs.example", "mk77@example.com"])
def test_an_address_that_names_nobody_makes_no_name(address: str) -> None:
    assert "name" not in structure_by_rules(f"Profile\n\nBuilds bridges.\n{address}\n\n{BODY}").content


def test_two_rows_in_the_largest_letters_are_one_name() -> None:
    rows = ["Contact", "a@example.com", "M A R I A", "K O VA C S", "Profile", "Builds bridges.", *BODY.split("\n")]
    large = Look(size=2.6, bold=True)
    looks = {2: large, 3: large, **dict.fromkeys((0, 4), Look(size=1.2, bold=True))}

    assert structure_by_rules(Document.of_text("\n".join(rows), looks)).content["name"] == "MARIA KOVACS"


@pytest.mark.parametrize(
    "head", ["Python\na@example.com", "Berlin\na@example.com", "Engineer\na@example.com", "Budget"]
)
def test_a_word_that_is_something_else_is_no_name(head: str) -> None:
    assert "name" not in structure_by_rules(f"{head}\n\n{BODY}").content
