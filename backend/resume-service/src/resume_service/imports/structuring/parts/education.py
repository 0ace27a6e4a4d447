"""Schools and courses."""

import re

from resume_service.imports.structuring.layout.items import Item, is_prose, read_items
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.parts.schools import EDGES, School, degree_in
from resume_service.imports.structuring.words.dates import Dates, find_range, find_single, without
from resume_service.imports.structuring.words.places import is_place, is_town, strip_place
from resume_service.imports.structuring.words.vocabulary import HANGUL, Vocabulary, key, vocabulary

STRONG = re.compile(r" *(?:;|\||\t| {2,}|·|•| [–—-] | / ) *")
COMMA = re.compile(r" *, +")
BRACKETS = re.compile(r" *\(([^()]{1,60})\)")
GRADE = re.compile(r"\d\.\d{1,2}(?: ?/ ?\d{1,3}(?:\.\d{1,2})?)?|\d{2,3}(?:\.\d{1,2})? ?/ ?100")
GPA = re.compile(r"\bGPA:? *(\d\.\d{1,2})(?![\d/])|(?<![\d.])(\d\.\d{1,2}) GPA\b")
GRADE_SAID = re.compile(r"(?<![\d.])\d\.\d{1,2} ?/ ?\d(?:\.\d{1,2})?(?![\d./])")
DEGREE_WITHIN = re.compile(r"(?<= )(?:Bachelor|Master|Doctor|Associate|Diploma|Certificate)(?:'s)?(?: of| in|,|$)")
TOWN_BEHIND = re.compile(r"([^,—–]{3,80}), ([^,—–]{2,30}) [—–] (.{2,120})")
TWICE = re.compile(r"([A-Z][A-Za-z.' ]{1,40}) - ([A-Z][A-Za-z.]{1,5})(?=,|$| {2})")
"""`Bachelor of Science - BS`, as LinkedIn has it."""
AT = re.compile(r" +(?:at|from) +", re.IGNORECASE)
NO_SCHOOL = re.compile(r"(?:대학교?|대학원|고등학교|전문대학?) ?(?:\(?\d년\)?)?")
"""A kind of school, as summaries of forms have it: `대학교(4년)`."""
KOREAN_DEGREE = re.compile(r"([가-힣]{0,6}(?:학사|석사|박사))(?: (졸업|수료|재학|재학 중|취득|졸업예정))?")
"""`예술학사`, `석사 졸업`"""
YEARS_LONG = re.compile(r"(?<=\S) +\(\d년제?\)")
"""`세림대학교 (4년)`"""
CAMPUS = re.compile(
    r"(?:University of (?:California|Texas|Wisconsin|Illinois|Minnesota|North Carolina|Massachusetts|Michigan|Maryland)"
    r"|California State University|State University of New York), [A-Z][\w. ]+$"
)
"""Universities whose campuses are part of their names."""
SCHOOL_KIND = re.compile(r"(?<=교) +(?:대학교?|전문대학?|고등학교)(?: ?\(\d년제?\))?(?= |$)")
"""`새빛여자대학교 대학교(4년)`: the kind of school behind its name, as portals print it."""
THESIS = re.compile(r"(?:thesis|dissertation|capstone|advisor|supervisor)\b.{0,20}:|논문 ?:", re.IGNORECASE)
COHORT = re.compile(r"\d{1,3}기")
"""`데이터잇다 부트캠프 5기`"""
NO_NAMES = frozenset({"etc", "misc", "others", "other"})
WITHIN = re.compile(r"(?:College|School|Faculty|Department|Division|Institute) of [A-Z]")
LONGEST_MAJOR = 6
LONGEST_SCHOOL = 8
"""Most words of a name that nothing shows to be that of a school."""
LINKED = re.compile(r" *\((?:https?://|www\.)[^()\s]{1,300}\)")
MINOR = re.compile(r"(?:복수 ?전공|부전공|minor)\b", re.IGNORECASE)
"""Labels without which what stands behind them would say something else."""


