"""Direct identifiers (name, e-mail, phone, links) are replaced before a prompt goes, and put back after.

Values are replaced where they appear as whole words, never inside of others: a gender `M` is no part of MySQL. Whatever
goes out comes back whole, because each spelling has a token of its own, and so has what only looks like a token.
"""

import re
from collections.abc import Iterator

from shared.resumes.document import ResumeDocument
from shared.utils.prompts import fenced

EMAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"
URL = r"https?://[^\s<>\"'()\[\]]+"
PHONE = r"(?<!\d)(?:\+\d{1,3}[ -]?)?0?\d{1,3}[ -]\d{3,4}[ -]\d{4}(?!\d)"
TOKEN = re.compile(r"\[[ \t]*([A-Za-z]+)[ _]?(\d+)[ \t]*\]")
MIN_NAME = 2
MIN_VALUE = 4
"""A contact value that is shorter says too little to be searched for in texts: `M`, `남`, `서울`."""
AFTER_NAME = (
    "은|는|이|가|을|를|의|에|에게|께|께서|와|과|도|만|로|으로|랑|이랑|야|아|님|씨|군|양|선생"
    "|이라는|라는|이라고|라고|입니다|이다|이고"
)
"""What follows a Korean name without a space: particles, and forms of address with particles of their own."""
HANGUL_END = re.compile(r"[\uAC00-\uD7A3]$")


class Tokens:
    """Values with the tokens that stand for them in a prompt, one for each spelling."""

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}
        self._values: dict[str, str] = {}

    def token(self, kind: str, value: str) -> str:
        """The token of a value, always the same."""
        if value not in self._tokens:
            token = f"[{kind}_{len(self._tokens) + 1}]"
            self._tokens[value], self._values[_key(token)] = token, value
        return self._tokens[value]

    def show(self, text: str) -> str:
        """`text` with the values in the places of their tokens. Tokens that a model invented are dropped."""
        kinds = {key.partition("_")[0] for key in self._values}

        def value(found: re.Match[str]) -> str:
            return self._values.get(_key(found[0]), "" if found[1].upper() in kinds else found[0])

        return TOKEN.sub(value, text)


class Redaction:
    """The identifiers of one résumé, hidden in texts and put back."""

    def __init__(self, resume: ResumeDocument) -> None:
        self._tokens = Tokens()
        self._kinds = dict(_identifiers(resume))
        ordered = sorted(self._kinds, key=len, reverse=True)
        # What looks like a token is hidden like everything else, or it would come back as what it is not.
        patterns = [TOKEN.pattern, *map(_whole, ordered), EMAIL, URL, PHONE]
        self._pattern = re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)

    def hide(self, text: str) -> str:
        """`text` without the identifiers; the same one gets the same token each time."""
        return self._pattern.sub(lambda found: self._tokens.token(self._kind(found[0]), found[0]), text)

    def data(self, label: str, text: str | None) -> str:
        """`text` for a prompt: hidden, and between markers that it cannot close; `(none)` when there is nothing."""
        return fenced(label, self.hide(text)) if text else "(none)"

    def show(self, text: str) -> str:
        """`text` with the identifiers back in their places."""
        return self._tokens.show(text)

    def _kind(self, value: str) -> str:
        known = self._kinds.get(value.casefold())
        if known is not None:
            return known
        if "@" in value:
            return "EMAIL"
        if "://" in value:
            return "LINK"
        return "TEXT" if TOKEN.fullmatch(value) else "PHONE"


def _identifiers(resume: ResumeDocument) -> Iterator[tuple[str, str]]:
    """What is searched for, in lower case, and its kind."""
    for pointer, text in resume.texts("/contact"):
        value = text.strip()
        if len(value) >= MIN_VALUE:
            kind = re.sub(r"[^A-Z]", "", pointer.split("/")[2].upper())
            yield value.casefold(), kind or "CONTACT"
    name = (resume.name or "").strip()
    if len(name) >= MIN_NAME:
        yield name.casefold(), "NAME"


def _whole(value: str) -> str:
    """A pattern that finds `value` as whole words, with Korean particles behind it."""
    before = r"(?<!\w)" if value[:1].isalnum() else ""
    if HANGUL_END.search(value):
        after = rf"(?=(?:{AFTER_NAME})*(?![\w]))"
    else:
        # A particle may follow Latin letters and digits, too.
        after = r"(?![A-Za-z0-9_])" if value[-1:].isalnum() else ""
    return before + re.escape(value) + after


def _key(token: str) -> str:
    """A token without what models change in it: case, spaces, brackets."""
    found = TOKEN.fullmatch(token)
    assert found is not None
    return f"{found[1].upper()}_{found[2]}"
