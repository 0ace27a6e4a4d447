"""Finds the sentences of an answer that are addressed to a grader. Rules and models ignore them."""

import re

from interview_service.evaluation.rubric import signals
from interview_service.evaluation.sentences.grammar import language_of
from shared.claims.clauses import sentences
from shared.language.detecting import is_readable
from shared.resumes.document import Language
from shared.resumes.instructions import is_order

MARKUP = re.compile(
    r"<!--[^\n]{0,2000}?-->|<([A-Za-z_]{1,30})\b[^<>\n]{0,200}>[^<>\n]{0,2000}</\1>|</?[A-Za-z_]{1,30}(?:\s[^<>\n]{0,200})?>"
    r"|^[ \t]{0,8}#{1,6}[ \t][^\n]{0,400}$|```[^`]{0,4000}```|```|\{\s*\"[^{}]{0,2000}\}",
    re.MULTILINE,
)
"""What nobody says aloud: tags with their content, comments, headings, code blocks, JSON objects."""

ACCENT = re.compile(r"[\u00E0-\u00FF]")
ACCENTED = re.compile(r"\w*[\u00E0-\u00FF]\w*")
FOREIGN_WORDS = 3
"""With this many accented words, a sentence is neither English nor Korean."""

VISIBLE = re.compile(r"[^\n]")


def without_addresses(text: str) -> str:
    """Return the answer with what is addressed to a grader replaced by line breaks; other offsets stay valid."""
    plain = MARKUP.sub(_blank, text)
    kept = list(plain)
    for start, end in sentences(plain):
        said = plain[start:end]
        if is_addressed(said, language_of(said)):
            kept[start:end] = "\n" * (end - start)
    return "".join(kept)


def is_addressed(text: str, language: Language) -> bool:
    """Return whether a sentence is addressed to a grader or a machine instead of the interviewer."""
    heard = signals()
    if is_order(text) or any(heard.has(name, text, language) for name in ("grading", "addressed")):
        return True
    if ACCENT.search(text) is not None and len(ACCENTED.findall(text)) >= FOREIGN_WORDS:
        return True
    return not is_readable(text)


def _blank(found: re.Match[str]) -> str:
    return VISIBLE.sub("\n", found[0])
