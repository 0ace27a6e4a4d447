"""Questions and answers of a letter of application (자기소개서): what is told there is no job, school or skill."""

import re
from collections.abc import Sequence
from itertools import pairwise

from resume_service.imports.structuring.layout.sections import plain_heading
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.words.vocabulary import Vocabulary, vocabulary
from resume_service.resumes.models import JsonObject

QUESTION = re.compile(
    r"(?:주십시오|주세요|하시오|십시오|바랍니다|무엇입니까|무엇인가요|있습니까|있나요|인가요|할까요|[?？])[.。]?$"
)
LIMIT = re.compile(r" *[(\[]?[^()\[\]]{0,30}\d{2,4} ?자 ?(?:이내|내외|이상|미만|이하)?[^()\[\]]{0,20}[)\]]?$")
LONGEST_QUESTION = 300
MIN_QUESTIONS = 2
MIN_ANSWER = 20
MAX_LENGTH = 3_500
"""Letters of all answers together: of three bytes each, they fit into what a résumé keeps beside its fields."""


def without_essays(lines: Sequence[Line]) -> tuple[list[Line], list[JsonObject]]:
    """The other lines, and questions with their answers in their order; fewer than two are no letter."""
    words = vocabulary()
    asked = [position for position, line in enumerate(lines) if _asks(line, words)]
    essays: list[JsonObject] = []
    taken: set[int] = set()
    length = 0
    for position, following in pairwise([*asked, len(lines)]):
        end = position + 1
        while end < following and not _ends(lines[end], words):
            end += 1
        answer = "\n".join(line.text for line in lines[position + 1 : end])
        length += len(answer)
        if len(answer) < MIN_ANSWER or length > MAX_LENGTH:
            continue
        essays.append({"question": LIMIT.sub("", lines[position].text), "answer": answer})
        taken.update(range(position, end))
    if len(essays) < MIN_QUESTIONS:
        return list(lines), []
    return [line for position, line in enumerate(lines) if position not in taken], essays


def _asks(line: Line, words: Vocabulary) -> bool:
    text = LIMIT.sub("", line.text).rstrip(" :：")
    if line.bullet or len(line.text) > LONGEST_QUESTION:
        return False
    if words.essay_titles.has(text):
        return True
    # A sentence that asks is a question of the form where it is numbered, or says how long the answer may be.
    numbered = line.mark not in ("", "☺") or text != line.text
    return numbered and QUESTION.search(text) is not None


def _ends(line: Line, words: Vocabulary) -> bool:
    """Whether another part begins with this line."""
    if line.bullet:
        return False
    head, colon, _ = line.text.partition(":")
    return plain_heading(line.text, words) is not None or (bool(colon) and words.heading(head) is not None)
