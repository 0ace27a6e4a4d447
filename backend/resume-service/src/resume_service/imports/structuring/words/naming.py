"""Which words are a person's name, and what of a line is one: `제빵사 김하늘`, `Doe, Jane`, `Jane Doe's Résumé`."""

import re

from resume_service.imports.structuring.words.names import in_account
from resume_service.imports.structuring.words.places import is_address, is_place
from resume_service.imports.structuring.words.vocabulary import HANGUL, Vocabulary, key

SPACED_NAME = re.compile(r"(?:[가-힣] +){1,3}[가-힣]")
KOREAN_NAME = re.compile(r"[가-힣]{2,5}")
NAME_WORD = re.compile(r"['’]?(?:[^\W\d_]+[.'’-]?){1,4}|[\"“'(‘][^\W\d_]{1,20}[\"”')’]")
IN_BRACKETS = re.compile(r" *[(\[]([^()\[\]]{1,60})[)\]]$")
SCRIPT = re.compile(r"^[(\[] ?(?:한글|국문|영문|한자) ?[)\]] *")
"""`(한글) 김하늘`: which spelling this is."""
COURTESY = re.compile(r"^(?:mrs?|ms|miss|mx|dr|prof(?:essor)?)\.? +(?=[A-Z])", re.IGNORECASE)
KOREAN_COURTESY = re.compile(r"(?<=[가-힣]{2}) ?님$")
LETTERS_BEHIND = re.compile(r"(?:, (?:[A-Z]{3,8}|[A-Z][A-Za-z]{0,3}\.?[A-Z]\.?))+$")
"""Of a body that somebody belongs to, and of degrees: `HALLORAN-TAYLOR, MAAT`."""
OF_SEX = re.compile(
    r"^([가-힣]{2,4}?)(?: ?[,/(]? ?(?:남자|여자|남성|여성|(?<=[ ,/(])[남여])(?=$|[ ,/|().\d]).*"
    r"|[ ,/(]+(?:만 ?\d\d ?세|\d\d ?세|(?:19|20)?\d\d ?년 ?생?|(?:19|20)\d\d[.-]).*)$"
)
"""`표승재 남, 1992년`, `표승재 1992년생`"""
BEFORE_POST_CODE = re.compile(r"^((?:[^\W\d_][\w'’-]+ ){2,3})(?=\d{2,5}[- ]?\d{0,4} [^\W\d_])")
"""`Tomasz Brzęczyk 30-702 Kraków`"""
BEFORE_STREET = re.compile(r"^((?:[^\W\d_][\w'’.-]+ ){2,3})(\d{1,5}[A-Za-z]? .+)$")
TWO_SCRIPTS = re.compile(r"([가-힣]{2,4}) +([A-Z][A-Za-z.'’, -]{2,40})|([A-Z][A-Za-z.'’, -]{2,40}?) +([가-힣]{2,4})")
"""`김하늘 Haneul Kim`"""
TURNED = re.compile(r"([^\W\d_][\w'’ -]{1,30}), ([^\W\d_][\w'’ .-]{1,30})")
GREETING = re.compile(r"^(?:hi|hello|dear|hey)\b.{0,40}[,!]?$", re.IGNORECASE)
INTRODUCED = re.compile(r"^(?:about|meet|introducing|contact|candidate|applicant|full name) *[:–—-]? +", re.IGNORECASE)
TITLE_OF = re.compile(r"of +", re.IGNORECASE)
OWNED = re.compile(r"(?:['’]s?|(?<=[가-힣])(?: ?님)?의|(?<=[가-힣]) ?님의?)$")
BETWEEN_TITLE = re.compile(r"[\s_:(\[|)\]–—-]+")
I_AM = re.compile(r"I[’'`]m\b", re.IGNORECASE)
BANNER = re.compile(
    r"(?:^|\b)(?:r[eé]sum[eé]|curriculum|vitae|template|sample|application for)(?:\b|$)|이력서|지원서", re.IGNORECASE
)
"""In a title above the name, such as `Functional Resume Sample`."""
SAYS_WHO = re.compile(r"([가-힣]{2,4}) ?(?:입니다|이라고 합니다|라고 합니다)")
ENGLISH_WHO = re.compile(
    r"\b(?:I['’]?m|I am|[Mm]y name is|[Tt]his is) ((?:[A-Z][\w'’-]+ ){1,3}[A-Z][\w'’-]+)(?=[ ,.!]|$)"
)
PUNCTUATION = " \t|,;:·•/–—-_"
KOREAN_SYLLABLES = 3
MIN_NAME, MAX_NAME = 2, 5
LONGEST_NAME = 60
LONGEST_KOREAN_NAME = 4
LONGEST_TITLED = 60
MAX_TITLE_WORDS = 4