class EducationReader:
    """Reads one part of a résumé, line by line."""

    def __init__(self, lines: list[Line]) -> None:
        self._words = vocabulary()
        self._items = read_items(lines, "education", single_dates=True)
        self._degrees_first = False
        self.schools: list[School] = []

    def read(self) -> list[School]:
        """The schools in their order."""
        for item in self._items:
            if item.what == "label":
                self._label(item)
            elif item.what == "dated":
                self._line(item.line, item.rest, item.dates)
            else:
                text = item.line.text
                dates = find_range(text) or find_single(text)
                self._line(item.line, without(text, dates) if dates else text, dates)
        return [school for school in self.schools if school.says_something]

    def _line(self, line: Line, text: str, dates: Dates | None) -> None:
        text = SCHOOL_KIND.sub("", LINKED.sub("", text))
        facts, unknown = read_facts(text, self._words)
        if self.schools and dates is None and unknown == [text] and (text[0].islower() or THESIS.match(text)):
            # `in whey concentration`: the title of a thesis in its second line.
            self.schools[-1].description.append(line.text)
            return
        if line.bullet and self.schools and self._words.roles.within(text) and not (facts.institution or facts.degree):
            # `Teaching Assistant for Databases (2021 - 2022)`
            self.schools[-1].description.append(line.text)
            return
        if self._is_part(line, text) and facts.degree is None and dates is None:
            self.schools[-1].description.append(line.text)
            return
        facts.dates = dates
        if unknown == [text] and self._lacks_major(line):
            # `MSc`, and `Computer Science` below it.
            facts.major = unknown.pop()
        if unknown and facts.institution is None and _may_name(unknown[0], line) and self._begins(line, facts):
            facts.institution = unknown.pop(0)
        named = facts.major is None and facts.institution is not None and dates is not None
        if named and unknown and NO_SCHOOL.fullmatch(unknown[0]) is None:
            facts.major = unknown.pop(0)
        facts.description += unknown
        self._add(facts)

    def _lacks_major(self, line: Line) -> bool:
        current = self.schools[-1] if self.schools else None
        known = current is not None and current.degree is not None and current.major is None
        return known and not line.gap and not line.bullet and len(line.text.split()) < LONGEST_MAJOR

    def _is_part(self, line: Line, text: str) -> bool:
        """Whether a line names the college within the university above it: `College of Engineering`."""
        current = self.schools[-1] if self.schools else None
        named = current is not None and current.institution is not None and WITHIN.match(current.institution) is None
        return named and not line.gap and WITHIN.match(text) is not None

    def _begins(self, line: Line, facts: School) -> bool:
        """Whether unknown words in `line` are the name of a school: there is none yet, or the one before is whole."""
        current = self.schools[-1] if self.schools else None
        if current is None or current.institution is None:
            return True
        if facts.dates is not None and facts.contradicts(current):
            return True
        return facts == School() and line.gap and current.dates is not None

    def _add(self, facts: School) -> None:
        current = self.schools[-1] if self.schools else None
        if current is None:
            self.schools.append(facts)
        elif not current.contradicts(facts):
            self._degrees_first |= current.institution is None and current.degree is not None and facts.begins
            current.take(facts)
        else:
            if not self._degrees_first:
                facts.name_unknown()
            if facts.institution is None and facts.degree is not None and not self._degrees_first:
                # A second degree of the same school.
                facts.institution, facts.location = current.institution, facts.location or current.location
            self.schools.append(facts)

    def _label(self, item: Item) -> None:
        name, value = item.field, item.value
        if name == "row":
            self.schools.append(School())
            return
        if not value or name == "-":
            return
        facts, unknown = read_facts(value, self._words)
        match name:
            case "institution":
                facts.institution = facts.institution or value
            case "major":
                facts.major = value if facts.major is None or unknown else facts.major
                facts = School(major=facts.major, status=facts.status, degree=facts.degree)
            case "degree":
                facts.degree = facts.degree or value
            case "dates":
                facts = School(dates=find_range(value) or find_single(value))
            case "gpa":
                facts = School(gpa=value)
            case "status":
                degree = KOREAN_DEGREE.fullmatch(BRACKETS.sub("", value))
                facts = School(status=value) if degree is None else School(degree=degree[1], status=degree[2])
            case "location":
                facts = School(location=value)
            case _:
                said = find_range(value)
                facts = School(
                    dates=said if self.schools and self.schools[-1].dates is None else None,
                    description=[item.line.text if MINOR.match(item.line.text) else value],
                )
        self._add(facts)


