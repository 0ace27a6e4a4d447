"""Improves an answer using only its own specific sentences, with gaps for what is missing."""

from collections.abc import Sequence

from interview_service.evaluation.models import PointFound
from interview_service.evaluation.rubric import Rubric, say
from interview_service.evaluation.sentences.reading import Reading
from shared.resumes.document import Language

MAX_GAPS = 4
CLOSED = (".", "!", "?", "…", ":", "。", "！", "？", ".”", '."', "?”", '?"', "!”", '!"')
"""How a sentence ends. One that went on behind a semicolon does not, and begins in lower case."""


def improved(reading: Reading, rubric: Rubric, points: Sequence[PointFound], language: Language) -> str | None:
    """Return the relevant sentences in order, with gaps for the missing parts; `None` if there are none."""
    if not reading.specific or reading.other_language:
        return None
    parts = [part for one in rubric.dimensions for part in one.parts]
    missing = [part for part in parts if not reading.spans(part)]
    before = [say(language, "gaps", part) for part in missing if part != parts[-1]]
    after = [say(language, "gaps", part) for part in missing if part == parts[-1]]
    # From nine to four is a figure, too; to have been somewhere two times is none.
    if not any(one.new_figures or (one.counted and one.has("change")) for one in reading.specific):
        after.append(say(language, "gaps", "figure"))
    after += [say(language, "gaps", "point", words=one.point) for one in points if one.state == "missing"]
    own = [_whole(one.text) for one in reading.specific]
    return " ".join([*before, *own, *after[:MAX_GAPS]])


def _whole(text: str) -> str:
    """Return a sentence with a capital letter and an end, as it was perhaps cut out of a longer one."""
    first = text.split(maxsplit=1)[0]
    # Names such as iOS keep their letters.
    begun = text[0].upper() + text[1:] if first.islower() and first.isascii() and first.strip("'").isalpha() else text
    return begun if begun.endswith(CLOSED) else f"{begun}."