def is_likely_korean_name(name: str, words: Vocabulary) -> bool:
    """Whether a name is one of three syllables, or has a surname of two."""
    bare = name.replace(" ", "")
    if HANGUL.search(bare) is None:
        return False
    return len(bare) == KOREAN_SYLLABLES or (len(bare) > 2 and bare.startswith(words.words.compound_surnames))


HASHTAGS = re.compile(r"(?: +#\S{1,30})+$")
"""`명다솔 #조직문화 #HRBP`"""


def name_of(text: str, words: Vocabulary) -> str | None:
    """The name that `text` is, without its other spelling, titles and courtesies."""
    text = KOREAN_COURTESY.sub("", untitled(HASHTAGS.sub("", text).strip(PUNCTUATION), words))
    text = COURTESY.sub("", SCRIPT.sub("", INTRODUCED.sub("", text)))
    if BANNER.search(text) or GREETING.match(text) or I_AM.match(text):
        return None
    text = _without_titles(OF_SEX.sub(r"\1", text), words)
    text = LETTERS_BEHIND.sub("", text)
    if found := IN_BRACKETS.search(text):
        text = text[: found.start()]
    if HANGUL.search(text) and any(key(part) in words.titles or words.roles.within(part) for part in text.split()):
        # `제빵사 이력`
        return None
    text = _without_titles(text, words).strip()
    if not MIN_NAME <= len(text) <= LONGEST_NAME or key(text) in words.titles or words.heading(text) is not None:
        return None
    if SPACED_NAME.fullmatch(text):
        text = text.replace(" ", "")
    return _korean(text, words) if HANGUL.search(text) else _latin(text, words)


def untitled(text: str, words: Vocabulary) -> str:
    """`text` without the name of the document before or behind it: `Jane Doe's Résumé`, `이력서_김하늘`."""
    if len(text) > LONGEST_TITLED:
        return text
    between = list(BETWEEN_TITLE.finditer(text))
    for blank in reversed([found for found in between if found.start() > 0][:MAX_TITLE_WORDS]):
        if key(text[: blank.start()]) in words.titles and (rest := text[blank.end() :].strip(" )]")):
            return TITLE_OF.sub("", rest) if TITLE_OF.match(rest) else rest
    for blank in between[-MAX_TITLE_WORDS:]:
        if key(text[blank.end() :]) in words.titles and blank.start() > 0:
            return OWNED.sub("", text[: blank.start()].strip(" (["))
    return text


def any_name(value: str) -> str | None:
    """A name after its label need not look like one."""
    value = IN_BRACKETS.sub("", SCRIPT.sub("", value.strip()))
    if SPACED_NAME.fullmatch(value):
        return value.replace(" ", "")
    return value if MIN_NAME <= len(value) <= LONGEST_NAME and not any(map(str.isdigit, value)) else None


def said_name(text: str, words: Vocabulary) -> str | None:
    """The name in a sentence that says it: `개발자 김하늘입니다`, `I'm Jane Doe`."""
    for found in SAYS_WHO.finditer(text):
        if is_korean_name(found[1], words):
            return found[1]
    english = ENGLISH_WHO.search(text)
    return name_of(english[1], words) if english else None


