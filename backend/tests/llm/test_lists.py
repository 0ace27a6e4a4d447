import json
import random
from time import process_time
from typing import Any

import pytest
from pydantic import BaseModel

from shared.llm.output.lists import ListReader, rest_of, same, wrapped

pytestmark = pytest.mark.unmeasured


class Element(BaseModel):
    text: str


ELEMENTS: list[Any] = [
    {"text": 'a "quoted" } ] { [ \\ word', "more": {"deep": [{"er": "]}"}]}},
    {"text": "서울 \n 😀"},
    {},
    {"items": [{"text": "not the list"}], "escaped": "\\\\"},
]
TEXTS = [json.dumps(element, ensure_ascii=False) for element in ELEMENTS]
WHOLE = json.dumps({"items": ELEMENTS}, ensure_ascii=False, indent=1)


def read(pieces: list[str]) -> tuple[list[Any], ListReader[Element]]:
    reader: ListReader[Element] = ListReader()
    found = [json.loads(text) for piece in pieces for text in reader.feed(piece)]
    return found, reader


@pytest.mark.parametrize("size", [1, 2, 3, 7, 10_000])
@pytest.mark.parametrize(
    "around",
    [
        "@",
        "```json\n@\n```",
        "Here you are: @ I hope it helps [really].",
        ' {"note": "x", "items" : @list, "y": 1}',
    ],
)
def test_elements_are_found_however_the_text_is_cut(size: int, around: str) -> None:
    text = around.replace("@list", WHOLE[WHOLE.index("[") : -1]).replace("@", WHOLE)

    found, reader = read([text[start : start + size] for start in range(0, len(text), size)])

    assert found == ELEMENTS
    assert reader.closed


def test_a_bare_list_will_do() -> None:
    found, reader = read([f"```\n[{', '.join(TEXTS)}]\n```"])

    assert (found, reader.closed) == (ELEMENTS, True)


def test_random_cuts() -> None:
    dice = random.Random(7)  # noqa: S311  nothing secret about it
    for _ in range(300):
        cuts = sorted(dice.sample(range(1, len(WHOLE)), dice.randint(0, 30)))
        found, _ = read([WHOLE[start:end] for start, end in zip([0, *cuts], [*cuts, len(WHOLE)], strict=True)])
        assert found == ELEMENTS


def test_half_a_list_gives_its_whole_elements_and_is_not_closed() -> None:
    found, reader = read([WHOLE[: WHOLE.index("not the list")]])

    assert found == ELEMENTS[:3]
    assert not reader.closed


def test_an_element_comes_with_its_last_character() -> None:
    reader: ListReader[Element] = ListReader()

    assert list(reader.feed('{"items": [{"text": "a"')) == []
    assert list(reader.feed("}")) == ['{"text": "a"}']


@pytest.mark.parametrize("unit", ["가나다라마바사", "\\n", '\\"', "[{"])
def test_a_text_without_end_is_looked_at_once(unit: str) -> None:
    text = f'{{"items": [{{"text": "{unit * (2_000_000 // len(unit))}"}}]}}'
    started = process_time()

    found, reader = read([text[at : at + 24] for at in range(0, len(text), 24)])

    # Each piece anew from the beginning of the text takes minutes.
    assert process_time() - started < 5
    assert (len(found), reader.closed) == (1, True)


def test_an_empty_list_is_a_list() -> None:
    found, reader = read(['{"items": []}'])

    assert (found, reader.closed) == ([], True)


def test_prose_without_end_is_hopeless() -> None:
    reader: ListReader[Element] = ListReader()
    for _ in range(300):
        assert not list(reader.feed("no list at all "))

    assert reader.hopeless


def test_the_wrapper_asks_for_an_object_with_the_list() -> None:
    assert wrapped(Element) is wrapped(Element)
    assert wrapped(Element).model_json_schema()["properties"]["items"]["type"] == "array"


def test_the_first_request_has_no_history() -> None:
    assert rest_of([], 5, None) == ()


def test_the_rest_is_asked_for_with_what_was_delivered_and_what_is_missing() -> None:
    said, asked = rest_of(TEXTS[:2], 3, None)

    assert json.loads(said.text) == {"items": ELEMENTS[:2]}
    assert (said.role, asked.role) == ("assistant", "user")
    assert "3 are missing" in asked.text


def test_the_same_value_written_otherwise_is_the_same() -> None:
    assert same('{"a": 1, "b": "\\u00e9"}', '{"b":"é","a":1}')
    assert not same('{"a": 1}', '{"a": 2}')
    assert not same('{"a": 1}', '{"a": ')


def test_an_element_of_a_million_letters_in_small_pieces_is_one_element() -> None:
    long = json.dumps({"items": [{"text": '가\\"' * 300_000}]}, ensure_ascii=False)

    found, reader = read([long[start : start + 10] for start in range(0, len(long), 10)])

    assert [len(element["text"]) for element in found] == [900_000]
    assert reader.closed