def _may_name(text: str, line: Line) -> bool:
    """Whether words that nothing shows to be a school's name may be one: neither a sentence nor a kind of school."""
    short = len(text.split()) <= LONGEST_SCHOOL and len(line.text.split()) <= 2 * LONGEST_SCHOOL
    return short and key(text) not in NO_NAMES and NO_SCHOOL.fullmatch(text) is None and not is_prose(line.text)


def read_facts(text: str, words: Vocabulary) -> tuple[School, list[str]]:
    """What `text`, which has no dates any more, says about a school, and its words that say nothing known."""
    school = School()
    unknown: list[str] = []
    for bracket in BRACKETS.finditer(text):
        inner = bracket[1].strip()
        if _aside(inner, school, words):
            text = text.replace(bracket[0], "   ", 1)
        elif any(map(words.statuses.has, inner.split())):
            text = text.replace(bracket[0], f"   {inner}   ", 1)
    text = _without_grade(YEARS_LONG.sub("", text), school, words)
    twice = TWICE.search(text)
    if twice is not None and all(part.casefold() in words.all_degrees for part in twice.groups()):
        school.degree = twice[0]
        text = f"{text[: twice.start()]}  {text[twice.end() :]}".strip(EDGES)
    for segment in STRONG.split(_without_town(text, school, words)):
        _segment(_without_place(segment, school, words), school, unknown, words)
    return school, unknown


def _segment(text: str, school: School, unknown: list[str], words: Vocabulary) -> None:
    majors = 0
    for part in COMMA.split(text):
        piece = part.strip(EDGES if part.count("(") == part.count(")") else f"{EDGES}()")
        if not piece or _aside(piece, school, words):
            continue
        for said in _without_status(piece, school, words):
            if NO_SCHOOL.fullmatch(said):
                unknown.append(said)
            elif majors and not _known(said, words):
                # `Computer Science, Minor in Statistics`
                school.major = f"{school.major}, {said}"
            else:
                had = school.major
                _piece(said, school, unknown, words)
                majors += school.major != had


def _without_town(text: str, school: School, words: Vocabulary) -> str:
    """`University of Kīlauea, Hilo — B.B.A., Information Systems` without the town."""
    found = TOWN_BEHIND.fullmatch(text)
    if found is None or not words.institutions.within(found[1]) or not is_town(found[2], words):
        return text
    if degree_in(found[3], words) is None:
        return text
    school.location = school.location or found[2]
    return f"{found[1]} — {found[3]}"


def _without_grade(text: str, school: School, words: Vocabulary) -> str:
    """`text` without a grade such as 3.9/4.5, and its label."""
    if school.gpa is None and (said := GPA.search(text)) is not None and GRADE_SAID.search(text) is None:
        school.gpa = said[1] or said[2]
        return f"{text[: said.start()].rstrip(EDGES)}  {text[said.end() :]}".strip()
    found = GRADE_SAID.search(text)
    if found is None or school.gpa is not None:
        return text
    school.gpa = found[0]
    before = text[: found.start()].rstrip(" :：")
    for label in words.grade_labels:
        if before.casefold().endswith(label.casefold()):
            before = before[: -len(label)]
            break
    return f"{before}  {text[found.end() :]}"


def _without_place(segment: str, school: School, words: Vocabulary) -> str:
    if school.location is None and is_place(segment, words):
        school.location = segment
        return ""
    rest, place = strip_place(segment, words)
    if CAMPUS.match(segment) is not None:
        return segment
    name, comma, region = segment.rpartition(", ")
    if place is None and comma and words.countries.has(region) and words.institutions.within(name):
        # `Stillwater River University, Ohio`
        rest, place = name, region
    if place is None or school.location is not None:
        return segment
    school.location = place
    return rest


