"""Splits a posting written as prose into phrases, each with its kind."""

import re
from collections.abc import Iterator

MAX_PARAGRAPH = 4_000
"""Maximum number of characters read per paragraph."""

MIN_PARAGRAPH = 160
SENTENCE = re.compile(r"(?<=[.!?。])\s+(?=[\"'“(]?[A-Z가-힣])")
EACH_WHO = re.compile(
    r",?\s+(?:and\s+)?(?=who(?:'ve| has| have| can| is| are| could| enjoys?| likes?)\b)", re.IGNORECASE
)
AND_THEN = re.compile(r",\s+(?:and\s+)?then\s+", re.IGNORECASE)
ITEM = re.compile(r",\s+(?:and\s+)?")
MIN_ITEMS = 2
MIN_WORDS, MIN_WORDS_OF_DUTY = 4, 3
"""Words that a phrase has at least, and a duty: `counting the till` is one, but `we need someone` requires nothing."""


CUES = {
    "condition": r"salary|£|€|\$\d|per annum|holiday|pension|remote|hybrid|interview|whiteboard|apply|closing date|cv\b"
    r"|연봉|급여|복지|복리후생|전형|접수|지원서|이메일|재택|휴가|4대보험|근무지|근무시간",
    "preferred": r"big help|bonus|a plus|an advantage|would be nice|would help|also welcome|happy for you to learn"
    r"|있으면 좋|우대|더 좋겠|환영|플러스",
    "required": r"need (?:someone|somebody|a person)|looking for (?:someone|somebody) who"
    r"|\bwho (?:has|have|can|is|are)\b|must have|you (?:have|bring|are able|should)|essential|required"
    r"|분을 (?:찾|모|기다)|분이 필요|분이면 좋겠|경험이 있(?:는|으신)|할 수 있(?:는|으신) 분|필요합니다|갖춘",
    "duty": r"\byou(?:'ll|’ll| will| would)\b|take the lead|responsible for|the job is|day to day"
    r"|맡게|담당하|하게 됩니다|하시게|책임지|맡아|업무입니다|하실 일",
}
KINDS = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in CUES.items()]
OPENING = re.compile(
    r"^(?:we need (?:someone|somebody|a person)\s+|we are looking for (?:someone|somebody)\s+"
    r"|who\s+|you (?:would|will)\s+|you['’]ll\s+)+",
    re.IGNORECASE,
)


def is_prose(text: str) -> bool:
    """Return whether a line is a paragraph of several sentences."""
    return len(text) >= MIN_PARAGRAPH and SENTENCE.search(text) is not None


def pieces(paragraph: str) -> Iterator[tuple[str, str | None]]:
    """Yield the phrases of a paragraph verbatim, each with its kind; `None` if unknown."""
    for sentence in SENTENCE.split(paragraph[:MAX_PARAGRAPH]):
        kind = next((kind for kind, cue in KINDS if cue.search(sentence)), None)
        for part in _parts(sentence, kind):
            text = OPENING.sub("", part).strip(" .,;")
            least = MIN_WORDS_OF_DUTY if kind == "duty" else MIN_WORDS
            if len(text.split()) >= least or (kind is not None and re.search("[가-힣]", text)):
                yield text, kind


def _parts(sentence: str, kind: str | None) -> Iterator[str]:
    """Yield the parts of a sentence with one requirement each."""
    if kind == "required":
        yield from EACH_WHO.split(sentence)
        return
    if kind != "duty":
        yield sentence
        return
    for part in AND_THEN.split(sentence):
        _, _, listed = part.partition(": ")
        items = ITEM.split(listed) if listed else []
        if len(items) < MIN_ITEMS:
            yield part
        else:
            yield from items
