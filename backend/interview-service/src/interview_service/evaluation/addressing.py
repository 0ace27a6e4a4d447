"""Sentences of an answer that speak to whoever grades it. They say nothing about what was asked, whoever evaluates."""

import re

from interview_service.evaluation.rubric import signals
from shared.language.detecting import is_in
from shared.resumes.document import Language
from shared.resumes.instructions import is_order

MARKUP = re.compile(r"</?[A-Za-z_]+(?:\s[^<>]*)?>|<!--|-->|^\s*#{1,6}\s|```|^\s*[{\[].*[}\]]\s*$", re.MULTILINE)
"""What nobody says aloud: tags, comments, headings, objects."""

ACCENTED = re.compile(r"\w*[\u00E0-\u00FF]\w*")
FOREIGN_WORDS = 3
"""Accented words from which on a sentence is in neither of the two languages; English borrows fewer."""


def is_addressed(text: str, language: Language) -> bool:
    """Whether a sentence is addressed to a grader or a machine, and not to somebody who asked a question."""
    heard = signals()
    if is_order(text) or any(heard.has(name, text, language) for name in ("grading", "addressed")):
        return True
    if MARKUP.search(text) is not None or len(ACCENTED.findall(text)) >= FOREIGN_WORDS:
        return True
    return not (is_in("ko", text, terms=True) or is_in("en", text, terms=True))
