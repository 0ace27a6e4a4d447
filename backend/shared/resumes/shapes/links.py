"""Web addresses, with and without a scheme."""

import re
from collections.abc import Iterator

from shared.resumes.masking.folding import Folded
from shared.resumes.masking.spots import Kind, Spot
from shared.resumes.shapes.words import any_of, words

_REST = r"[^\s<>\"'()\[\]{}|,]"
URL = re.compile(rf"(?<![a-z])(?:h(?:tt|xx)ps?|ftp) ?: ?// ?{_REST}++")
WWW = re.compile(rf"(?<![\w.@-])www ?\. ?[\w-]{{1,63}}\.{_REST}++")
BARE = re.compile(
    rf"(?<![\w.@/-])((?:[\w-]{{1,63}}\.){{1,4}}{any_of('top_level_domains')})(?::\d{{1,5}})?/@?(?=[\w~%]){_REST}++"
)
"""Without a scheme, a path is required: `socket.io` is a technology."""

SPACED = re.compile(rf"(?<![\w.@/-])(?:github|gitlab|linkedin) ?\. ?com ?/ ?(?:in ?/ ?)?(?=\w){_REST}++")
PAGE = re.compile(rf"(?<![\w.@/-])(?:[\w-]{{1,63}}\.){{1,2}}{any_of('page_hosts')}(?![\w-])")
TECHNOLOGIES = frozenset(words("host_like_technologies"))
TRAILING = ".,;:!?'\"~"
GITHUB, LINKEDIN = re.compile(r"github ?\. ?com ?/"), re.compile(r"linkedin ?\. ?com ?/ ?in ?/")


def find_links(text: Folded) -> Iterator[Spot]:
    """Yield the web addresses in a text."""
    if "." not in text.text and "//" not in text.text:
        return
    for pattern in (URL, WWW, BARE, SPACED, PAGE):
        for found in pattern.finditer(text.text):
            if pattern is BARE and found[1] in TECHNOLOGIES:
                continue
            link = found[0].rstrip(TRAILING)
            yield text.spot(_kind(link), found.start(), found.start() + len(link))


def _kind(link: str) -> Kind:
    if GITHUB.search(link) is not None:
        return "GITHUB"
    return "LINKEDIN" if LINKEDIN.search(link) is not None else "LINK"
