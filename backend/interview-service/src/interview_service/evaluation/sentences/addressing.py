"""Finds the sentences of an answer that are addressed to a grader. Rules and models ignore them."""

import re

from interview_service.evaluation.rubric import signals
from interview_service.evaluation.sentences.grammar import PAST_ENGLISH, PAST_KOREAN, language_of
from shared.claims.clauses import sentences
from shared.language.detecting import is_readable
from shared.resumes.document import Language
from shared.resumes.instructions import is_order

MARKUP = re.compile(
    r"<!--[^\n]{0,2000}?-->|<([A-Za-z_]{1,30})\b[^<>\n]{0,200}>[^<>\n]{0,2000}</\1>|</?[A-Za-z_]{1,30}(?:\s[^<>\n]{0,200})?>"
    r"|^[ \t]{0,8}\|[^\n]{0,400}\|[ \t]*$"
    r"|^[ \t]{0,8}#{1,6}[ \t][^\n]{0,400}$|```[^`]{0,4000}```|```|\{\s*\"[^{}]{0,2000}\}",
    re.MULTILINE,
)
"""What nobody says aloud: tags with their content, comments, rows of tables, headings, code blocks, JSON objects."""

SIGN = re.compile(r"[<#`{|]")
"""Something that all markup has."""

KOREAN_DEED = re.compile(
    rf"(?:제가|저는|저희|우리|[을를만로] (?:\S+ ){{0,3}}).*(?!겠){PAST_KOREAN.pattern}(?:습니다|어요|고요)[.!]*$"
)
ENGLISH_DEED = re.compile(
    rf"\b(?:I|[Ww]e)\b.*?{PAST_ENGLISH.expression}|\b(?:brought|cut|took|fell|rose|went)\b.* from \S*\d.* to \S*\d"
)
"""A deed that somebody tells of themselves; Korean leaves out who did it."""

ACCENT = re.compile(r"[\u00E0-\u00FF]")
ACCENTED = re.compile(r"\w*[\u00E0-\u00FF]\w*")
FOREIGN_WORDS = 3
"""With this many accented words, a sentence is neither English nor Korean."""

VISIBLE = re.compile(r"[^\n]")


def without_addresses(text: str) -> str:
    """Return the answer with what is addressed to a grader replaced by line breaks; other offsets stay valid."""
    return unaddressed(text)[0]


def unaddressed(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the answer without what is addressed to a grader, and the places of the sentences that are left in it."""
    plain = MARKUP.sub(_blank, text) if SIGN.search(text) is not None else text
    places = list(sentences(plain))
    addressed = [(start, end) for start, end in places if _is_addressed(plain[start:end])]
    if not addressed:
        return plain, places
    kept = list(plain)
    for start, end in addressed:
        kept[start:end] = "\n" * (end - start)
    left = "".join(kept)
    # Without its neighbour, a line may end where it went on before.
    return left, list(sentences(left))


def is_addressed(text: str, language: Language) -> bool:
    """Return whether a sentence is addressed to a grader or a machine instead of the interviewer."""
    if is_order(text) or signals().has("to_grader", text, language):
        return not _tells_a_deed(text, language)
    if ACCENT.search(text) is not None and len(ACCENTED.findall(text)) >= FOREIGN_WORDS:
        return True
    return not is_readable(text)


def _tells_a_deed(text: str, language: Language) -> bool:
    """Return whether somebody says what they did, and not to whoever grades it: work may be about grades, too."""
    done = (KOREAN_DEED if language == "ko" else ENGLISH_DEED).search(text) is not None
    return done and not signals().has("certain", text, language)


def _is_addressed(said: str) -> bool:
    return is_addressed(said, language_of(said))


def _blank(found: re.Match[str]) -> str:
    return VISIBLE.sub("\n", found[0])
