"""Account names at messengers and networks, detected by a label: `카톡 minsu77`, `Telegram: @minsu`."""

import re
from collections.abc import Iterator

from shared.resumes.masking.folding import Folded
from shared.resumes.masking.spots import Spot
from shared.resumes.shapes.words import any_of, words
from shared.skills.technologies import technology_index

_HANDLE = r"(?:live:)?[a-z\d][\w.\-]{2,39}+"
LABELLED = re.compile(
    rf"(?<![a-z\d가-힣/])(?:(?P<personal>{any_of('personal_services')})|{any_of('other_services')})"
    rf"(?P<id> ?{any_of('account_words')})?(?P<topic>은|는)?"
    rf"(?P<sign> ?[:=|)(\-]{{1,2}} ?| {{1,2}}|(?<=[가-힣]))(?:is )?(?P<at>@)?(?P<handle>{_HANDLE})(?!/)",
    re.ASCII,
)
ALONE = re.compile(r"(?:[가-힣]| {0,2}(?:\Z|[\n|,;/)(\]·]|- ))")
"""An account is a single word, possibly with a particle; `Kakao: backend engineer` continues."""

LABELLED_BEHIND = re.compile(
    rf"(?<![\w@.])@(?P<handle>{_HANDLE}) ?[(\[] ?"
    rf"(?:{any_of('personal_services')}|{any_of('other_services')})(?![a-z\d])",
    re.ASCII,
)
"""`@minsu_dev (telegram)`."""

TAGGED = re.compile(r"(?<![\w/])(?:discord|디스코드)[ :]{1,3}([^\s#]{2,32}#\d{4})(?!\d)")
TELLING = re.compile(r"[a-z]{2}[a-z.\-]*[\d_]|[a-z]{2,}\.[a-z]|live:")
"""`minsu77`, `minsu_dev` and `minsu.dev` are accounts, `v14` and `10k` are not."""

NO_ACCOUNTS = frozenset(words("no_accounts"))


def find_accounts(text: Folded) -> Iterator[Spot]:
    """Yield the account names in a text."""
    for found in LABELLED.finditer(text.text):
        handle = found["handle"].rstrip(".-")
        if _is_account(found, handle):
            yield text.spot("HANDLE", found.start("handle"), found.start("handle") + len(handle))
    for found in LABELLED_BEHIND.finditer(text.text):
        yield text.spot("HANDLE", found.start("handle"), found.end("handle"))
    for found in TAGGED.finditer(text.text):
        yield text.spot("HANDLE", found.start(1), found.end(1))


def _is_account(found: re.Match[str], handle: str) -> bool:
    if re.split(r"[._\-]", handle)[0] in NO_ACCOUNTS or technology_index().find(handle) is not None:
        return False
    if found["at"] or found["id"]:
        return True
    said, personal = found["sign"].strip() in (":", "=") or found["topic"] is not None, found["personal"] is not None
    if TELLING.match(handle) is not None and (said or personal):
        return True
    return said and personal and ALONE.match(found.string, found.end()) is not None
