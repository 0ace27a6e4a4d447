"""Korean heads whose words stand one after the other: `(주)들꽃 총무팀 사원`."""

from resume_service.imports.structuring.words.vocabulary import HANGUL, Vocabulary

UNITS = ("연구소", "공장", "지점", "센터", "사무국", "과", "부", "국", "소")
"""What a word between a company and a rank is, which it need not be elsewhere."""
WARDS = ("실", "병동")
"""A ward is part of the position: `중환자실 간호사`."""
MIN_WORDS, MAX_WORDS = 2, 12
LONGEST_POSITION = 2
FORMS = ("주식회사", "유한회사", "(주)", "㈜", "(유)", "재단법인", "사단법인")


def in_turn(text: str, words: Vocabulary) -> tuple[str, str | None, str, str] | None:
    """Company, department, position and the rest, if `text` names them in this order with blanks between."""
    tokens = text.split()
    if not MIN_WORDS <= len(tokens) <= MAX_WORDS or not HANGUL.search(text):
        return None
    count = 2 if tokens[0] in FORMS else 1
    marked = tokens[0].startswith(FORMS) or tokens[0].endswith(FORMS) or words.employers.is_word(tokens[0])
    company, behind = tokens[:count], tokens[count:]
    if not behind or not HANGUL.search(company[-1]) or _says_what(company[-1], words):
        return None
    department = behind[0] if len(behind) > 1 and _is_unit(behind[0], words) else None
    behind = behind[1:] if department else behind
    if not marked and department is None:
        return None
    for first in range(min(LONGEST_POSITION, len(behind))):
        if words.roles.within(behind[first]):
            last = first + 1
            while last < len(behind) and words.roles.within(behind[last]):
                last += 1
            return " ".join(company), department, " ".join(behind[:last]), " ".join(behind[last:])
    return None


def _is_unit(word: str, words: Vocabulary) -> bool:
    unit = (words.departments.is_word(word) and not word.endswith(WARDS)) or word.endswith(UNITS)
    return unit and not words.departments.has(word) and not words.roles.within(word)


def _says_what(word: str, words: Vocabulary) -> bool:
    """Whether a word says what somebody is or in which team, and is no company."""
    if words.role_modifiers.has(word) or words.employers.has(word):
        return True
    if words.employers.is_word(word) and not words.roles.has(word):
        return False
    known = words.departments.has(word) or words.roles.within(word) or words.departments.is_word(word)
    return known or words.company_words.has(word)
