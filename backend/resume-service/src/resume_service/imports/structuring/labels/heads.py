"""What a token of a head looks like and stands beside, as the features by which its label is told.

People write the heads of a document alike. So a token also knows how words in the same place of the other heads look:
the share of the heads whose words there look like an employer, a position, a place or a date.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from resume_service.imports.structuring.labels.told import head_by_rules
from resume_service.imports.structuring.labels.words import spans_of
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.parts.likeness import employer_likeness, position_likeness
from resume_service.imports.structuring.parts.schools import degree_in
from resume_service.imports.structuring.words.dates import find_range, find_single
from resume_service.imports.structuring.words.places import is_place
from resume_service.imports.structuring.words.vocabulary import HANGUL, WORD, Vocabulary, WordSet, vocabulary

BREAK = "\n"
"""The token between two lines of a head."""
CLOSED = frozenset(
    {
        "at", "of", "for", "the", "and", "in", "with", "as", "to", "by", "from", "&", "a", "an", "de", "la", "el",
        "der", "von", "-", "–", "—", "|", "/", "·", ",", ".", "(", ")", "[", "]", ":", ";", "@", "•", "▪",
        "~", "및", "소속", "근무", "담당", "과정", "전공", "학점", "gpa",
    }
)  # fmt: skip
"""Words whose letters count: those that no lists grow by."""
SIGNS = frozenset("|·•/–—-@▪")
SEPARATES = frozenset("|·•/–—@▪:()[],") | {"   "}
MANY = 4_096


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of a head: in which line, and from where to where."""

    line: int
    begin: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Words between two signs: their place in the head, and what they look like."""

    place: tuple[int, int]
    text: str
    looks: tuple[str, ...]


def tokens_of_head(lines: Sequence[Line]) -> list[Token]:
    """The tokens of a head, with one between its lines."""
    found: list[Token] = []
    for number, line in enumerate(lines):
        if number:
            found.append(Token(number, 0, 0, BREAK))
        found += [Token(number, begin, end, line.text[begin:end]) for begin, end in spans_of(line.text)]
    return found


def head_features(part: str, heads: Sequence[Sequence[Line]]) -> list[list[list[str]]]:
    """The features of each token of each head; `heads` are all those of a part of a document."""
    taken = [(tokens, *_pieces(lines, tokens)) for lines in heads if (tokens := tokens_of_head(lines)) or True]
    shares = _shares([pieces for _, pieces, _ in taken])
    seen = _repeated([pieces for _, pieces, _ in taken])
    return [
        _features(part, lines, tokens, pieces, belongs, shares, seen)
        for lines, (tokens, pieces, belongs) in zip(heads, taken, strict=True)
    ]


def _pieces(lines: Sequence[Line], tokens: Sequence[Token]) -> tuple[list[Piece], list[int]]:
    """The pieces of a head, and to which of them each token belongs."""
    dates = [_dated(line.text) for line in lines]
    groups: list[list[Token]] = [[]]
    places: list[tuple[int, int]] = [(0, 0)]
    belongs: list[int] = []
    inside = False
    for token in tokens:
        begin, finish = dates[token.line]
        within = begin <= token.begin < finish and token.text != BREAK
        apart = (token.text in SEPARATES and not within) or token.text == BREAK or within != inside
        if apart and (groups[-1] or token.text == BREAK):
            line, number = places[-1]
            places.append((token.line, 0) if token.text == BREAK else (line, number + bool(groups[-1])))
            groups.append([])
        inside = within
        if token.text != BREAK and (token.text not in SEPARATES or within):
            groups[-1].append(token)
        belongs.append(len(groups) - 1)
    found: list[Piece] = []
    for group, place in zip(groups, places, strict=True):
        text = lines[group[0].line].text[group[0].begin : group[-1].end] if group else ""
        found.append(Piece(place, text, _looks(text)))
    return found, belongs


@lru_cache(MANY)
def _dated(text: str) -> tuple[int, int]:
    dates = find_range(text) or find_single(text)
    return (dates.begin, dates.finish) if dates is not None else (0, 0)


@lru_cache(MANY)
def _looks(text: str) -> tuple[str, ...]:
    words = vocabulary()
    if not text:
        return ()
    if (span := _dated(text))[1] > span[0]:
        return ("dates",)
    # In a fixed order, because weights depend on it.
    found: list[str] = []
    employer, position = employer_likeness(text), position_likeness(text)
    found += ["employer"] if employer > 1 else []
    found += ["sure employer"] if employer > 2 else []
    found += ["position"] if position > 0.5 else []
    found += ["sure position"] if position > 1.2 else []
    found += ["place"] if is_place(text, words) else []
    found += ["school"] if words.institutions.within(text) else []
    found += ["degree"] if degree_in(text, words) is not None else []
    found += ["employment"] if words.employment_types.within(text) else []
    found += ["department"] if words.departments.within(text) else []
    found += ["major"] if words.majors.within(text) else []
    return tuple(found)


Shares = dict[tuple[int, int], dict[str, float]]


def _shares(heads: Sequence[Sequence[Piece]]) -> Shares:
    """For each place of a head, how many of the heads look like what there."""
    counts: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    totals: dict[tuple[int, int], int] = defaultdict(int)
    for pieces in heads:
        for piece in pieces:
            if piece.text:
                totals[piece.place] += 1
                for look in piece.looks:
                    counts[piece.place][look] += 1
    return {place: {look: n / totals[place] for look, n in looks.items()} for place, looks in counts.items()}


def _repeated(heads: Sequence[Sequence[Piece]]) -> frozenset[str]:
    seen: dict[str, int] = defaultdict(int)
    for pieces in heads:
        for text in {piece.text for piece in pieces if piece.text}:
            seen[text] += 1
    return frozenset(text for text, count in seen.items() if count > 1)


def _features(
    part: str, lines: Sequence[Line], tokens: Sequence[Token], pieces: Sequence[Piece], belongs: Sequence[int],
    shares: Shares, seen: frozenset[str],
) -> list[list[str]]:  # fmt: skip
    own = [_own(token, lines) for token in tokens]
    told = _told(part, lines, tokens)
    found: list[list[str]] = []
    for at, token in enumerate(tokens):
        piece = pieces[belongs[at]]
        features = [f"part={part}", *told[at], *own[at], *_of_piece(piece, shares, seen, len(lines), belongs, at)]
        features += [f"first piece,{part}"] if not belongs[at] else []
        before = pieces[belongs[at] - 1] if belongs[at] else None
        behind = pieces[belongs[at] + 1] if belongs[at] + 1 < len(pieces) else None
        for side, other in (("before", before), ("behind", behind)):
            features += [f"{side}:{look}" for look in other.looks] if other is not None else [f"{side}:none"]
        for step in (-2, -1, 1, 2):
            if 0 <= at + step < len(tokens):
                features += [f"{step}:{one}" for one in own[at + step]]
            else:
                features.append(f"{step}:none")
        features += [f"bold={lines[token.line].look.bold}", f"line={token.line},{len(lines)}"]
        found.append(features)
    return found


def _told(part: str, lines: Sequence[Line], tokens: Sequence[Token]) -> list[list[str]]:
    """For each token, what the rules say it is."""
    found: list[list[str]] = [[] for _ in tokens]
    for opinion in head_by_rules(part, lines):
        for at, token in enumerate(tokens):
            begin = lines[token.line].text.find(opinion.text) if token.text != BREAK else -1
            if begin >= 0 and begin <= token.begin and token.end <= begin + len(opinion.text):
                found[at].append(f"rules={opinion.label}")
    return [own or ["rules=none"] for own in found]


def _of_piece(
    piece: Piece, shares: Shares, seen: frozenset[str], count: int, belongs: Sequence[int], at: int
) -> list[str]:
    line, number = piece.place
    found = [f"place={line},{min(number, 4)}", f"place={line},{min(number, 4)}of{count}"]
    found += [f"piece:{look}" for look in piece.looks] or ["piece:plain"]
    found += ["piece repeated"] if piece.text in seen else []
    found += [f"piece words={min(len(piece.text.split()), 6)}"]
    for look, share in shares.get(piece.place, {}).items():
        found.append(f"there:{look}>{int(share * 4)}")
    if at == 0 or belongs[at - 1] != belongs[at]:
        found.append("begins piece")
    if at + 1 == len(belongs) or belongs[at + 1] != belongs[at]:
        found.append("ends piece")
    return found


def _own(token: Token, lines: Sequence[Line]) -> list[str]:
    text = token.text
    if text == BREAK:
        return ["break"]
    if text == "   ":
        return ["edge"]
    begin, finish = _dated(lines[token.line].text)
    found = ["in dates"] if begin <= token.begin < finish else []
    return found + _of_word(text)


@lru_cache(MANY)
def _of_word(text: str) -> list[str]:
    words = vocabulary()
    folded = text.casefold()
    if folded in CLOSED:
        return [f"word={folded}"]
    if not text[0].isalnum():
        return ["sign"]
    found = [_shape(text)]
    if HANGUL.search(text):
        found += [f"end1={text[-1]}", f"end2={text[-2:]}"]
    elif text.isalpha():
        found += [f"end3={folded[-3:]}"]
    found += [name for name, kind in _gazetteers(words) if kind.is_word(text)] if WORD.fullmatch(text) else []
    found += ["suffix"] if words.company_suffixes.has(text) else []
    found += ["town"] if words.places.has(text) or words.countries.has(text) else []
    found += ["degree word"] if folded in words.all_degrees else []
    found += ["status"] if words.statuses.has(text) else []
    return found


def _gazetteers(words: Vocabulary) -> tuple[tuple[str, WordSet], ...]:
    return (
        ("role", words.roles), ("modifier", words.role_modifiers), ("employer", words.employers),
        ("department", words.departments), ("institution", words.institutions), ("major", words.majors),
        ("employment", words.employment_types),
    )  # fmt: skip


def _shape(text: str) -> str:
    if text.isdigit():
        return f"digits={min(len(text), 5)}"
    if any(map(str.isdigit, text)):
        return "mixed"
    if HANGUL.match(text):
        return f"korean={min(len(text), 5)}"
    return "upper" if text.isupper() and len(text) > 1 else "capital" if text[0].isupper() else "lower"
