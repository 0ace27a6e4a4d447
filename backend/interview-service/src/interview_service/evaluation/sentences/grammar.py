"""Tells from the form of a sentence its language, its tense, its figures, and whether it is one at all."""

import re

from interview_service.evaluation.models import Span
from shared.language.detecting import HANGUL
from shared.language.matching import LATIN, AnyCase, TwoScripts
from shared.relevance.words import figures
from shared.resumes.document import Language

SHORT_PIECE, PIECES = 3, 4
"""So few words between commas are the name of something; so many of them are a list of names."""

COMMAS = re.compile(r"[,;/、，]|\s[-–|·]\s")
FIGURE = re.compile(
    r"(?<![\w.])(?:[$€£₩]\s?)?\d[\d,]*(?:\.\d+)?\s?(?:%|‰|[A-Za-z]{1,8}(?![A-Za-z])|[가-힣]{1,3})?(?:\s?(?:percent|per\s\w+))?"
)
KOREAN_COUNTED = (
    r"(?:하루|이틀|사흘|나흘|열흘|보름|절반|반나절|한나절)"
    r"|(?<![가-힣])(?:(?:열|스물|서른|마흔|쉰)?(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉)|열|스무|서른|마흔|쉰|몇)\s?"
    r"(?:번|명|분|곳|대|개|건|달|주|시간|해|차례|사람|군데|통|쪽|장|종|배(?![치포송달경])|반|가지|살)(?![가-힣]?음)"
)
ENGLISH_COUNTED = (
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|hundred|thousand"
    r"|twice|half|quarter|third|dozen|weekly|monthly|overnight)\b"
)
COUNTED = re.compile(f"{KOREAN_COUNTED}|{ENGLISH_COUNTED}", re.IGNORECASE)
"""A quantity in words. It makes a sentence specific, and is no figure that could be compared."""

QUANTITY = TwoScripts(KOREAN_COUNTED, ENGLISH_COUNTED)

NAME = re.compile(r"(?<=[a-z,;] )(?!I\b|I')[A-Z][\w.+-]+|(?<=[가-힣] )[A-Za-z][\w.+#-]+|^[A-Z]\w+(?=[가-힣])")
"""A probable name: a capitalised word within an English sentence, or a Latin word within a Korean one."""

NO_NOUN = re.compile(r"(?:다|기|지|게|어|아|여|며|면|는|던|진|찬|한|히|적|켜|쳐|춰|겨|려|서|러)$")
"""How Korean words end that are no nouns; deeds alone name nothing."""

DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
KOREAN_PREDICATE = re.compile(
    r"(?:다|요|죠|까|니다|(?:했|됐|였|었|았)음|함|됨)[.!?…~\"'”’)\]]*$"
    r"|(?:어서|아서|여서|해서|으며|하며|면서|지만|는데|니까|므로|하고|도록|려고)(?:[\s,]|$)"
)
ENGLISH_VERB = re.compile(
    r"\b(?:i|we|they|it|he|she|you|this|that|which|who|nobody|everybody)\b.*?\b\w+"
    r"|\b(?:because|when|while|if|since|so|where|until|which)\s+\w+\s+\w+"
    r"|\b(?:was|were|is|are|had|have|has|did|would|could|made|took|cut|went|fell|rose|grew|\w{2,}ed)\b",
    re.IGNORECASE,
)
FIRST, LAST, FINALS, SS = 0xAC00, 0xD7A3, 28, 20
NOT_PAST = "있"
PAST_KOREAN = re.compile(
    "["
    + "".join(
        chr(code) for code in range(FIRST, LAST + 1) if (code - FIRST) % FINALS == SS and chr(code) not in NOT_PAST
    )
    + "]"
)
"""A syllable that ends in ㅆ, as those of the past (했, 줄었) and of plans (하겠) do."""

PAST_ENGLISH = AnyCase(
    r"\b(?:\w{2,}ed|was|were|had|did|made|took|cut|went|fell|rose|grew|built|wrote|chose|set|split|ran|led|found|put"
    r"|brought|kept|gave|told|held|began|sent|met|drew|sold|taught|would|won|lost|came|left|spent|meant)\b"
)
OWN_KOREAN = re.compile(r"제가|저는|저희|저도|제\s|직접")
COMMAND = re.compile(r"(?:세요|십시오|시오|바랍니다|[가-힣]라)(?:[.!~\"'”’)\]]*$|:)")
"""How a Korean sentence ends that wants something from whoever reads it."""

