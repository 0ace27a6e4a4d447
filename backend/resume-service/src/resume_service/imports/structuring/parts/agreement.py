"""Which words of the heads of jobs are the employer and which the position, decided for all heads of a part together.

People write all heads alike. So each head is cut into places (the second line, the part before the comma), and the two
places are chosen that fit best in most heads, whatever the words of one head alone look like.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from resume_service.imports.structuring.layout.items import is_prose
from resume_service.imports.structuring.parts.headers import EDGES, Header
from resume_service.imports.structuring.parts.jobs import Job, JobPart
from resume_service.imports.structuring.parts.likeness import employer_likeness, pair_likeness, position_likeness
from resume_service.imports.structuring.words.places import is_place, strip_place
from resume_service.imports.structuring.words.vocabulary import HANGUL, key, vocabulary

SEPARATORS = re.compile(r" *(?:\|| {2,}|·|•| [–—-] | / | @ ) *| *: +")
IN_BRACKETS = re.compile(r"\([^()]*\)")
HELD = "\0"
COMMA = re.compile(r" *, +(?![^()]*\))")
HALVES = frozenset({"before", "behind"})
MAX_PARTS, MAX_WORDS = 4, 6
MAX_JOBS = 60
SHARE = 0.6
"""Of the heads that must have the two places."""
GAIN, GAIN_ALONE = 0.35, 1.2
"""By how much the chosen places must fit better than what was read, on average; more where there is one head alone."""
TOLERANCE = 1.4
"""By how much they may fit one head worse, for the others' sake."""
LONGEST_BELOW = 40

Place = tuple[int, int, str]
"""Line, piece in it, and which part of the piece: the whole, by commas, or before or behind the blank that parts it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Where the employer and where the position stands."""

    employer: Place
    position: Place


def agree(jobs: Sequence[Job]) -> None:
    """Read the heads of a part's jobs again, the way that fits most of them."""
    heads = [(job, places) for job in jobs[:MAX_JOBS] if (places := dict(_places(job)))]
    if not heads:
        return
    choice, gain = _best(heads)
    if gain < (GAIN if len(heads) > 1 else GAIN_ALONE):
        choice = _usual(heads)
    if choice is None:
        return
    for job, places in heads:
        if choice.employer in places and choice.position in places:
            _apply(job, places[choice.employer], places[choice.position], {choice.employer[0], choice.position[0]})


def _places(job: Job) -> Iterator[tuple[Place, str]]:
    """The words of a head by their places."""
    for number, text in enumerate(job.header.said[:MAX_PARTS]):
        yield from _in_line(number, text)
    begin = len(job.header.said)
    for number, text in enumerate(_below(job), begin):
        yield from _in_line(number, text)


def _in_line(number: int, text: str) -> Iterator[tuple[Place, str]]:
    # What stands in brackets parts nothing: `Lead (L4 / L5)`.
    held = IN_BRACKETS.findall(text)
    cut = SEPARATORS.split(IN_BRACKETS.sub(HELD, text))
    pieces = [piece for part in cut if (piece := _filled(part, held).strip(EDGES))]
    pieces = [half for piece in pieces for half in _at(piece)]
    for place, piece in enumerate(pieces[:MAX_PARTS]):
        yield (number, place, "whole"), piece
        parts = _by_commas(piece)
        if 1 < len(parts) <= MAX_PARTS:
            yield (number, place, "first"), parts[0]
            yield (number, place, "rest"), piece[len(parts[0]) :].strip(EDGES)
            yield (number, place, "second"), parts[1]
        elif len(parts) == 1 and HANGUL.search(piece) and (halves := _halves(piece)) is not None:
            yield (number, place, "before"), halves[0]
            yield (number, place, "behind"), halves[1]


def _filled(part: str, held: list[str]) -> str:
    """`part` with what stood in brackets in its place again."""
    while HELD in part:
        part = part.replace(HELD, held.pop(0), 1)
    return part


def _at(piece: str) -> tuple[str, ...]:
    """`Usher at Marlow Grange` parted; `Crown Court at Dunmore` is one name."""
    left, at, right = piece.partition(" at ")
    return (left, right) if at and position_likeness(left) > 0 else (piece,)


def _by_commas(piece: str) -> list[str]:
    """The parts of a piece between its commas; the comma of `Acme, Inc.` parts nothing."""
    words, parts = vocabulary(), COMMA.split(piece)
    for at in range(len(parts) - 1, 0, -1):
        if words.company_suffixes.has(parts[at]):
            parts[at - 1 : at + 1] = [f"{parts[at - 1]}, {parts[at]}"]
    return parts


def _halves(piece: str) -> tuple[str, str] | None:
    """`미르건설 현장 소장` parted where the halves look most like an employer and a position."""
    words = piece.split()
    if not 1 < len(words) <= MAX_WORDS:
        return None
    cuts = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return max(cuts, key=lambda halves: pair_likeness(*halves))


