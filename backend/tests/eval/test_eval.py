"""The tool: people, files, words, table and picture."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from eval import __main__ as tool
from eval.answers import Answers
from eval.gates import Gate
from eval.making import answers_of, models, rules
from eval.measures.base import Figure, Finding
from eval.people import Request, document_of, read_people
from eval.picture import draw
from eval.report import as_json, findings, table
from eval.texts import Bag, content_words, own_words
from shared.relevance.words import figures

pytestmark = pytest.mark.unmeasured

ANSWER: dict[str, Any] = {
    "people": {
        "en-sous-chef": {
            "sets": [
                {
                    "request": {"count": 1},
                    "answer": {
                        "language": "en",
                        "requested": 1,
                        "generation": {"source": "llm"},
                        "questions": [
                            {
                                "id": "1",
                                "type": "quality",
                                "difficulty": "easy",
                                "question": "Why Kubernetes?",
                                "evidence": [{"pointer": "/summary", "quote": "nothing of the kind"}],
                            }
                        ],
                    },
                }
            ]
        }
    }
}


def test_there_are_people_of_all_kinds() -> None:
    people = read_people()

    assert len(people) >= 30
    assert {person.truth.level for person in people} == {"student", "junior", "mid", "senior", "lead"}
    assert sum(person.request.job_posting is not None for person in people) * 4 >= len(people)
    assert {person.language for person in people} == {"ko", "en"}
    assert all(person.resume.language == person.language for person in people)


def test_jobs_move_along_with_the_calendar() -> None:
    (then,), (later,) = (read_people(["ko-icu-nurse"], months) for months in (0, 15))

    assert later.resume.text("/work_experiences/1/start") == "2014-06"
    assert later.resume.text("/work_experiences/0/end") == then.resume.text("/work_experiences/0/end") == "현재"


def test_nobody_unknown_is_asked_for() -> None:
    with pytest.raises(ValueError, match="no such person: nobody"):
        read_people(["nobody"])


def test_own_words_are_those_that_are_not_quoted() -> None:
    cited = 'You wrote "cut waste by weighing". Who weighed it?'
    within = '"대기시간 42분 → 18분"이라고 하셨는데, 인력은 그대로였나요?'

    assert own_words(cited) == "Who weighed it?"
    assert own_words(within).endswith("이라고 하셨는데, 인력은 그대로였나요?")
    assert own_words('Tell me about "waste".') == "Tell me about  ."


def test_words_are_compared_in_any_form() -> None:
    bag = Bag(["절화 폐기율을 14%에서 6%로 낮춤", "audited 31 labels"])

    assert content_words("그 폐기율은 어떻게 세셨나요?")[0] == "폐기율"
    assert bag.has("폐기")
    assert bag.has("audits")
    assert not bag.has("재고")
    assert figures("월 7건에서 1,140건") == {"7건", "1140"}


def test_answers_of_the_api_are_read_from_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(ANSWER), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["eval", "--answers", str(file), "--out", str(tmp_path), "--show", "3"])

    assert tool.main() == 0

    printed = capsys.readouterr()
    assert "| questions grounded | 0.0% | 1 |" in printed.out
    assert "about kubernetes" in printed.err
    assert json.loads((tmp_path / "answers.json").read_bytes())["figures"]["topic in quote"]["value"] == 0.0
    with Image.open(tmp_path / "answers.png") as picture:
        assert picture.size[0] > 1000


def test_what_was_made_is_kept_and_read_again(tmp_path: Path) -> None:
    answers = Answers.model_validate(ANSWER)
    answers.write(tmp_path / "kept.json")

    assert Answers.read(tmp_path / "kept.json") == answers


FIGURES = [
    Figure("good", 9, 10, shares={"word": 0.9}),
    Figure("bad", 3, 10, low=True, findings=[Finding("ann", "Why?", "generic"), Finding("bob", "How?", "generic")]),
    Figure("nothing", 0, 0),
]
GATES = {"good": Gate(today=0.9, at_least=0.9), "bad": Gate(today=0.1, at_most=0.1)}


def test_the_table_names_gates_and_what_misses_them() -> None:
    assert table(FIGURES, GATES).splitlines()[2:] == [
        "| good | 90.0% | 10 | ≥ 90% | yes |",
        "| · word | 90.0% | | | |",
        "| bad | 30.0% | 10 | ≤ 10% | **no** |",
        "| nothing | - | 0 |  |  |",
    ]
    assert "ann: Why?" in findings(FIGURES, 1)
    assert "and 1 more" in findings(FIGURES, 1)
    assert json.loads(as_json("rules", 2, FIGURES))["figures"]["bad"]["findings"][1]["person"] == "bob"


def test_a_bar_behind_its_gate_is_red(tmp_path: Path) -> None:
    draw("rules", FIGURES, GATES, tmp_path / "picture.png")

    with Image.open(tmp_path / "picture.png") as picture:
        colours = {colour for _, colour in picture.getcolors(100_000) or []}
    assert (0xD1, 0x49, 0x5B) in colours
    assert (0x4C, 0x9F, 0x70) in colours


async def test_without_a_provider_there_is_nothing_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY", "LLM_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(ValueError, match="no provider is configured"):
        async with models():
            pass


async def test_sets_in_a_row_do_not_repeat_and_one_is_asked_for_by_type() -> None:
    people = read_people(["en-sous-chef"])

    made = (await answers_of(people, rules(), 2)).people["en-sous-chef"]

    first, second, ordered = made.sets
    assert first.answer is not None
    assert second.answer is not None
    assert {one.question for one in first.answer.questions}.isdisjoint(one.question for one in second.answer.questions)
    assert ordered.request["types"]
    assert ordered.request["job_posting"] == people[0].request.job_posting
    assert [one.request["hours_per_week"] for one in made.paths] == [6, 2]


async def test_what_cannot_be_made_is_kept_as_its_code() -> None:
    (person,) = read_people(["en-sous-chef"])
    nobody = replace(person, resume=document_of("nobody", {"name": "Nobody", "summary": "Hello"}), request=Request())

    made = (await answers_of([nobody], rules(), 1)).people["en-sous-chef"]

    assert made.sets[0].answer is None
    assert made.sets[0].error == "NOTHING_TO_ASK_ABOUT"
