"""Names in the places and forms that documents have them in."""

from typing import Any

import pytest
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
    ],
)
def test_a_name_is_read_where_the_document_shows_it(head: str, name: str) -> None:
    content: Any = structure_by_rules(f"{head}\n\n{BODY}").content

    assert content["name"] == name
    assert name not in content.get("summary", "")


@pytest.mark.parametrize(
    "head", ["Python\na@example.com", "Berlin\na@example.com", "Engineer\na@example.com", "Budget"]
)
def test_a_word_that_is_something_else_is_no_name(head: str) -> None:
    assert "name" not in structure_by_rules(f"{head}\n\n{BODY}").content
