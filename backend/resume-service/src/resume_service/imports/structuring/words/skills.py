"""Lists of technologies, and the groups they belong to."""

import re

from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.words.vocabulary import (
    SKILL_GROUPS,
    SkillGroups,
    Vocabulary,
    skill_groups,
    vocabulary,
)

STRONG = re.compile(r"(?:[,;|、，·•∙⋅‧・▪◦]| / | {3}) *")
LISTED = re.compile(r"(?:[,;|、，·•∙⋅‧・▪◦]| {3}) *")
GROUP = re.compile(r"([^:：|]{1,40}?) *(?:[:：|]| [–—-] ) *(\S.*)")
TAG = re.compile(r"#(\S{1,40})(?:\s+|$)")
AND = re.compile(r"^(?:and|및|&) +", re.IGNORECASE)
LEVEL = re.compile(r" *[(\[]([^()\[\]]{1,20})[)\]]$| +[-–] +(\S{1,15})$")
OPENING, CLOSING = "([", ")]"
SHARE = re.compile(r" *[(\[]?\d{1,3} ?%[)\]]?$")
YEARS = re.compile(r"\d+(?:\.\d+)?\+? ?(?:년|개월|years?|yrs?|months?)(?: 차| 이상)?", re.IGNORECASE)
SAID_OF = re.compile(r"[A-Za-z0-9)] [가-힣]+$")
VENDORS = frozenset(
    {"aws", "amazon", "google", "azure", "microsoft", "apache", "spring", "apple", "adobe", "oracle", "ibm"}
)
"""Words that begin the name of one technology: `AWS EC2`."""
LONGEST_SKILL = 40
MAX_WORDS = 5
MAX_WORDS_LISTED = 3
MAX_SKILLS = 200
MIN_CHIPS = 5
MIN_BOXES = 3


def split_skills(text: str) -> list[str]:
    """The entries of a list, one that has brackets around commas whole."""
    if len(tags := TAG.findall(text)) > 1 and not TAG.sub("", text).strip():
        # `#카피라이팅 #GA4`
        return tags
    # Beside commas, `Cisco IOS / Meraki` is one entry.
    separators = LISTED if "," in text else STRONG
    entries: list[str] = []
    start = depth = 0
    position = 0
    while position < len(text):
        letter = text[position]
        if letter in OPENING:
            depth += 1
        elif letter in CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0 and (found := separators.match(text, position)) is not None and found.end() > position:
            entries.append(text[start:position])
            start = position = found.end()
            continue
        position += 1
    entries.append(text[start:])
    cleaned = (AND.sub("", entry.strip(" .")) for entry in entries)
    return [entry for entry in cleaned if entry]


def unbracketed(entry: str, words: Vocabulary) -> str:
    """A technology without the level that stands behind it: `Java (상)`, `Go - Advanced`, `Figma 95%`."""
    entry = SHARE.sub("", entry)
    found = LEVEL.search(entry)
    return entry[: found.start()] if found and words.levels.has(found[1] or found[2]) else entry


def is_technology(entry: str) -> bool:
    """Whether an entry can be the name of a technology."""
    short = len(entry) <= LONGEST_SKILL and len(entry.split()) <= MAX_WORDS
    labels = entry.endswith((":", "："))
    return short and not labels and any(map(str.isalpha, entry)) and YEARS.fullmatch(entry) is None


def technologies(text: str) -> list[str]:
    """The entries of a tech stack, each once."""
    words = vocabulary()
    entries = (unbracketed(part, words) for entry in split_skills(text) for part in _words_of(entry))
    return list(dict.fromkeys(entry for entry in entries if is_technology(entry) and not words.levels.has(entry)))


def _words_of(entry: str) -> list[str]:
    """The words of an entry that is none itself, where each of them is one: `JavaScript HTML CSS`."""
    groups = skill_groups()
    parts = entry.split()
    if parts[0].casefold() in VENDORS or groups.known(entry) is not None:
        return [entry]
    if all(groups.known(part) not in (None, "others") for part in parts):
        return parts
    # `Linux VMware Ansible Zabbix Cisco IOS`, of which not all are known.
    known = sum(groups.known(part) is not None for part in parts)
    chips = len(parts) >= MIN_CHIPS and known * 2 >= len(parts) and entry.isascii() and not entry.islower()
    return parts if chips else [entry]


