"""E-mail addresses, also obfuscated ones: `minsu (at) naver dot com`, `minsu골뱅이네이버닷컴`."""

import re
from collections.abc import Iterator

from shared.resumes.masking.folding import Folded
from shared.resumes.masking.spots import Spot

AT = re.compile(
    r" {0,2}@ {0,2}| {0,2}[\[({<] ?(?:at|@|앳|골뱅이) ?[\])}>] {0,2}| {0,2}(?:골뱅이|앳) {0,2}|(?<=\w)[-_]at[-_]"
    r"| {1,2}at {1,2}"
)
_SAID_DOT = r"(?: {0,2}[\[({<] ?(?:dot|\.|점|닷|쩜) ?[\])}>] {0,2}| {1,2}dot {1,2}|[-_]dot[-_]| ?(?:점|닷|쩜) ?)"
_DOT = rf"(?:\.| \. |{_SAID_DOT})"
_LABEL = r"[a-z0-9가-힣](?:[a-z0-9가-힣-]{0,61}[a-z0-9가-힣])?"
_TOP = r"(?:(?:[a-z]{2,24}|xn--[a-z0-9-]{2,50})(?![a-z0-9-])|한국|컴|넷|케이알|오알지)"
DOMAIN = re.compile(
    rf"{_LABEL}(?:\.{_LABEL}){{0,5}}\.{_TOP}(?!\.[a-z0-9])"
    rf"|\[?{_LABEL}(?:{_DOT}{_LABEL}){{0,4}}?{_DOT}{_TOP}(?:{_DOT}kr(?![a-z0-9-]))?\]?"
)
SAID_DOT = re.compile(_SAID_DOT)

HOST_ALONE = re.compile(
    r"(?<![a-z])(?:e-?mail|mail|(?:전자 ?)?메일|이메일)(?: ?주소)? ?[:=|]? ?"
    r"([a-z0-9_%+'.-]{1,64}@[a-z0-9-]{2,63})(?![\w.@-])"
)
"""`메일: boss@evil`: without the rest of a domain only behind a label."""

WINDOW = 80
_LOCAL = r"[a-z0-9_%+'-]{1,64}"
LOCAL = re.compile(rf"(?:{_LOCAL}(?:(?:\.|{_SAID_DOT}){_LOCAL}){{0,4}}|[가-힣]{{1,20}})\.?$")


def find_emails(text: Folded) -> Iterator[Spot]:
    """Yield the e-mail addresses in a text."""
    for at in AT.finditer(text.text):
        domain = DOMAIN.match(text.text, at.end(), at.end() + 4 * WINDOW)
        # `Engineer at example.com` is an employer, not an address.
        if domain is None or (at[0].strip() == "at" and SAID_DOT.search(domain[0]) is None):
            continue
        begin = max(0, at.start() - WINDOW)
        local = LOCAL.search(text.text[begin : at.start()])
        if local is not None:
            yield text.spot("EMAIL", begin + local.start(), domain.end())
    for found in HOST_ALONE.finditer(text.text):
        yield text.spot("EMAIL", found.start(1), found.end(1))
