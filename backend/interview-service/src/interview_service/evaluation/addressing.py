"""Sentences of an answer that speak to whoever grades it. They say nothing about what was asked, whoever evaluates."""

import re

from interview_service.evaluation.rubric import signals
from shared.claims.clauses import sentences
from shared.language.detecting import HANGUL, is_in
from shared.resumes.document import Language
from shared.resumes.instructions import is_order

MARKUP = re.compile(
    r"<!--[^\n]{0,2000}?-->|<([A-Za-z_]{1,30})\b[^<>\n]{0,200}>[^<>\n]{0,2000}</\1>|</?[A-Za-z_]{1,30}(?:\s[^<>\n]{0,200})?>"
    r"|^[ \t]{0,8}#{1,6}[ \t][^\n]{0,400}$|```[^`]{0,4000}```|```|\{\s*\"[^{}]{0,2000}\}",
    re.MULTILINE,
)
"""What nobody says aloud: tags with what is in them, comments, headings, blocks of code, objects."""

ACCENTED = re.compile(r"\w*[\u00E0-\u00FF]\w*")
FOREIGN_WORDS = 3
"""Accented words from which on a sentence is in neither of the two languages; English borrows fewer."""

VISIBLE = re.compile(r"[^\n]")


def without_addresses(text: str) -> str:
    """The answer with line ends in the place of all that is addressed to a grader, so that no other place moves."""
    plain = MARKUP.sub(_blank, text)
    kept = list(plain)
    for start, end in sentences(plain):
        said = plain[start:end]
        if is_addressed(said, language_of(said)):
            kept[start:end] = "\n" * (end - start)
    return "".join(kept)


def is_addressed(text: str, language: Language) -> bool:
    """Whether a sentence is addressed to a grader or a machine, and not to somebody who asked a question."""
    heard = signals()
    if is_order(text) or any(heard.has(name, text, language) for name in ("grading", "addressed")):
        return True
    if len(ACCENTED.findall(text)) >= FOREIGN_WORDS:
        return True
    return not (is_in("ko", text, terms=True) or is_in("en", text, terms=True))


def language_of(text: str) -> Language:
    """The language of a sentence, whatever names of the other one are in it."""
    words = text.split()
    korean = sum(HANGUL.search(word) is not None for word in words)
    return "ko" if korean and korean * 2 >= sum(any(map(str.isalpha, word)) for word in words) else "en"


def _blank(found: re.Match[str]) -> str:
    return VISIBLE.sub("\n", found[0])