def lists_technologies(text: str) -> bool:
    """Whether `text` is a list of technologies and nothing else: at least two entries, half of them known."""
    entries = split_skills(text)
    known = sum(skill_groups().known(entry) is not None for entry in entries)
    # `Kotlin, Coroutine 도입` tells what was done with them.
    bare = all(len(entry.split()) <= MAX_WORDS_LISTED and SAID_OF.search(entry) is None for entry in entries)
    return len(entries) > 1 and known * 2 >= len(entries) and bare


def united(one: list[str], other: list[str]) -> list[str]:
    """Both lists, each technology once, no more than a résumé takes."""
    if len(one) >= MAX_SKILLS:
        return one
    return list(dict.fromkeys([*one, *other]))[:MAX_SKILLS]


def _heads(field: str | None, cell: str) -> bool:
    return field is not None or vocabulary().levels.has(cell) or not cell


def _is_row(text: str) -> bool:
    """Whether a line is the name of a group in a cell, and the list of it in the next."""
    name, bar, rest = text.partition("|")
    return bool(bar) and "|" not in rest and "," in rest and "," not in name and len(name.split()) <= MAX_WORDS_LISTED


def are_chips(lines: list[Line]) -> bool:
    """Whether lines below a heading such as `핵심역량` are words in boxes, and no sentence."""
    cells = [[cell.strip() for cell in line.text.split("|")] for line in lines]
    return bool(cells) and all(len(row) >= MIN_BOXES and all(map(is_technology, row)) for row in cells)


class SkillList:
    """The skills of a résumé by their groups."""

    def __init__(self) -> None:
        self._groups: SkillGroups = skill_groups()
        self._found: dict[str, list[str]] = {group: [] for group in SKILL_GROUPS}

    def add(self, lines: list[Line]) -> None:
        """Take the lines below a heading for skills."""
        words = vocabulary()
        within: tuple[str, ...] | None = None
        header: list[str | None] = []
        for line in lines:
            cells = [cell.strip() for cell in line.text.split("|")]
            fields = [words.label("skills", cell) for cell in cells]
            if len(cells) > 1 and any(fields) and all(map(_heads, fields, cells)):
                header = fields
                continue
            text = line.text
            if len(cells) > 1 and words.form_columns.has(cells[0]):
                text = " | ".join(cells[1:])
            if len(cells) == len(header):
                text = " | ".join(cell for cell, field in zip(cells, header, strict=True) if field != "-" and cell)
            found = GROUP.fullmatch(text)
            named = self._groups.meant_by(found[1]) if found else None
            if found is not None and named is not None:
                self._list(found[2], named)
                within = None if not line.bullet else within
            elif (alone := self._groups.meant_by(text.rstrip(":： "))) is not None and not self._listed(text):
                within = alone
            elif (led := self._led(text)) is not None:
                rest, groups = led
                words_alone = "," not in rest and self._groups.known(rest) is None
                self._list(", ".join(rest.split()) if words_alone and self._are_listed(rest.split()) else rest, groups)
            elif _is_row(text):
                # `현장 | 사례관리, 초기상담`
                self._list(text.partition("|")[2], None)
            elif found is not None and found[0].find(":") > 0 and self._groups.known(found[1]) is None:
                # A group with a name nobody knows.
                self._list(found[2], None)
            else:
                self._list(text, within)

    def content(self) -> dict[str, list[str]]:
        """The groups that have something in them."""
        return {group: skills for group, skills in self._found.items() if skills}

    def _led(self, text: str) -> tuple[str, tuple[str, ...]] | None:
        """The list and the group of `Backend Node.js, NestJS`, where only the type of the first word sets it apart."""
        name, _, rest = text.partition(" ")
        groups = self._groups.meant_by(name)
        first = next(iter(split_skills(rest)), "").partition("(")[0].rstrip()
        listed = self._listed(first) or self._are_listed(first.split())
        leads = groups is not None and listed and not self._listed(f"{name} {first}")
        return (rest, groups) if groups is not None and leads else None

    def _are_listed(self, words: list[str]) -> bool:
        """Whether words with only blanks between are technologies: `Python Scala SQL`."""
        return len(words) > 1 and sum(map(self._listed, words)) * 2 > len(words)

    def _listed(self, text: str) -> bool:
        return self._groups.known(text) not in (None, "others")

    def _list(self, text: str, within: tuple[str, ...] | None) -> None:
        for skill in technologies(text):
            group = self._groups.group(skill, within)
            self._found[group] = united(self._found[group], [skill])
