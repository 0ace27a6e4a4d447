"""Keeps redactions and statements, because several prompts are made of one résumé and redacting it takes milliseconds.

Each run gets a copy, with a fence and further tokens of its own. A few are kept, in memory only.
"""

from shared.core.kept import Kept
from shared.resumes.document import ResumeDocument
from shared.resumes.masking.redaction import Redaction
from shared.resumes.statements import Statements

KEPT = 16

_redactions: Kept[bytes, Redaction] = Kept(KEPT)
_statements: Kept[tuple[bytes, str | None], Statements] = Kept(KEPT)


def redaction_of(resume: ResumeDocument) -> Redaction:
    """Return a redaction of the identifiers of a résumé."""
    return _redactions.get(resume.key, lambda: Redaction(resume)).again()


def statements_of(resume: ResumeDocument, job_posting: str | None, redaction: Redaction) -> Statements:
    """Return the statements of a résumé and a posting, hidden by `redaction`."""
    if redaction.has_hidden:
        # Its tokens are numbered in the order in which it met the identifiers.
        return Statements(resume, job_posting, redaction)
    key = (resume.key, job_posting) if resume.key is not None else None
    return _statements.get(key, lambda: Statements(resume, job_posting, redaction_of(resume))).again(redaction)