def _below(job: Job) -> list[str]:
    first = job.projects[0] if job.projects else None
    if first is None or first.dates is not None or not first.project or job.header.position is not None:
        return []
    below = [first.project, *first.description[:1]]
    return below if all(len(text) <= LONGEST_BELOW and not is_prose(text) for text in below) else below[:1]


def _best(heads: Sequence[tuple[Job, dict[Place, str]]]) -> tuple[Choice | None, float]:
    """The two places that fit best, and by how much better than what was read."""
    counts = Counter(place for _, places in heads for place in places)
    common = [place for place, count in counts.items() if count >= max(SHARE * len(heads), 1)]
    best, gain = None, 0.0
    for employer, position in permutations(common, 2):
        if _overlap(employer, position):
            continue
        found = _gain(heads, employer, position)
        if found is not None and found > gain:
            best, gain = Choice(employer, position), found
    return best, gain


def _usual(heads: Sequence[tuple[Job, dict[Place, str]]]) -> Choice | None:
    """Where employer and position were found in at least half of several heads."""
    votes: Counter[Choice] = Counter()
    for job, places in heads:
        employers = [place for place, text in places.items() if text == job.header.company]
        positions = [place for place, text in places.items() if text == job.header.position]
        votes.update(Choice(one, other) for one in employers[:1] for other in positions[:1])
    choice, count = next(iter(votes.most_common(1)), (None, 0))
    return choice if count > 1 and count * 2 >= len(heads) else None


def _overlap(one: Place, other: Place) -> bool:
    """Whether two places share words: the whole of a piece and a part of it."""
    parts = {one[2], other[2]}
    if parts & HALVES:
        # Halves are parted for each other's sake.
        return one[:2] != other[:2] or (one[2], other[2]) not in (("before", "behind"), ("behind", "before"))
    return one[:2] == other[:2] and ("whole" in parts or parts == {"rest", "second"} or len(parts) == 1)


def _gain(heads: Sequence[tuple[Job, dict[Place, str]]], employer: Place, position: Place) -> float | None:
    gains: list[float] = []
    for job, places in heads:
        if employer in places and position in places:
            gains.append(pair_likeness(places[employer], places[position]) - _now(job))
    if len(gains) < SHARE * len(heads):
        return None
    # The parts of a name are no better than the whole of it.
    cost = 0.1 * ((employer[2] != "whole") + (position[2] != "whole"))
    return sum(gains) / len(gains) - cost


def _now(job: Job) -> float:
    """How well it fits what was read in the head; an employer that was only taken over from above says nothing."""
    header = job.header
    own = header.company if any(key(header.company or "") in key(text) for text in header.said) else None
    return pair_likeness(own, header.position)


def _apply(job: Job, employer: str, position: str, lines: set[int]) -> None:
    header, words = job.header, vocabulary()
    bare, town = strip_place(employer, words)
    employer = _narrower(header.company, bare)
    position = _narrower(header.position, position)
    if (header.company, header.position) == (employer, position):
        return
    if pair_likeness(employer, position) < _now(job) - TOLERANCE:
        return
    left = [text for text in (header.company, header.position, *header.titles) if text]
    header.company, header.position, header.location = employer, position, header.location or town
    below = max(lines) - len(header.said)
    if below >= 0:
        # They were taken for the title of a project, and for what it was about.
        _without_title(job, second=below > 0)
    header.titles = []
    for text in left:
        _keep(header, _rest(text, employer, position))


def _narrower(read: str | None, chosen: str) -> str:
    """What was read, if it is `chosen` without what stands beside it: `Archivist` of `Archivist (part-time)`."""
    if not read or not chosen.startswith(read):
        return chosen
    return read if chosen[len(read) :].startswith(" (") or len(read) * 2 >= len(chosen) else chosen


def _without_title(job: Job, *, second: bool) -> None:
    """The job, its first project as what was done in it: its title was in the head, and the `second` line, too."""
    first, own = job.projects.pop(0), job.own
    if second:
        del first.description[:1]
    job.own = JobPart(
        None,
        None,
        own.description + first.description,
        own.achievements + first.achievements,
        own.tech + first.tech,
        own.team or first.team,
        own.extra | first.extra,
    )


def _rest(text: str, employer: str, position: str) -> str:
    for used in (employer, position):
        text = text.replace(used, "", 1) if key(used) in key(text) else text
    return text.strip(EDGES)


def _keep(header: Header, text: str) -> None:
    """Keep words of a head that are neither."""
    if not key(text):
        return
    if header.location is None and is_place(text, vocabulary()):
        header.location = text
    elif position_likeness(text) > 0 or employer_likeness(text) > 0:
        header.titles.append(text)
