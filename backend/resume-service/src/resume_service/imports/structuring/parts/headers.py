"""The lines at the head of a job: which words are the company, the position, the place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from resume_service.imports.structuring.layout.items import is_team, team_size
from resume_service.imports.structuring.lines import LENGTH
from resume_service.imports.structuring.words.companies import (
    TOWN,
    comma_parts,
    company_within,
    is_company,
    without_place,
    without_trade,
)
from resume_service.imports.structuring.words.korean import in_turn
from resume_service.imports.structuring.words.places import FROM_WHERE, is_place, is_town
from resume_service.imports.structuring.words.ranks import (
    before_department,
    is_department,
    is_pay_grade,
    is_unit,
    names_unit,
    rank_of,
    without_remark,
)
from resume_service.imports.structuring.words.vocabulary import HANGUL, Vocabulary, key, vocabulary

STRONG = re.compile(r" *(?:\|| {2,}|·|•| [–—-] | / | @ ) *| *: +")
AT = re.compile(r" +at +", re.IGNORECASE)
AT_SIGN = re.compile(r"([^|·•]{2,60}?) @ ([^|·•]{2,60}?)(?= *[|·•]| [–—-] |$)")
OF_SQUAD = re.compile(r"([^|@]{2,40}?) @([^\s|@][^|@]{0,30}?)(?= *\||$)")
"""`데이터 분석가 @라이브옵스`"""
BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]]")
LONGEST_WORK = 20
OF_TEAM = re.compile(r"([가-힣A-Za-z0-9]{1,15}(?:팀|실|본부|그룹|파트|사업부)) ?/ ?([^/]{1,20})")
"""`미디어팀/AE`"""
IN_CHARGE = re.compile(r"[가-힣A-Z]{2,6} 담당")
"""`인사 담당`"""
PARTS_OF_HEAD = re.compile(r" [|–—·-] |, ")
LONGEST_HEAD = 90
WHERE = "\1"
"""Before a piece that is certainly a place."""
KEPT = "\0"
"""For ` / ` within brackets, which parts no words: `Manager (L6 / L7)`."""
PART_TIME = ("아르바이트", "알바", "인턴")
"""Kinds of employment that people give as what they were."""
LENGTH_BEFORE = re.compile(r"^\d{1,2} ?년(?: ?\d{1,2} ?개월)? +(?=\S)|^\d{1,2} ?개월 +(?=\S)")
"""`2년 10개월 과장`, below the dates."""
LENGTH_BEHIND = re.compile(
    r" *\((?:약 ?|총 ?)?\d{1,2} ?(?:년|years?|yrs?|개월|months?|mos?)(?: ?\d{1,2} ?(?:개월|months?|mos?))?\)$",
    re.IGNORECASE,
)
"""`페이나루 (2년 6개월)`"""
STILL_THERE = re.compile(r"(?<=\S) +(?:재직 ?중|근무 ?중)$")
"""`온결헬스 재직중`: a badge beside the employer."""
LINKED = re.compile(r" *\((?:https?://|www\.)[^()\s]{1,300}\)")
EDGES = " \t|,;:·•/–—-"


@dataclass(slots=True)
class Header:
    """What the head of a job says; `titles` are words that are none of the other things."""

    company: str | None = None
    position: str | None = None
    location: str | None = None
    department: str | None = None
    employment_type: str | None = None
    team_size: int | None = None
    titles: list[str] = field(default_factory=list[str])
    said: tuple[str, ...] = field(default=(), compare=False)
    """The lines as they are read."""


def read_header(texts: Iterable[str]) -> Header:
    """What the lines `texts` say together."""
    words = vocabulary()
    header = Header()
    texts = whole_texts = list(texts)
    header.said = tuple(LINKED.sub("", text) for text in texts if LENGTH.fullmatch(text) is None)
    both: list[tuple[str, str]] = []
    for said in header.said:
        text = LENGTH_BEHIND.sub("", LENGTH_BEFORE.sub("", STILL_THERE.sub("", said)))
        for piece in _pieces(_without_sign(text, header, words), words):
            _take(piece, header, both, words)
    for whole, split in both:
        _comma(whole, split, header, words)
    if header.company is None and header.department and words.institutions.within(header.department.split()[0]):
        # `해운대초등학교 급식실`
        header.company, header.department = header.department, None
    _apart_from_department(header, words)
    _company_among_roles(header, words)
    if header.position is None and header.company and header.titles and _beside(header, whole_texts):
        header.position = header.titles.pop(0)
    if header.position is None and header.company and header.employment_type in PART_TIME and not header.titles:
        header.position = header.employment_type
    _without_remarks(header)
    return header


def _without_sign(text: str, header: Header, words: Vocabulary) -> str:
    """`text` without what `@` shows to be the employer or the team; `header` has it then."""
    if (team := OF_SQUAD.match(text)) is not None and words.roles.within(team[1]):
        header.department = header.department or team[2]
        text = f"{team[1]}{text[team.end() :]}"
    found = AT_SIGN.match(text)
    if found is None:
        return text
    if is_department(found[2].strip(EDGES), words):
        return text.replace(" @ ", " | ", 1)
    if header.company is not None or header.position is not None:
        return text
    header.position, header.company = found[1].strip(EDGES), found[2].strip(EDGES)
    return text[found.end() :]


def _without_remarks(header: Header) -> None:
    """Put what stands in brackets behind position and employer, and belongs to neither, with the other words."""
    if header.position is not None:
        header.position, remark = without_remark(header.position)
        header.titles += [remark] if remark else []
    if header.company is not None:
        header.company, remark = without_trade(header.company)
        header.titles += [remark] if remark else []


def is_head(text: str) -> bool:
    """Whether a line by itself is the head of a job: `Blue Hill Bakery — Baker`."""
    header = read_header([text])
    named = header.company is not None and header.position is not None and not header.titles
    return named and len(text) <= LONGEST_HEAD and PARTS_OF_HEAD.search(text) is not None


def take_company(header: Header) -> None:
    """Take the first word of a Korean position for the company, if it does not say what somebody is: `블루랩 인턴`."""
    words = vocabulary()
    first, _, rest = (header.position or "").partition(" ")
    if rest and HANGUL.search(first) and not words.role_modifiers.has(first) and not words.roles.within(first):
        header.company, header.position = first, rest


def complete_header(header: Header, value: str) -> None:
    """Take `플랫폼팀 / 과장`, a cell with more than one of the names that a head has."""
    found = read_header([value])
    for name in ("company", "position", "department", "location", "employment_type"):
        if getattr(header, name) is None:
            setattr(header, name, getattr(found, name))


def complete_position(header: Header, unknown: str | None, beside: str | None) -> None:
    """Name the position that nothing shows to be one: the line below a company, or what stands beside its dates."""
    if unknown is not None and header.position is None:
        header.position = unknown
        header.titles = [title for title in header.titles if title != unknown]
    if beside and header.position is None and header.location is not None and beside in header.titles:
        # Below a company and its place, with the dates: `Transfer Center Peer | 2025 - Present`
        header.position = beside
        header.titles.remove(beside)


def _pieces(text: str, words: Vocabulary) -> Iterable[str]:
    for bracket in BRACKETS.finditer(text):
        inner = bracket[1].strip()
        role = words.roles.within(inner) and not words.roles.within(text.replace(bracket[0], " "))
        if FROM_WHERE.search(f", {inner}") is not None:
            # `(Hobart, hybrid)`
            text = text.replace(bracket[0], "   ")
            yield f"{WHERE}{inner}"
            continue
        if is_team(inner) or words.employment_types.has(inner) or is_place(inner, words) or role:
            text = text.replace(bracket[0], "   ")
            yield inner
    for part in STRONG.split(BRACKETS.sub(lambda found: found[0].replace(" / ", KEPT), text)):
        piece = part.replace(KEPT, " / ").strip(EDGES)
        if not piece:
            continue
        if (found := OF_TEAM.fullmatch(piece)) is not None:
            yield from found.groups()
            continue
        left, *right = AT.split(piece, maxsplit=1)
        if right and words.roles.within(left):
            yield from (left, right[0])
        else:
            yield piece


def _take(piece: str, header: Header, both: list[tuple[str, str]], words: Vocabulary) -> None:
    if piece.startswith(WHERE):
        header.location = header.location or piece.removeprefix(WHERE)
        return
    before, _, last = piece.rpartition(", ")
    if before and words.employment_types.has(last) and header.employment_type is None:
        # `Lead developer, contract`
        header.employment_type, piece = last, before
    if _take_aside(piece, header, words) or _take_in_turn(piece, header, words):
        return
    if (parts := comma_parts(piece, words)) is None and is_company(piece, words):
        _company(piece, header)
    elif parts is not None:
        rest, place = without_place(piece, words)
        if place is not None and header.location is None:
            header.location = place
            _take(rest, header, both, words)
        else:
            both.append(parts)
    elif (
        words.roles.within(piece)
        or IN_CHARGE.fullmatch(piece)
        or piece.endswith(PART_TIME)
        or (header.company and _is_work_of(piece, words))
    ):
        _position(piece, header, words)
    elif is_department(piece, words) and header.department is None:
        header.department = piece
    elif is_department(piece, words) and header.company is None and (header.department or "").endswith("그룹"):
        # `온새미그룹 · 경영지원팀`
        header.company, header.department = header.department, piece
    else:
        header.titles.append(piece)


def _take_aside(piece: str, header: Header, words: Vocabulary) -> bool:
    """Take a piece that is a kind of employment, a place or the size of a team."""
    if words.employment_types.has(piece) and header.employment_type is None and not words.roles.within(piece):
        header.employment_type = piece
    elif (is_place(piece, words) or FROM_WHERE.fullmatch(f", {piece}")) and header.location is None:
        header.location = piece
    elif is_team(piece) and header.team_size is None:
        header.team_size = team_size(piece)
    else:
        return False
    return True


def _take_in_turn(piece: str, header: Header, words: Vocabulary) -> bool:
    """Take `(주)들꽃 총무팀 사원`, where nothing is known yet."""
    parted = in_turn(piece, words) if header.company is None and header.position is None else None
    if parted is None:
        return False
    header.company, department, position, rest = parted
    header.position = rank_of(position)
    header.department = header.department or department
    header.titles += [rest] if rest else []
    return True


def _is_work_of(piece: str, words: Vocabulary) -> bool:
    """Whether `piece` says a position by what is done in it, as freelancers do: `프론트엔드 개발`."""
    first, _, last = piece.rpartition(" ")
    return last in ("개발", "기획", "디자인", "운영") and words.role_modifiers.has(first)


def _company(text: str, header: Header) -> None:
    if header.company is None:
        header.company = text
    else:
        header.titles.append(text)


def _position(text: str, header: Header, words: Vocabulary) -> None:
    """A position, maybe with the company or the department before it: `추천팀 머신러닝 엔지니어`."""
    first, _, rest = text.partition(" ")
    if rest and words.roles.within(rest):
        if is_department(first, words) and header.department is None and not first.endswith("실"):
            # A ward is part of the position: `중환자실 간호사`.
            header.department, text = first, rest
        elif header.company is None and words.company_words.has(first) and first.isascii():
            # `Freelance web designer`: somebody's own employer, and a word of the position.
            header.company = first
        elif header.company is None and (words.company_words.has(first) or is_company(first, words)):
            header.company, text = first, rest
    if header.position in PART_TIME and header.employment_type is None and text not in PART_TIME:
        # `소나무랩스 · 인턴`, and `웹 개발 인턴` in the next line.
        header.position, header.employment_type = None, header.position
    if header.department is None and (parted := before_department(text, words)) is not None:
        text, header.department = parted
    if header.position is None:
        header.position = rank_of(text)
    else:
        header.titles.append(text)


def _comma(whole: str, first: str, header: Header, words: Vocabulary) -> None:
    """`Senior Engineer, Acme Corp`, `Acme Corp, Senior Engineer`, `Blue, Green and Sons`."""
    last = whole[len(first) :].lstrip(" ,")
    if words.roles.within(first):
        _comma_behind_role(whole, first, last, header, words)
    elif words.roles.within(last) and header.position is None:
        header.position = last
        header.titles.insert(0, first)
    elif header.location is None and _is_unit(first) and words.institutions.within(last):
        # `Department of Physics, Skerry University`
        header.department = header.department or first
        header.titles.append(last)
    elif header.location is None and whole.count(",") == 1 and TOWN.fullmatch(last) and is_town(last, words):
        # `Copperleaf Studio, Minneapolis`
        header.titles.append(first)
        header.location = last
    elif (named := company_within(whole, words)) is not None and header.company is None:
        department, header.company, town = named
        header.department = header.department or department
        header.location = header.location or town
    else:
        header.titles.append(whole)


def _comma_behind_role(whole: str, first: str, last: str, header: Header, words: Vocabulary) -> None:
    """`Senior Engineer, Acme Corp`, `Staff Engineer, Storage`, `Specialist, GS-2210-11`, `Charge Nurse, Ward 4B`."""
    free = header.position is None
    unit, comma, behind = last.partition(", ")
    if free and comma and header.company is None and is_unit(unit) and _is_employer(behind, words):
        # `Charge Nurse, Emergency Department, Greenfield Medical Center`
        header.position, header.department = first, header.department or unit
        header.company, town = without_place(behind, words)
        header.location = header.location or town
    elif free and is_pay_grade(last):
        header.position = whole
    elif free and (is_unit(last) or (header.company and names_unit(last))) and not words.roles.within(last):
        header.position, header.department = first, header.department or last
    elif is_department(last, words) and free:
        # `백엔드 개발자, 주문팀`
        header.position, header.department = first, header.department or last
    elif words.role_modifiers.has(last) and free:
        # `Staff Engineer, Platform`
        header.position = whole
    elif header.company is None and free and all(title[0] == "(" for title in header.titles):
        header.position = first
        header.company, town = without_place(last, words)
        name, comma, behind = header.company.rpartition(", ")
        if town is None and comma and "," not in name and TOWN.fullmatch(behind) and is_town(behind, words):
            # `Tester, Penrose Bank, York`
            header.company, town = name, behind
        header.location = header.location or town
    else:
        _position(whole, header, words)


def _is_employer(text: str, words: Vocabulary) -> bool:
    named = words.institutions.within(text) or words.employers.within(text) or is_company(text, words)
    return named and not words.roles.within(text)


def _apart_from_department(header: Header, words: Vocabulary) -> None:
    """Part `새봄물산 인사팀`, and `(주)들꽃 총무팀`, where nothing else names a company or a department."""
    whole = header.department if header.company is None else header.company
    name, _, last = (whole or "").rpartition(" ")
    if not name or not is_department(last, words) or words.role_modifiers.has(name.split()[0]):
        return
    if header.company is None or (header.department is None and is_company(name, words)):
        header.company, header.department = name, last


def _beside(header: Header, texts: list[str]) -> bool:
    """Whether the words that are nothing else stand between bars beside the company: `맑은유통 | 영업 관리`."""
    title = header.titles[0]
    cells = [[cell.strip() for cell in text.split("|")] for text in texts]
    return len(title) <= LONGEST_WORK and any(row[:2] == [header.company, title] for row in cells)


def _is_unit(text: str) -> bool:
    return text.startswith(("Department of", "Dept. of", "Faculty of", "School of", "Division of", "Institute of"))


def _company_among_roles(header: Header, words: Vocabulary) -> None:
    """Name the company: the first words that are nothing else, or of two positions the one that is not only that."""
    if header.company is not None:
        return
    others = [title for title in header.titles if not words.roles.within(title) and title[0] != "("]
    if others:
        header.company = others[0]
        header.titles.remove(others[0])
        return
    if header.titles and header.position is not None:
        # `세종연구원 | 연구원`: a company that is named like a position.
        named = [header.position, *header.titles]
        named.sort(key=lambda text: key(text) in words.roles.exact)
        if named[0] == header.position or key(header.position) in words.roles.exact:
            header.company = named[0]
            named.remove(named[0])
            header.position, header.titles = named[0], named[1:]
            return
    # `누리커머스 백엔드 개발자`: what stands before the words of a position.
    rest = (header.position or "").partition(" ")[2]
    if rest and words.role_modifiers.has(rest.split()[0]):
        take_company(header)
