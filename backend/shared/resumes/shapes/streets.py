"""Street addresses, Korean and Western. A town or district alone is kept, because employers have one too."""

import re
from collections.abc import Iterator

from shared.resumes.masking.folding import Folded
from shared.resumes.masking.spots import Spot
from shared.resumes.shapes.windows import windows
from shared.resumes.shapes.words import any_of, words

BEFORE, AFTER = 70, 130
"""Characters around an address hint that can belong to the address."""

_NO_COUNT = rf"(?!\d|%|,\d{{3}}|\.\d| ?{any_of('counted')})"
"""A house number is not followed by a counted noun."""

_PROVINCE = any_of("provinces")
_DISTRICT = r"[가-힣]{1,6}(?:시|군|구)"
_TOWN = r"[가-힣\d]{1,8}(?:읍|면|동|리|가)"
_ROAD = (
    rf"(?!{any_of('adverbs')}로 )[가-힣a-z\d·.]{{1,15}}?(?<!으)(?:대로|로|길)(?: ?\d{{1,4}}(?:번)?(?:가|나|다|라)?길)?"
)
_HOUSE = rf" ?(?:지하 ?|산 ?)?\d{{1,5}}(?:-\d{{1,5}})?(?:번지)?{_NO_COUNT}"
_BUILDING = any_of("buildings")
_DETAIL = (
    r"(?: ?\([가-힣a-z\d ,.·\-]{1,40}\)|[ ,]{1,3}(?:\d{1,5}(?:-\d{1,5})? ?(?:동|호|층)호?|(?:지하|b) ?\d{1,2} ?층?"
    rf"|[a-z\d가나다]{{1,3}}동|[가-힣a-z\d]{{0,20}}{_BUILDING}(?: ?\d{{1,3}}단지)?))"
)
_ZIP = r"(?:(?:우\)? ?|\(우\) ?)?[(\[]?\d{5}[)\]]?[ ,]{1,2}|(?:우\)? ?|\(우\) ?)?\d{3}-\d{3}[ ,]{1,2})?"
_REGION = rf"(?:{_PROVINCE}[ ,]{{0,2}}(?:{_DISTRICT}[ ,]{{0,2}}){{0,2}}|(?:{_DISTRICT}[ ,]{{0,2}}){{1,2}})"
KOREAN_HINT = re.compile(rf"(?:로|길|동|리|가|면|읍|호|지하|산) ?\d|\d(?:번지| ?동 ?\d)|{_BUILDING}")
KOREAN = (
    re.compile(rf"(?<![가-힣\d]){_ZIP}{_REGION}(?:{_TOWN} )?{_ROAD}{_HOUSE}{_DETAIL}{{0,5}}"),
    re.compile(
        rf"(?<![가-힣\d])[가-힣]{{2,10}}(?:대로|로|길)(?: ?\d{{1,4}}번?길)? ?\d{{1,5}}(?:-\d{{1,5}})?{_DETAIL}{{1,5}}"
    ),
    re.compile(
        rf"(?<![가-힣\d]){_ZIP}(?:{_PROVINCE}[ ,]{{0,2}})?(?:{_DISTRICT}[ ,]{{0,2}}){{1,2}}"
        rf"(?:[가-힣]{{1,6}}(?:읍|면) )?{_TOWN} ?(?:산 ?)?\d{{1,5}}"
        rf"(?:-\d{{1,5}}(?:번지)?|번지){_NO_COUNT}{_DETAIL}{{0,5}}"
    ),
    re.compile(
        rf"(?<![가-힣\d])(?:{_REGION})?(?:{_TOWN} )?[가-힣a-z\d]{{0,20}}{_BUILDING}[가-힣\d]{{0,6}}"
        r"[ ,]{1,2}\d{1,4} ?동 ?\d{1,5} ?호"
    ),
)

