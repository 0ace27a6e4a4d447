"""Lines around dates that still belong to the head of a job: a position apart, two lines below, an item, a step."""

import re
from dataclasses import replace

from resume_service.imports.structuring.layout.items import Item, is_prose
from resume_service.imports.structuring.parts.headers import Header, read_header
from resume_service.imports.structuring.parts.jobs import Job
from resume_service.imports.structuring.words.companies import is_company
from resume_service.imports.structuring.words.dates import find_range, without
from resume_service.imports.structuring.words.places import is_town
from resume_service.imports.structuring.words.ranks import before_department
from resume_service.imports.structuring.words.vocabulary import Vocabulary, vocabulary

SHORT_TITLE, MAX_HEAD_LINES = 45, 4
LONGEST_UNKNOWN = 2
"""Words of a position that nobody knows."""
BARS = (" / ", "/", " | ", "|", " · ", "·")
COUNTED = re.compile(r"^(?:프로젝트|Project) ?\d{0,2}  +")
"""`[프로젝트 1] 정기배송`: the label is no part of the name."""
ABOUT_EMPLOYER = re.compile(
    r"임직원|(?:사원|직원) ?수|코스피|코스닥|상장|(?:회사|개발사|제조사|기업|업체|대행사)(?:$| /)"
    r"|\b\d[\d,]*\+? employees\b"
)
"""Below the head of a job: what its employer is, and no project there."""
SIGNS = "▼▾▶►▸▷◆◇■□●○ "
"""What is set before the title of a project, as a page that folds has it."""


def head_in_item(run: list[Item], following: list[Item]) -> Item | None:
    """The first item below dates that stand alone, if it is the head of the job: `- Engineer, Acme`."""
    if len(run) != 1 or run[0].what != "dated" or run[0].rest or not following or following[0].what != "bullet":
        return None
    text = following[0].line.text
    header = read_header([text])
    heads = header.company is not None and header.position is not None and not header.titles
    if not heads or len(text) > SHORT_TITLE * 2 or is_prose(text):
        return None
    return Item("title", replace(following[0].line, mark=""))


def head_below(after: list[Item]) -> tuple[list[str], list[Item]]:
    """The two lines below dates that stand alone which name company and position together, and the others."""
    pair = [item.line.text for item in after[:2]]
    header = read_header(pair)
    close = len(pair) > 1 and not any(item.line.gap for item in after[1:2])
    short = all(len(text) <= SHORT_TITLE * 2 and not is_prose(text) for text in pair)
    if close and short and header.company is not None and header.position is not None:
        return pair, after[2:]
    return [], after


def is_only_position(item: Item, head: list[str], words: Vocabulary) -> bool:
    """Whether a line apart is the position at the company above: it ends with a role, as no project does."""
    text = item.line.text
    *others, last = _cells(text)
    parts = last.split()
    nested = item.line.mark.startswith("##")
    if (item.line.mark and not nested) or len(parts) > MAX_HEAD_LINES or not words.roles.is_word(parts[-1]):
        return False
    # `서버 개발팀 / 백엔드 개발자`
    known, together = read_header(head), read_header([*head, text])
    return not others or (together.company == known.company and together.titles == known.titles)


def stands_for_position(text: str, known: Header) -> bool:
    """Whether one line below a company and its time is what somebody was there: `Server`."""
    return known.company is not None and text.isascii() and text.istitle() and len(text.split()) <= LONGEST_UNKNOWN


def step_at(item: Item, job: Job, words: Vocabulary) -> Job | None:
    """The position at the company of `job` that an item below it says, with its time: `- 차장 2012.06 ~ 2015.12`."""
    dates = find_range(item.line.text)
    if dates is None or job.header.company is None or job.header.position is not None or not job.covers(dates):
        return None
    rest = without(item.line.text, dates)
    if not rest or len(rest) > SHORT_TITLE or is_prose(rest) or not words.roles.within(rest):
        return None
    found = read_header([rest])
    header = Header(job.header.company, found.position or rest, job.header.location, job.header.department)
    return Job(header, dates, job.mark)


def _cells(text: str) -> list[str]:
    for bar in BARS:
        text = text.replace(bar, "\0")
    return [part.strip() for part in text.split("\0")]


def place_below(header: Header, texts: list[str], own: list[str]) -> None:
    """Take a company that only the lines `own`, below the dates, name for the place that it is there.

    `texts` stand above; it is one of several positions at an employer that is named above all of them.
    """
    words = vocabulary()
    company = header.company
    if company is None or any(company in text for text in texts) or is_company(company, words):
        return
    line = next((text for text in own if text.startswith(f"{company}, ")), None)
    if line is not None and is_town(company, words):
        header.company, header.location = None, line


def part_department(header: Header) -> None:
    """Take the team behind a Korean position, where both were taken for the position, for the department."""
    parted = before_department(header.position or "", vocabulary())
    if parted is not None and header.department in (None, parted[1]):
        header.position, header.department = parted


def project_title(text: str) -> str:
    """The title of a project, without its number and the sign before it."""
    return COUNTED.sub("", text.lstrip(SIGNS))


def is_titled(text: str) -> bool:
    """Whether a line says itself that it is the title of a project: `[프로젝트] 정기배송`."""
    return COUNTED.match(text) is not None


def tells_employer(text: str) -> bool:
    """Whether a line below the head of a job says what its employer is, and names no project there."""
    return ABOUT_EMPLOYER.search(text) is not None