def first_name(segment: str, email: str | None, words: Vocabulary) -> tuple[str, str] | None:
    """The name in a segment and what is left of it: all of it, or what stands beside a title, a position, a place.

    What nothing but the `email` address tells from other words is only taken as far as that has it.
    """
    whole = name_of(segment, words)
    if whole is not None:
        return whole, ""
    if (found := BEFORE_POST_CODE.match(segment)) and (name := name_of(found[1], words)) is not None:
        return name, segment[found.end() :]
    if (found := BEFORE_STREET.fullmatch(segment)) and is_address(found[2], words):
        name = name_of(found[1], words)
        return (name, found[2]) if name is not None else None
    if (found := TWO_SCRIPTS.fullmatch(segment)) is not None:
        korean, latin = found[1] or found[4], found[2] or found[3]
        if is_korean_name(korean, words) and not words.roles.within(latin) and len(latin.split()) <= MAX_NAME - 1:
            return korean, ""
    return _beside_comma(segment, email, words) or _beside_role(untitled(segment, words), email, words)


def is_korean_name(text: str, words: Vocabulary) -> bool:
    """Whether `text` begins with a surname and is no other word."""
    if not KOREAN_NAME.fullmatch(text) or words.roles.within(text) or words.says_something(text):
        return False
    compound = text.startswith(words.words.compound_surnames)
    return compound or (len(text) <= LONGEST_KOREAN_NAME and text[0] in words.words.surnames)


def _beside_comma(segment: str, email: str | None, words: Vocabulary) -> tuple[str, str] | None:
    motto, comma, last = segment.rpartition(", ")
    if not comma:
        return None
    told = len(motto) > LONGEST_KOREAN_NAME and HANGUL.search(motto) is not None
    if told and is_likely_korean_name(last, words) and is_korean_name(last, words):
        # `데이터로 싸움을 말리는 사람, 제갈민`
        return last, motto
    head, _, role = segment.partition(", ")
    if words.roles.within(role) and (name := name_of(head, words)) is not None:
        return name, role
    turned = TURNED.fullmatch(segment)
    if turned is not None and not is_place(segment, words) and in_account((turned[1], turned[2]), email):
        name = name_of(f"{turned[2]} {turned[1]}", words)
        return (name, "") if name is not None else None
    return None


def _beside_role(segment: str, email: str | None, words: Vocabulary) -> tuple[str, str] | None:
    parts = segment.split()
    for word, rest in ((parts[-1], parts[:-1]), (parts[0], parts[1:])) if parts else ():
        name = KOREAN_COURTESY.sub("", word.removesuffix("의"))
        if rest and len(name) == KOREAN_SYLLABLES and is_korean_name(name, words):
            others = " ".join(rest)
            if key(others) in words.titles:
                return name, ""
            if words.roles.within(others):
                return name, others
    for count in (3, 2):
        for named, rest in ((parts[-count:], parts[:-count]), (parts[:count], parts[count:])):
            role = " ".join(rest)
            known = words.roles.within(role) and in_account(named, email)
            if known and (name := name_of(" ".join(named), words)) is not None:
                return name, role
    return None


def _korean(text: str, words: Vocabulary) -> str | None:
    surname, _, given = text.partition(" ")
    apart = surname in words.words.compound_surnames and is_korean_name(surname + given, words)
    return text if apart or is_korean_name(text, words) else None


def _latin(text: str, words: Vocabulary) -> str | None:
    parts = text.split()
    if not MIN_NAME <= len(parts) <= MAX_NAME or words.roles.within(text) or is_place(text, words):
        return None
    if not all(NAME_WORD.fullmatch(part) for part in parts):
        return None
    # `van`, `de` and the like may be small, the ends may not.
    return text if _capital(parts[0]) and _capital(parts[-1]) else None


def _without_titles(text: str, words: Vocabulary) -> str:
    """`Angela Torres RN` and `Ingrid Bauer, Dipl.-Ing.` without what stands behind the name."""
    suffixes = words.words.name_suffixes
    head, comma, behind = text.partition(",")
    if comma and all(part.strip() in suffixes for part in behind.split(",")):
        return head
    while not comma and len(text.split()) > MIN_NAME and text.rsplit(maxsplit=1)[-1] in suffixes:
        text = text.rsplit(maxsplit=1)[0]
    return text


def _capital(word: str) -> bool:
    return word.lstrip("\"“'(‘")[:1].isupper()
