"""Conversations that a messenger exported: what the person said in them, without who said it and when."""

import re
from collections import Counter

PREFIXES = (
    re.compile(r"^\[([^\[\]]{1,30})\] \[(?:오전|오후|AM|PM)? ?\d{1,2}:\d{2}(?: ?[AP]M)?\] *(.*)$"),
    re.compile(r"^\d{4}년 \d{1,2}월 \d{1,2}일 (?:오전|오후) \d{1,2}:\d{2}, ([^:,]{1,30}) : (.*)$"),
    re.compile(
        r"^\[?\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?(?:\]| -) ([^:]{1,30}): (.*)$"
    ),
)
"""KakaoTalk on a computer and on a telephone, WhatsApp."""
DAY = re.compile(r"^-{3,} ?\d{4}년 \d{1,2}월 \d{1,2}일 .{1,4}요일 ?-{3,}$|^\d{4}년 \d{1,2}월 \d{1,2}일 .{1,4}요일$")
SPOKEN = re.compile(
    r"^(학력|학교|경력|자격증?|면허|군대|병역|어학|외국어|기술|할 ?수 ?있는 ?(?:거|것|일))(?:[은는]| ?:) *(?=\S)"
)
POLITE = re.compile(r" *(?:입니다|이에요|예요|이고요|정도)[.~!]*$")
MIN_REMARKS = 2
LONGEST_HEAD = 120


def without_speakers(text: str) -> str:
    """`text` as rows that one person wrote, as many as before; those of others are empty.

    Other texts come back as they are. Whoever wrote most is the person.
    """
    rows = text.split("\n")
    found = [_remark(row) for row in rows]
    if sum(remark is not None for remark in found) < MIN_REMARKS:
        return text
    written: Counter[str] = Counter()
    speaker = ""
    speakers: list[str] = []
    for row, remark in zip(rows, found, strict=True):
        speaker = remark[0] if remark is not None else speaker
        speakers.append(speaker)
        written[speaker] += len(remark[1] if remark is not None else row)
    person = max((name for name in written if name), key=lambda name: written[name])
    own = (
        _plain(remark[1] if remark is not None else row) if name == person and DAY.match(row) is None else ""
        for name, row, remark in zip(speakers, rows, found, strict=True)
    )
    return "\n".join(own)


def speaker_of(text: str) -> str | None:
    """Who wrote most of a conversation."""
    remarks = [remark for row in text.split("\n") if (remark := _remark(row)) is not None]
    if len(remarks) < MIN_REMARKS:
        return None
    written: Counter[str] = Counter()
    for name, said in remarks:
        written[name] += len(said)
    return written.most_common(1)[0][0]


def _remark(row: str) -> tuple[str, str] | None:
    if row[:1] not in "[0123456789":
        return None
    head = row[:LONGEST_HEAD]
    for pattern in PREFIXES:
        found = pattern.match(head)
        if found is not None:
            return found[1].strip(), row[found.start(2) :].strip()
    return None


def _plain(said: str) -> str:
    """`학력은 한빛고 졸업입니다` as `학력: 한빛고 졸업`."""
    found = SPOKEN.match(said)
    return said if found is None else f"{found[1]}: {POLITE.sub('', said[found.end() :])}"