_PLACES = r"(?:, ?[a-z][a-z .'\-]{1,30}?(?= ?,| ?\n|$| {0,2}[|()·;]| (?:[a-z]{2} )?\d{5}| [a-z]{1,2}\d))"
_POSTCODE = r"(?:,? (?:[a-z]{2} )?(?:\d{5}(?:-\d{4})?|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2})(?![\da-z]))"
_FLAT = r"(?:(?:apt|unit|suite|ste|flat|room|rm)\.? ?#?[\w\-]{1,6}|#[\w\-]{1,6})"
ROMANISED_HINT = re.compile(r"-(?:ro|gil|daero)(?![a-z])")
ROMANISED = re.compile(
    rf"(?<![\w\-])(?:{_FLAT},? {{0,2}})?(?:\d{{1,5}}(?:-\d{{1,5}})?(?: ?beon-?gil)?,? {{0,2}}){{0,2}}"
    r"[a-z\d\-']{2,25}?-(?:ro|gil|daero)"
    r"(?: ?\d{1,4}(?:beon)?-?gil)?(?:,? {0,2}\d{1,5}(?:-\d{1,5})?)?(?:, ?[a-z\d .\-']{2,30}){0,5}"
)
_STREET = any_of("streets")
ENGLISH_HINT = re.compile(rf"(?<= ){_STREET}(?![a-z])")
ENGLISH = re.compile(
    rf"(?<![\w.,\-$#])(?:{_FLAT},? {{1,2}})?(?P<road>\d{{1,6}}[a-z]? {{1,2}}(?:(?:[nsew]|north|south|east|west)\.? )?"
    rf"(?:[a-z][a-z'.\-]{{1,20}} ){{1,4}}{_STREET})(?![a-z])\.?(?:,? {{1,2}}{_FLAT})?{_PLACES}{{0,4}}{_POSTCODE}?"
)
_TOWN_NAME = r"[a-z][a-z .\-]{1,30}?(?=[,.\n|;)]|$)"
_TOWNS = rf"(?:, ?(?:(?:[a-z]{{1,2}}-)?\d{{4,5}}(?: [a-z]{{2}})? )?{_TOWN_NAME}){{0,3}}"
_HOUSE_END = r"(?![\w%]|[.,]\d)"
CONTINENTAL_HINT = re.compile(rf"{any_of('german_streets')} ?\d|(?<!\w){any_of('romance_streets')} [a-z]")
CONTINENTAL = (
    re.compile(
        rf"(?<![\w\-])(?P<road>[a-z\-]{{2,25}}(?:{any_of('german_streets')}| {any_of('apart_streets')}))"
        rf" ?\d{{1,4}} ?[a-z]?{_HOUSE_END}{_TOWNS}"
    ),
    re.compile(
        rf"(?<![\w\-])(?:\d{{1,4}}(?: bis| ter)?,? )?"
        rf"(?P<road>{any_of('romance_streets')} (?:[a-z'.\-]{{1,20}} ){{0,4}}[a-z'.\-]{{2,20}})"
        rf"(?:,? (?:n[o°]\.? ?)?\d{{1,4}}[a-z]?)?{_HOUSE_END}{_TOWNS}"
    ),
)
AMBIGUOUS = frozenset(words("ambiguous_streets"))
P_O_BOX = re.compile(r"(?<!\w)p\.? ?o\.? ?box \d{1,6}")
LABELLED = re.compile(
    r"(?<!\w)(?<!ip )(?<!mac )(?<!mail )(?<!메일 )(?<!memory )(?<!wallet )(?<!web )"
    rf"(?:현 ?|자택 ?|집 ?|거주 ?|실 ?)?{any_of('address_labels')} ?[:=|] {{0,3}}([^\n|]{{4,100}}+)"
)
NEXT_FIELD = re.compile(rf" {{2,}}| / |; |(?<=\w{{4}})\. | ?/ ?{any_of('next_fields')}")


def find_streets(text: Folded) -> Iterator[Spot]:
    """Yield the street addresses in a text."""
    for hint, patterns, accept in SHAPES:
        for begin, end in windows(hint, text.text, BEFORE, AFTER):
            for pattern in patterns:
                for found in pattern.finditer(text.text, begin, end):
                    if accept is None or accept(found, text.written(found.start("road"), found.end("road"))):
                        yield text.spot("ADDRESS", found.start(), found.end())
    for found in P_O_BOX.finditer(text.text):
        yield text.spot("ADDRESS", found.start(), found.end())
    for found in LABELLED.finditer(text.text):
        value = NEXT_FIELD.split(found[1], 1)[0].rstrip()
        if " " in value or any(map(str.isdigit, value)):
            yield text.spot("ADDRESS", found.start(1), found.start(1) + len(value))


def _is_titled(_: re.Match[str], road: str) -> bool:
    """Whether a road is capitalised like a name: `12 Baker Street`, but not `5 years on the way`."""
    words = road.split()[1:]
    return len(words) > 1 and all(word[0].isupper() for word in words)


def _is_capital(found: re.Match[str], road: str) -> bool:
    """Whether a continental road has a number and is written like a name: `Via Roma 10`, but not `via Kafka 3`."""
    names = road.split()
    if not any(map(str.isdigit, found[0])) or (names[0].casefold() in AMBIGUOUS and not names[0][0].isupper()):
        return False
    return any(name[0].isupper() and not name.isupper() for name in names)


SHAPES = (
    (KOREAN_HINT, KOREAN, None),
    (ROMANISED_HINT, (ROMANISED,), None),
    (ENGLISH_HINT, (ENGLISH,), _is_titled),
    (CONTINENTAL_HINT, CONTINENTAL, _is_capital),
)
