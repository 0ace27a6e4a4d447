"""Check of links, e-mail addresses and phone numbers in model output against those in its sources.

A model that follows an instruction hidden in a résumé writes whatever it is told. So an address is only delivered if it
is in the résumé, the posting or the catalogue. It is detected in every spelling that a reader or a page would follow.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal
from unicodedata import normalize

from shared.core.constraints import HIDDEN
from shared.skills.technologies import technology_index

Kind = Literal["link", "email", "number"]

OPEN, CLOSE = r"[\[({<]\s{0,2}", r"\s{0,2}[\])}>]"
SPELLED = (
    (re.compile(rf"\s{{0,2}}{OPEN}(?:\.|dot|점|닷){CLOSE}\s{{0,2}}", re.IGNORECASE), "."),
    (re.compile(rf"\s{{0,2}}(?:{OPEN}(?:@|at|앳|골뱅이){CLOSE}|골뱅이)\s{{0,2}}", re.IGNORECASE), "@"),
    (re.compile(r"(?<=\w) (?:at|앳) (?=[\w-]+ ?(?:dot |\.|닷 |점 ))", re.IGNORECASE), "@"),
    (re.compile(r"(?<=[\w-]) (?:dot|닷) (?=[a-z]{2,})", re.IGNORECASE), "."),
    (re.compile(r"(?<=[a-z0-9]) \. (?=(?:com|net|org|io|dev|app|kr|example)\b)", re.IGNORECASE), "."),
    (re.compile(r"h(?:xx|\*\*)p(?=s?:)", re.IGNORECASE), "http"),
    (re.compile(r"[。｡]"), "."),
    (re.compile(r"[\u2010-\u2015\u2212]"), "-"),
)
"""Obfuscated spellings of addresses by people and bots, and what they mean."""

APART = re.compile(r"(?<![^\s])(?:[a-z0-9@.+_-] ){4,}[a-z0-9](?![a-z0-9])", re.IGNORECASE)
"""Letters or digits separated by blanks, which a reader joins: `e v i l . c o m`, `0 1 0 - 1 2 3 4 ...`."""

HOST = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
DOMAINS = (
    "com|net|org|edu|gov|io|dev|app|kr|jp|cn|ru|uk|fr|nl|ca|au|info|biz|xyz|top|site|online|shop|store|link|page|cloud|ai|tv|cc"
    "|ly|gg|sh|gl|tk|ml|cf|club|live|icu|zip|mov|example|test|invalid|local|internal|onion|한국|닷컴|닷넷"
)
SHORT_DOMAINS = "me|in|so|to|us|id|co|is|it|at|be|de|es|no"
"""Top-level domains that are also words: they only make a link before a path."""

NAMESPACES = frozenset({"java", "javax", "system", "microsoft", "asp", "draw", "socket", "dispatchers", "dag"})
"""Names before `.io`, `.net` or `.test` in the names of technologies."""

MESSENGERS = (
    "(?:카카오톡|카톡|오픈채팅|텔레그램|인스타그램|인스타|telegram|kakao(?:talk)?|whatsapp|wechat|discord|instagram)"
)

LINKS = (
    re.compile(r"(?<![\w])[a-z][a-z0-9+.-]{1,20}:/{1,2}\S+", re.IGNORECASE),
    re.compile(r"(?<![\w])(?:javascript|vbscript)\s{0,3}:\s{0,3}(?:\S*[(=/`%]|void\b)\S*", re.IGNORECASE),
    re.compile(
        r"(?<![\w])(?:javascript|vbscript|livescript|mailto|tel|sms|intent|market|view-source):\S+", re.IGNORECASE
    ),
    re.compile(r"(?<![\w])data:(?:[\w.+-]+/[\w.+-]+|[;,])\S*", re.IGNORECASE),
    re.compile(rf"(?<![\w:/])//{HOST}(?:\.{HOST})+\S*"),
    re.compile(r"(?<![\w.])www\d?\.\S+", re.IGNORECASE),
    re.compile(
        rf"(?<![\w@.-])(?:{HOST}\.){{1,5}}(?:(?:{DOMAINS})(?![a-z0-9_-]|\.\w)|(?:{DOMAINS}|{SHORT_DOMAINS})(?=[/:?#]\w))\S*",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])(?::\d+)?(?:/\S*)?"
    ),
    re.compile(r"\[[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}\]\S*", re.IGNORECASE),
    re.compile(
        rf"{MESSENGERS}\s{{0,2}}(?:id|아이디|계정|handle)?\s{{0,2}}[:=]\s{{0,2}}@?[a-z0-9][\w.-]{{2,}}",
        re.IGNORECASE,
    ),
    re.compile(rf"{MESSENGERS}\s{{0,2}}(?:id|아이디|계정|handle)?\s{{0,2}}@[a-z0-9][\w.-]{{2,}}", re.IGNORECASE),
    re.compile(rf"{MESSENGERS}\s{{0,2}}(?:id|아이디|계정|handle)\s{{1,2}}[a-z0-9][\w.-]{{2,}}", re.IGNORECASE),
)
EMAILS = (re.compile(r"[^\s@<>()\[\]\"',;:]{1,64}@[^\s@<>()\[\]\"',;:]{1,200}\.[^\W\d_]{2,24}"),)
SEPARATOR = r"[\s.)/-]{0,2}"
NUMBERS = (
    re.compile(r"계좌(?:\s?번호)?(?:는|로|:)?\s{0,2}(?:[가-힣]{2,6}\s)?\d{2,6}-\d{2,6}-\d{2,8}(?:-\d{1,3})?(?!\d)"),
    re.compile(r"(?<![\d.,])(?:\+|00)\d(?:[\s().-]{0,2}\d){7,14}(?!\d)"),
    re.compile(rf"(?<![\d.,-])\(?0\d{{1,2}}{SEPARATOR}\d{{3,4}}{SEPARATOR}\d{{4}}(?!\d)"),
    re.compile(r"(?<![\d.,-])\(?0\d{2,4}\)?[\s-]?\d{3}[\s-]?\d{3,4}(?!\d)"),
    re.compile(r"(?<![\d.,-])(?:\(\d{3}\)\s?|\d{3}[.-])\d{3}[.-]\d{4}(?![\d-])"),
    re.compile(r"(?<![\d.,-])1(?:5(?:22|44|66|77|88|99)|6(?:00|44|61|66|70|88)|8(?:00|11|33|55|77|99))-\d{4}(?![\d-])"),
    re.compile(r"(?<!\d)\d{6}\s?-\s?[1-8]\d{6}(?!\d)"),
    re.compile(r"(?<!\d)(?:\d{4}[ -]){3}\d{4}(?!\d)"),
    re.compile(r"(?:[공영일이삼사오육칠팔구][ -]?){9,}"),
)
"""Phone numbers as written in Korea and elsewhere, also in words; account, resident registration and card numbers."""

PATTERNS: tuple[tuple[Kind, tuple[re.Pattern[str], ...]], ...] = (
    ("email", EMAILS),
    ("link", LINKS),
    ("number", NUMBERS),
)
BREAKS = re.compile(r"[\t\r\n]")
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:/{1,2}")
ENDS = ".,;:!?)]}>\"'`”’」』*_ "
PARTICLE = re.compile(r"(?<=[a-z0-9/])[가-힣]+$")
SPELLED_DIGITS = {ord(word): str(digit) for word, digit in zip("공영일이삼사오육칠팔구", (0, *range(10)), strict=True)}
NOT_DIGIT = re.compile(r"\D")


SUSPECT = re.compile(
    r"[:@。｡\t\r\n]|\.[^ ]|(?<!\S)\. |//|[\[({<]\s{0,2}(?:\.|점|at|앳)|dot|닷|골뱅이"
    r"|카카오톡|카톡|오픈채팅|텔레그램|인스타|telegram|kakao|whatsapp|wechat|discord|instagram"
    r"|(?:[공영일이삼사오육칠팔구][^가-힣]?){9}|(?:\d\D*){6}",
    re.IGNORECASE,
)
"""What every address has some of, in any spelling: most texts have nothing of it, and need no look at each pattern."""


class Addresses:
    """The addresses in `sources`, such as the texts of a résumé."""

    def __init__(self, sources: Iterable[str]) -> None:
        self._sources = sources

    def foreign(self, text: str) -> str | None:
        """Return an address in `text` that is in no source, or `None`."""
        return next((address for kind, address in _found(text) if not self._is_held(kind, address)), None)

    def _is_held(self, kind: Kind, address: str) -> bool:
        if (kind, address) in self._held:
            return True
        # Only the host, or a prefix of the path, of a link that is in a source.
        return kind == "link" and any(held.startswith(f"{address}/") for of, held in self._held if of == "link")

    @cached_property
    def _held(self) -> frozenset[tuple[Kind, str]]:
        # Lazy: most model output has no address.
        return frozenset(found for source in self._sources for found in _found(source))


def _found(text: str) -> Iterator[tuple[Kind, str]]:
    """Yield the addresses in `text` in the form in which they are compared."""
    plain = normalize("NFKC", HIDDEN.sub("", text))
    if SUSPECT.search(plain) is None:
        return
    plain = APART.sub(lambda found: found[0].replace(" ", ""), plain)
    for spelled, meant in SPELLED:
        plain = spelled.sub(meant, plain)
    # Web pages drop line breaks within a link.
    for written in dict.fromkeys((plain, BREAKS.sub("", plain))):
        for kind, patterns in PATTERNS:
            for pattern in patterns:
                for found in pattern.finditer(written):
                    if (address := _comparable(kind, found[0])) is not None:
                        yield kind, address


def _comparable(kind: Kind, found: str) -> str | None:
    """Normalise an address for comparison; return `None` if it only looks like one."""
    if kind == "number":
        plus = found.lstrip().startswith(("+", "00"))
        digits = NOT_DIGIT.sub("", found.translate(SPELLED_DIGITS)).removeprefix("00" if plus else "")
        return f"0{digits.removeprefix('82').lstrip('0')}" if plus and digits.startswith("82") else digits
    address = PARTICLE.sub("", found.casefold().strip(ENDS)).rstrip(ENDS)
    if kind == "email":
        return address
    bare = SCHEME.sub("", address).removeprefix("www.").rstrip("/")
    if "/" not in bare and (technology_index().find(bare) is not None or bare.split(".")[0] in NAMESPACES):
        return None
    return bare