def _known(piece: str, words: Vocabulary) -> bool:
    return words.institutions.within(piece) or degree_in(piece, words) is not None


def _aside(piece: str, school: School, words: Vocabulary) -> bool:
    """Take a piece that is a grade, a status or a place and nothing else."""
    bare = piece
    for label in words.grade_labels:
        if bare.casefold().startswith(label.casefold()):
            bare = bare[len(label) :].strip(" :：")
            break
    if school.gpa is None and bare and (GRADE.fullmatch(bare) or bare.casefold() in map(str.casefold, words.grades)):
        school.gpa = bare
    elif school.status is None and words.statuses.has(piece):
        school.status = piece
    elif school.location is None and is_place(piece, words) and not words.institutions.within(piece):
        school.location = piece
    elif school.degree is None and (degree := KOREAN_DEGREE.fullmatch(piece)) is not None:
        school.degree, school.status = degree[1], school.status or degree[2]
    else:
        return False
    return True


def _without_status(piece: str, school: School, words: Vocabulary) -> list[str]:
    """What stands before a status and behind it. Joined, it would be words that the document does not have."""
    tokens = piece.split()
    for count in (2, 1):
        if school.status is None and len(tokens) > count and words.statuses.has(" ".join(tokens[-count:])):
            school.status = " ".join(tokens[-count:])
            return [" ".join(tokens[:-count])]
    for place, token in enumerate(tokens[:-1]):
        if school.status is None and HANGUL.search(token) and words.statuses.has(token):
            # `바다대학교 졸업 경영학과`, `졸업 미리내대학교(서울)`
            school.status = token
            parts = (tokens[:place], tokens[place + 1 :])
            return [" ".join(part) for part in parts if part]
    return [piece]


def _piece(piece: str, school: School, unknown: list[str], words: Vocabulary) -> None:
    if school.degree is None and piece.casefold() in words.all_degrees:
        # `High School Diploma` names no school.
        school.degree = piece
        return
    if school.institution is None and words.institutions.within(piece):
        piece = _institution(piece, school, words)
        if not piece:
            return
    found = degree_in(piece, words)
    if found is not None and school.degree is None:
        school.degree, piece = found
    begun = school.institution is not None or school.degree is not None or words.majors.within(piece)
    if piece and school.major is None and begun:
        school.major = piece
    elif piece:
        unknown.append(piece)


def _institution(piece: str, school: School, words: Vocabulary) -> str:
    """Take the institution out of `piece`; what is left of it."""
    if HANGUL.search(piece):
        tokens = piece.split()
        last = max(
            (place for place, token in enumerate(tokens) if words.institutions.is_word(BRACKETS.sub("", token))),
            default=len(tokens) - 1,
        )
        if school.degree is None and last > 0 and tokens[0] in words.words.degrees:
            school.degree = tokens.pop(0)
            last -= 1
        while last + 1 < len(tokens) and (inner := " ".join(tokens[: last + 1])).count("(") > inner.count(")"):
            # `림룬드 상과대학 (Rimlund School of Business)`
            last += 1
        if last + 2 == len(tokens) and COHORT.fullmatch(tokens[-1]):
            last += 1
        school.institution = " ".join(tokens[: last + 1])
        return " ".join(tokens[last + 1 :])
    led = next((degree for degree in words.degrees if piece.startswith(f"{degree} ")), None)
    if led is not None and school.degree is None and words.institutions.within(piece[len(led) :]):
        # `MSc Delft University`
        school.degree, piece = led, piece[len(led) + 1 :].strip()
    if (within := DEGREE_WITHIN.search(piece)) is not None and school.degree is None:
        # `Delft University Master of Science`
        before, after = piece[: within.start()].strip(EDGES), piece[within.start() :].strip(EDGES)
        if words.institutions.within(before) and not words.institutions.within(after):
            school.institution = before
            return after
    left, *right = AT.split(piece, maxsplit=1)
    if right and degree_in(left, words) is not None:
        school.institution = right[0]
        return left
    school.institution = piece
    return ""