MARKUP = re.compile(
    r"[<>{}`]|^\s*[#\[]|\*\*|[A-Za-z0-9+/_=]{24,}"
    r"|[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
"""Markup, encoded data and invisible characters."""

OPINION = TwoScripts(
    r"(?:생각(?:합니다|하고요|해요|이 듭니다)|믿(?:습니다|어요|고 있습니다)|[라다]고 (?:봅니다|봐요|믿))"
    r"[.!~\"'”’)\]]*$",
    r"\b(?:i|we) (?:\w+ )?(?:believe|feel that|consider myself|see myself|pride (?:myself|ourselves)|strive|try to)\b",
)
"""A general belief."""

FIRST_PERSON = re.compile(
    r"\b(?:i|we)(?:'(?:d|ll|ve|m|re))?\s+(?!(?:can|could|should|must|may|might|believe|think|feel|know|always|never)\b)"
    r"|\b(?:my|our|me|us)\b",
    re.IGNORECASE,
)
"""Somebody who tells what they do, and not what one can or should do, or what they believe."""

MIN_WORDS = {"ko": 2, "en": 4}
HANGUL_WORD = re.compile(rf"{HANGUL.pattern}\S*")


def language_of(text: str) -> Language:
    """Return the language of a sentence, whatever names of the other one are in it."""
    if HANGUL.search(text) is None:
        return "en"
    words = text.split()
    korean = 2 * len(HANGUL_WORD.findall(text))
    # Most Korean sentences need no closer look.
    return "ko" if korean >= len(words) or korean >= sum(any(map(str.isalpha, word)) for word in words) else "en"


def figures_of(text: str, start: int) -> list[tuple[Span, str]]:
    """Return the figures of a text that begins at `start`, with their places and what they are compared by."""
    found: list[tuple[Span, str]] = []
    if DIGITS.search(text) is None:
        return found
    for match in FIGURE.finditer(text):
        said = match[0].rstrip()
        value = figures(said) or {said}
        digits = DIGITS.search(said)
        # A bare digit counts the points of a list; it says nothing about the world.
        if digits is not None and (len(said) > 1):
            span = Span(start=start + match.start(), end=start + match.start() + len(said))
            found.append((span, next(iter(value))))
    return found


def is_list(text: str) -> bool:
    """Return whether it names things one after another."""
    pieces = COMMAS.split(text)
    return len(pieces) >= PIECES and sum(0 < len(piece.split()) <= SHORT_PIECE for piece in pieces) >= PIECES


def quantities_of(text: str, start: int) -> list[Span]:
    """Return the places of the quantities in words of a text that begins at `start`."""
    return [Span(start=start + found.start(), end=start + found.end()) for found in QUANTITY.finditer(text)]


def names_in(text: str) -> list[str]:
    """Return the probable names in a text."""
    return NAME.findall(text) if LATIN.search(text) is not None else []


def is_sentence(text: str, language: Language) -> bool:
    """Return whether it has enough words, and one that says what is done."""
    words = text.split()
    if len(words) < MIN_WORDS[language]:
        return False
    return (KOREAN_PREDICATE if language == "ko" else ENGLISH_VERB).search(text) is not None


def is_statement(text: str) -> bool:
    """Return whether it is said to a person, and tells instead of ordering."""
    return MARKUP.search(text) is None and COMMAND.search(text) is None


def is_opinion(text: str) -> bool:
    """Return whether it says what somebody holds to be true, and nothing that they did."""
    return OPINION.found_in(text)


def is_verb(word: str) -> bool:
    """Return whether a word tells a deed, or how, and names nothing."""
    if HANGUL.match(word):
        return NO_NOUN.search(word) is not None or PAST_KOREAN.search(word) is not None
    return word.endswith("ly")


def in_past(text: str, language: Language) -> bool:
    """Return whether it tells what was, or what is planned."""
    return PAST_KOREAN.search(text) is not None if language == "ko" else PAST_ENGLISH.found_in(text)


def is_experience(text: str, language: Language) -> bool:
    """Return whether somebody tells it of themselves, and not of the world in general."""
    if language == "ko":
        return PAST_KOREAN.search(text) is not None or OWN_KOREAN.search(text) is not None
    return FIRST_PERSON.search(text) is not None
