"""The lines of a part of a résumé, each with what it does there: a labelled value, an item, dates, prose, a title."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.words.contacts import find_contacts
from resume_service.imports.structuring.words.dates import Dates, find_range, find_single, without
from resume_service.imports.structuring.words.skills import split_skills
from resume_service.imports.structuring.words.vocabulary import Vocabulary, skill_groups, vocabulary

What = Literal["label", "bullet", "dated", "title", "prose", "link"]

IN_BRACKETS = re.compile(r"\([^()]*\)")
"""`기관(회사)명`"""
BLANK_LABELS = re.compile(
    r"(부서/직급|부서/직위|부서/직책|소속/직급|소속/직위|직급/직책|직급|직위|직책|지역|근무 ?지역|고용 ?형태) +(?=\S)"
)
"""Labels that a portal prints with nothing but a blank behind them; such a document has several."""
DUTIES = re.compile(r"(담당 ?업무|주요 ?업무|업무 ?내용) +(?=\S)")
"""Where only a blank stands behind the label."""
LABEL = re.compile(r"([^:：|\"“]{1,60}?) ?[:：](?!//) *(.*)")
CELLS = re.compile(r" *\| *")
APART = "   "
COMPOUND = re.compile(r" *(?:/|·|,|\b및\b| 및 ) *")
ENGLISH_END = re.compile(r"[.!?]$")
KOREAN_END = re.compile(r"(?:다|요|죠)[.!]?$|[가-힣][.!]$")
LABELS_WITHOUT_COLON = ("built with", "made with", "사용 기술", "사용기술", "기술 스택", "기술스택")
LISTS = ("achievements", "tech", "description")
MIN_WORDS = 5
MIN_COLUMNS = 3
MIN_LABELS = 2
MIN_SENTENCE = 3
LONGEST_HEAD = 120
LONGEST_TITLE = 80
LASTED = re.compile(
    r"(.{4,}?)(?: *[/|·,(] *| {3})((?:(?:약|총) ?)?(?:\d{1,2} ?(?:년|years?|yrs?)(?: ?\d{1,2} ?(?:개월|months?|mos?))?"
    r"|\d{1,2} ?(?:개월|months?|mos?)))\)?",
    re.IGNORECASE,
)
DONE = re.compile(
    r"(?:[A-Z][a-z]{2,12}ed|Built|Cut|Drove|Grew|Held|Kept|Led|Made|Oversaw|Ran|Rebuilt|Rewrote|Set|Sold|Taught|Took|Won"
    r"|Wrote) (?:.{0,60}\d|(?:[a-z]|the\b))"
)
"""How a line begins that says what somebody has done: `Trained four people`."""
TEAM = re.compile(r"(?<![\d.,])(\d{1,4}) ?(?:명|인)(?![가-힣]*당)")
TEAM_ALONE = re.compile(
    r"(?:팀|총|팀원|인원|team of|size)? ?:?\(?(\d{1,4}) ?"
    r"(?:명|인|people|persons?|members?|engineers?|developers?)?(?: 팀| 규모)?\)?",
    re.IGNORECASE,
)
TEAM_SAID = re.compile(
    r"(?:team of|group of) (\d{1,4})(?!\d|[.,]\d)"
    r"|(?<![\d.,])(\d{1,4})[- ](?:person|member|people|engineer|developer) team"
    r"|팀원 ?(\d{1,4}) ?명|(?<![\d.,])(\d{1,4}) ?[명인](?:의|으로 구성된| 규모의)? ?팀(?!당)",
    re.IGNORECASE,
)
TEAM_IN_BRACKETS = re.compile(r"\((?:[^()]{0,40}, ?)?(?:총 ?|팀원 ?)?(\d{1,4}) ?(?:명|인|people|members)(?: 팀)?\)")


@dataclass(frozen=True, slots=True)
class Item:
    """A line and what it does. `field` and `value` are those of a label; `rest` is a dated line without its dates."""

    what: What
    line: Line
    field: str = ""
    value: str = ""
    dates: Dates | None = None
    rest: str = ""


def read_items(lines: list[Line], part: str, *, single_dates: bool) -> list[Item]:
    """What each line does, tables taken apart into labelled values."""
    words = vocabulary()
    # A list whose first item has dates is a list of entries.
    listed = bool(lines) and lines[0].bullet and find_range(lines[0].text) is not None
    items: list[Item] = []
    if part == "work":
        lines = _with_colons(list(_told_behind(_dates_beside(lines), words)))
    for line in _without_tables(lines, part, words):
        if isinstance(line, list):
            items += line
            continue
        if _names_columns(line.text, part, words):
            continue
        headed = bool(items) and _heads(items[-1], words)
        items += _items(line, part, words, single_dates=single_dates or (headed and not line.mark), listed=listed)
    return items


def is_prose(text: str) -> bool:
    """Whether `text` is a sentence."""
    words = len(text.split())
    if KOREAN_END.search(text):
        return words >= MIN_WORDS - 2
    if ENGLISH_END.search(text):
        return words >= MIN_SENTENCE and not vocabulary().company_suffixes.has(text.rsplit(maxsplit=1)[-1])
    return len(text) > LONGEST_TITLE


def is_told(text: str) -> bool:
    """Whether an English line tells what was done, as no title does: only its first word has a capital."""
    if DONE.match(text):
        return True
    first, *others = text.split()
    small = sum(word[0].islower() or word[0].isdigit() for word in others)
    return first[0].isupper() and len(others) >= MIN_WORDS - 1 and small >= len(others) - 1


def team_size(text: str, *, said_only: bool = False) -> int | None:
    """How many people `text` says were in a team; with `said_only` it has to speak of a team."""
    found = TEAM_SAID.search(text)
    if found is None and not said_only:
        found = TEAM_IN_BRACKETS.search(text) or TEAM_ALONE.fullmatch(text.strip()) or TEAM.search(text)
    number = int(next(filter(None, found.groups()))) if found else 0
    return number if number > 0 else None


def team_in_brackets(text: str) -> int | None:
    """The size of a team in brackets at some place of `text`."""
    found = TEAM_IN_BRACKETS.search(text) or TEAM_SAID.search(text)
    return int(next(filter(None, found.groups()))) or None if found else None


def is_team(text: str) -> bool:
    """Whether `text` says nothing but the size of a team."""
    return (
        any(letter.isdigit() for letter in text)
        and not text.strip().isdigit()
        and bool(TEAM_ALONE.fullmatch(text.strip()))
    )


def is_link(text: str) -> bool:
    """Whether `text` is a web address and nothing else."""
    found = find_contacts(text)
    return len(found) == 1 and found[0].kind == "url" and len(found[0].text) >= len(text.strip(" ()<>")) - 1


def labels_at(items: list[Item]) -> dict[str, str]:
    """The labels that begin `items`, and what each of them says."""
    found: dict[str, str] = {}
    for item in items:
        if item.what != "label":
            break
        found.setdefault(item.field, item.value)
    return found


def dates_first(items: list[Item]) -> bool:
    """Whether entries begin with the line that has their dates: the first one has nothing before it."""
    return bool(items) and items[0].what == "dated"


def _without_tables(lines: list[Line], part: str, words: Vocabulary) -> Iterator[Line | list[Item]]:
    header: list[str] = []
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        cells = _cells(line.text)
        fields = [_column(part, cell, words) for cell in cells]
        rows = following is not None and len(_cells(following.text)) == len(cells)
        named = [field for field, cell in zip(fields, cells, strict=True) if cell]
        known = sum(field is not None for field in named)
        # Of many columns some may have a name that nobody thought of.
        several = known > 1 and (known == len(named) or (rows and known * 2 >= len(named)))
        if (len(cells) > 2 and several) or (len(cells) == 2 and all(fields)):
            header = [field or "-" for field in fields]
        elif header and len(cells) == len(header) and not line.mark.startswith("#"):
            yield [
                Item("label", replace(line, gap=line.gap or first), field, cell)
                for first, field, cell in _row(header, cells)
            ]
        else:
            header = []
            yield line


def _heads(item: Item, words: Vocabulary) -> bool:
    """Whether a date alone in the line below belongs to this one."""
    if item.line.mark.startswith("#"):
        return True
    return item.what == "title" and item.line.gap and words.roles.within(item.line.text)


def _told_behind(lines: Iterable[Line], words: Vocabulary) -> Iterator[Line]:
    """The lines, heads apart from what is told behind their dates: `QA Lead, July 2023 → current. Team of five.`."""
    for line in lines:
        dates = find_range(line.text)
        head, told = (line.text[: dates.begin], line.text[dates.finish :]) if dates is not None else ("", "")
        if dates is not None and told.startswith(". ") and len(head) <= LONGEST_TITLE and words.roles.within(head):
            yield replace(line, text=line.text[: dates.finish])
            yield replace(line, text=told[2:], mark="-", gap=False)
        else:
            yield line


def _with_colons(lines: list[Line]) -> list[Line]:
    """The lines, labels with only a blank behind them (`직급 사원`) as those with a colon, where there are several."""
    labels = {found[1] for line in lines if (found := BLANK_LABELS.match(line.text) or DUTIES.match(line.text))}
    if len(labels) < MIN_LABELS:
        return lines
    return [replace(line, text=BLANK_LABELS.sub(r"\1: ", line.text, count=1)) for line in lines]


def _names_columns(text: str, part: str, words: Vocabulary) -> bool:
    """Whether a line is a row of names of columns whose table is gone: `근무기간 회사명/부서 직급/직책 담당업무`."""
    names = text.split()
    return len(names) >= MIN_COLUMNS and all(_column(part, name, words) is not None for name in names)


def _dates_beside(lines: list[Line]) -> Iterator[Line]:
    """The lines, those taken apart that have the dates of the head above at the right edge, beside its first item."""
    above: Line | None = None
    for line in lines:
        text, bar, last = line.text.rpartition(" | ")
        dates = find_range(last) if bar and line.bullet and above is not None and not above.bullet else None
        if dates is not None and not without(last, dates) and above is not None and find_range(above.text) is None:
            yield replace(line, text=last, mark="", gap=False)
            yield replace(line, text=text)
        else:
            yield line
        above = line


def _cells(text: str) -> list[str]:
    """The cells of a row; in plain text its columns stand apart."""
    return [cell.strip() for cell in (text.split("|") if "|" in text else text.split(APART))]


def _column(part: str, cell: str, words: Vocabulary) -> str | None:
    """The field of a column: `학교명 및 전공` is read as the first of them, `직위/부서` as the head of a job."""
    field = words.column(part, cell) or words.column(part, IN_BRACKETS.sub("", cell))
    if field is not None:
        return field
    fields = [words.label(part, name) for name in COMPOUND.split(cell)]
    if len(fields) < 2 or None in fields:
        return None
    return "head" if part == "work" and set(fields) <= {"company", "position", "department"} else fields[0]


def _row(header: list[str], cells: list[str]) -> Iterator[tuple[bool, str, str]]:
    """The cells of a row of a table, those first that begin an entry."""
    # A dash says that there is nothing.
    found = [(field, cell) for field, cell in zip(header, cells, strict=True) if any(map(str.isalnum, cell))]
    ends = dict(found)
    if "start" in ends and "dates" not in ends:
        # `입사 | 퇴사`
        found = [pair for pair in found if pair[0] not in ("start", "end")]
        found.append(
            ("dates", f"{ends['start']} ~ {ends.get('end', '')}".rstrip(" ~") if "end" in ends else ends["start"])
        )
    leading = ("company", "institution", "name", "project", "group")
    found.sort(key=lambda pair: pair[0] not in leading)
    yield True, "row", ""
    for field, cell in found:
        yield False, field, cell


def _items(line: Line, part: str, words: Vocabulary, *, single_dates: bool, listed: bool) -> list[Item]:
    labelled = _label(line.text, part, words)
    if labelled is not None:
        return [Item("label", line, *labelled)]
    cells = CELLS.split(line.text)
    if len(cells) >= 2 and len(cells) % 2 == 0 and all(words.label(part, cell) for cell in cells[::2]):
        pairs = zip(cells[::2], cells[1::2], strict=True)
        return [Item("label", line, words.label(part, label) or "-", value) for label, value in pairs]
    if is_link(line.text):
        return [Item("link", line)]
    if (not line.bullet or listed) and (dated := _dated(line, words, single_dates=single_dates)) is not None:
        return [dated]
    if line.bullet:
        # `- 성과`, with items below it.
        above = words.label(part, line.text) if part in ("work", "projects") else None
        return [Item("label", line, above)] if above in LISTS else [Item("bullet", line)]
    if (alone := words.label(part, line.text)) is not None and alone not in ("company", "name", "institution"):
        return [Item("label", line, alone)]
    return [Item("prose" if is_prose(line.text) else "title", line)]


def _label(text: str, part: str, words: Vocabulary) -> tuple[str, str] | None:
    """Field and value of `text` when it begins with a label and what stands behind it fits."""
    found = LABEL.fullmatch(text)
    if found is not None and (field := words.label(part, found[1])) is not None:
        value = found[2].strip()
        return (field, value) if not value or _fits(field, value) else None
    if part == "work" and (spoken := DUTIES.match(text)) is not None:
        return "achievements", text[spoken.end() :].strip()
    for label in _tech_labels(part):
        # `Built with Flutter, SQLite`
        if text.lower().startswith(f"{label} "):
            value = text[len(label) :].strip()
            skills = split_skills(value)
            known = sum(skill_groups().known(skill) is not None for skill in skills)
            return ("tech", value) if known and known * 2 >= len(skills) else None
    return None


def _tech_labels(part: str) -> tuple[str, ...]:
    return LABELS_WITHOUT_COLON if part in ("work", "projects") else ()


def _fits(field: str, value: str) -> bool:
    match field:
        case "team":
            return team_size(value) is not None
        case "dates" | "date":
            return (find_range(value) or find_single(value)) is not None
        case "link" | "github" | "demo" | "url":
            return any(found.kind == "url" for found in find_contacts(value))
        case "gpa":
            return any(letter.isdigit() for letter in value) or vocabulary().statuses.has(value) or len(value) < 30
        case _:
            return True


def _dated(line: Line, words: Vocabulary, *, single_dates: bool) -> Item | None:
    dates = find_range(line.text)
    if dates is None:
        dates = find_single(line.text)
        alone = dates is not None and line.gap and not without(line.text, dates)
        if dates is not None and not single_dates and not alone and not words.roles.within(line.text):
            return None
    if dates is None:
        return _lasting(line, words)
    rest = without(line.text, dates)
    if dates.begin == 0 and line.text[dates.finish :].startswith(" | ") and ", " in rest:
        # `2014–2016 | Tutor in mathematics, self-employed.`
        rest = rest.removesuffix(".")
    words_of_head = _without_links(rest)
    if len(words_of_head) > LONGEST_HEAD or (is_prose(words_of_head) and not rest.endswith(")")):
        return None
    return Item("dated", line, dates=dates, rest=rest)


def _lasting(line: Line, words: Vocabulary) -> Item | None:
    """A head that says how long it was and not when: `㈜대양해운 / 해무팀 / 대리 / 3년 2개월`."""
    found = LASTED.fullmatch(line.text)
    if found is None or line.bullet or len(found[1]) > LONGEST_TITLE or not words.roles.within(found[1]):
        return None
    length = Dates(found[2], found.start(2), found.end(2), None, None, is_range=True)
    return Item("dated", line, dates=length, rest=found[1].strip())


def _without_links(text: str) -> str:
    for found in reversed(find_contacts(text)):
        text = text[: found.begin] + text[found.finish :]
    return text.strip(" ,")
