"""What an English clause says."""

import re
from collections.abc import Sequence

from shared.claims.english_measures import BOUNDARIES, measures_in, subject_of
from shared.claims.english_words import LABELS, Clause, plural
from shared.claims.figures import Figure
from shared.claims.found import Found, Measured, Span
from shared.claims.models import Change, Count, Kind, Part
from shared.claims.pairs import Pair, technology_before
from shared.skills.index import skill_index
from shared.skills.technologies import technology_index

NOTE = re.compile(r"\(([^()]{2,60})\)\s*\.?\s*\Z")
NO_MEANS = re.compile(
    r"\d|\b(?:based|vs|versus|compared|incl|average|e\.g|formerly|now|previously|est|including|i\.e|see)\b",
    re.IGNORECASE,
)
WEAK = frozenset({"help", "work", "assist", "support", "use", "include", "serve", "act"})
STAFF = frozenset(
    {
        "team",
        "staff",
        "people",
        "engineers",
        "employees",
        "crew",
        "developers",
        "nurses",
        "volunteers",
        "drivers",
        "teams",
        "brigade",
        "workers",
        "apprentices",
        "analysts",
        "reports",
        "supervisors",
        "technicians",
        "designers",
        "cooks",
        "carers",
        "guards",
        "operatives",
        "labourers",
        "temps",
        "associates",
        "squad",
        "waiters",
        "cleaners",
    }
)
DEEDS = frozenset({"built", "migrated", "automated", "taught", "planned", "wrote", "led", "checked", "researched"})
MEANS = frozenset({"by", "through", "via", "using", "with", "after", "following"})
NO_MEANS_AFTER = frozenset(
    {
        "no",
        "zero",
        "without",
        "over",
        "more",
        "about",
        "up",
        "only",
        "we",
        "i",
        "they",
        "it",
        "he",
        "she",
        "which",
        "a-team",
        "colleagues",
        "customers",
        "clients",
    }
)
GROUPS = frozenset(
    {"team", "group", "crew", "class", "staff", "panel", "squad", "brigade", "committee", "department", "cohort"}
)
COUNTED = frozenset({"", "people", "count", "money", "area", "data", "amount", "length", "rate"})
MOVES = frozenset({"migrated", "wrote"})
TIMES = frozenset(
    {
        "years",
        "months",
        "weeks",
        "days",
        "hours",
        "minutes",
        "summers",
        "seasons",
        "year",
        "month",
        "times",
        "shifts",
        "semesters",
        "terms",
        "o'clock",
        "percent",
        "running",
        "nights",
    }
)
SCALED_HOURS = 100
RESULTS = frozenset({"that", "which", ",", "to", "so"})
MAX_TERMS = 5
EARLIER = 0.05
LONGEST_MEANS = 12


def read_english(text: str, figures: Sequence[Figure], pairs: Sequence[Pair]) -> Found:
    """What the clause `text` says."""
    clause = Clause(text, figures)
    if not len(clause):
        return Found()
    measured = measures_in(clause, figures, pairs)
    found = Found(own=_own(clause))
    found.measured = next((one for one in measured if one.measure.start is not None), measured[0] if measured else None)
    found.kind = _kind(clause)
    found.change = _change(clause, pairs, found.kind)
    if found.change is not None and found.kind != "wrote":
        found.kind = "migrated"
    if found.measured is not None and _improves(clause, found.measured, found.kind):
        found.kind = "improved"
    _find_means(clause, found)
    used = [
        *(found.measured.figures if found.measured else ()),
        *(one for pair in pairs for one in (pair.first, pair.last)),
    ]
    found.count = _count(clause, figures, used, found)
    found.terms = _terms(clause, found)
    return found


def english_measures(text: str, figures: Sequence[Figure], pairs: Sequence[Pair]) -> list[Measured]:
    """The measures of a sentence that may be cut into clauses."""
    clause = Clause(text, figures)
    return measures_in(clause, figures, pairs) if len(clause) else []


def _improves(clause: Clause, measured: Measured, kind: Kind) -> bool:
    if measured.measure.start is not None or measured.measure.change is not None:
        return measured.measure.subject is not None or kind == "other"
    first = _main_verb(clause)
    # `Zero leaks reported on 200 installs`: what was done stands before how well it went.
    return kind in ("other", "improved") or first is None or clause.spans[first][0] > measured.begin


def _main_verb(clause: Clause) -> int | None:
    """The first verb that says what was done; helping verbs only when there is no other."""
    weak: int | None = None
    for index in range(len(clause)):
        if index + 1 < len(clause) and f"{clause.low[index]} {clause.low[index + 1]}" in clause.known.phrases:
            return index
        verb = clause.verb(index)
        if verb is None or (
            verb.form == "ing" and index > 0 and clause.low[index - 1] not in ("for", "in", "of", "by")
        ):
            continue
        if verb.base not in WEAK:
            return index
        weak = index if weak is None else weak
    return weak


def _kind(clause: Clause) -> Kind:
    known = clause.known
    index = _main_verb(clause)
    if index is None:
        return _kind_without_verb(clause)
    if index + 1 < len(clause):
        phrase = f"{clause.low[index]} {clause.low[index + 1]}"
        if phrase in known.phrases:
            return known.phrases[phrase]
    verb = clause.form(index)
    kind = verb.kind if verb is not None else "other"
    words = clause.low[index + 1 : index + 8]
    if kind == "operated" and clause.low[index].startswith("manag") and not STAFF.isdisjoint(words[:5]):
        return "led"
    if kind == "operated" and any(known.kind_nouns.get(word) == "cared" for word in words):
        return "cared"
    if kind in ("operated", "wrote", "cared", "improved", "led", "researched", "checked") and _is_incident(clause):
        return "resolved"
    return kind


def _kind_without_verb(clause: Clause) -> Kind:
    known = clause.known
    first = clause.form(0)
    if first is not None and first.form in ("ing", "s", "base", "past"):
        return first.kind
    # `Responsible for managing five shops`
    for index, word in enumerate(clause.low[:6]):
        verb = known.verbs.get(word)
        if verb is not None and verb.form == "ing" and index and clause.low[index - 1] in ("for", "in", "of"):
            return verb.kind
    for word in clause.low:
        if word in known.kind_nouns:
            return known.kind_nouns[word]
    return "other"


def _is_incident(clause: Clause) -> bool:
    words = set(clause.low)
    return not words.isdisjoint(clause.known.incidents) and not words.isdisjoint(clause.known.incident_work)


def _own(clause: Clause) -> Part | None:
    known = clause.known
    words = set(clause.low)
    if not words.isdisjoint(known.team) or any(phrase in clause.text.lower() for phrase in known.team_phrases):
        return "team"
    return None if words.isdisjoint(known.own) else "own"


def _change(clause: Clause, pairs: Sequence[Pair], kind: Kind) -> Change | None:
    version = next((pair for pair in pairs if pair.version), None)
    if version is not None:
        name = technology_before(clause.text, version.first.start)
        subject = clause.text[name[0] : name[1]] if name is not None else None
        return Change(subject, version.first.of(clause.text), version.last.of(clause.text))
    if kind not in MOVES or pairs:
        return None
    low = clause.low
    for index, word in enumerate(low):
        if word == "from" and "to" in low[index + 2 : index + 6]:
            middle = low.index("to", index + 2)
            start, end = clause.trimmed(index + 1, middle - 1), _target(clause, middle + 1)
            if start is not None and end is not None:
                return Change(_moved(clause, index), clause.written(*start), clause.written(*end))
    return None


def _target(clause: Clause, index: int) -> tuple[int, int] | None:
    words = clause.phrase_from(index, 4)
    if words is None:
        return None
    # A version belongs to its name: `Angular 17`.
    last = words[1]
    if last + 1 < len(clause) and clause.low[last + 1][0].isdigit():
        last += 1
    return words[0], last


def _moved(clause: Clause, index: int) -> str | None:
    verb = next((place for place in range(index - 1, -1, -1) if clause.verb(place) is not None), None)
    words = clause.phrase_from(verb + 1) if verb is not None else None
    return clause.written(*words) if words is not None and words[1] < index else None


def _find_means(clause: Clause, found: Found) -> None:
    """Sets `means` and `deed`."""
    measured = found.measured
    result = measured is not None and found.kind == "improved"
    for read in (_named_means, _first_words, _actor, _note):
        if not result and read is not _named_means:
            return
        span = read(clause, found)
        if span is not None:
            found.means = clause.spans[span[0]][0], clause.spans[span[1]][1]
            return
    if result:
        _find_deed(clause, found)


def _named_means(clause: Clause, found: Found) -> tuple[int, int] | None:
    """`by testing every circuit twice`, `through turning charts`."""
    result = found.measured is not None and found.kind == "improved"
    begin = clause.at(found.measured.end - 1) + 1 if result and found.measured is not None else 1
    for index in range(begin, len(clause) - 1):
        word = clause.low[index]
        if word not in MEANS and not (word == "to" and clause.low[index - 1] in ("thanks", "owing", "due")):
            continue
        after = clause.low[index + 1]
        if index + 1 in clause.figured or after in NO_MEANS_AFTER:
            continue
        last = _means_end(clause, index + 1)
        words = clause.trimmed(index + 1, last)
        if words is None or (words[0] == words[1] and clause.low[words[0]] in clause.known.generic):
            continue
        if result or (after.endswith("ing") and word == "by") or word == "using" or _is_tool(clause, word, words):
            if not (
                word in ("with", "after") and any(place in clause.figured for place in range(words[0], words[1] + 1))
            ):
                return words
    return None


def _is_tool(clause: Clause, word: str, words: tuple[int, int]) -> bool:
    return word in ("with", "via") and _names_technology(clause.written(*words))


def _names_technology(written: str) -> bool:
    return technology_index().find(written) is not None or skill_index().named(written) is not None


def _means_end(clause: Clause, index: int) -> int:
    """The last word of a means: before a mark, or a word that begins something else."""
    last = index
    while last + 1 < len(clause) and last - index < LONGEST_MEANS:
        word = clause.low[last + 1]
        if word in BOUNDARIES or word in (".", ":", "/", "!") or (word == "and" and _acts(clause, last + 2)):
            break
        if (
            word in ("within", "during", "since", "until", "over", "across")
            and clause.low[index].endswith("ing") is False
        ):
            break
        last += 1
    return last


def _acts(clause: Clause, index: int) -> bool:
    verb = clause.known.verbs.get(clause.low[index]) if index < len(clause) else None
    return verb is not None and verb.form == "past"


def _first_words(clause: Clause, found: Found) -> tuple[int, int] | None:
    """`By baking in smaller batches, halved unsold bread`."""
    if clause.low[0] not in ("by", "through", "using", "via", "with", "after") or "," not in clause.low:
        return None
    end = clause.low.index(",")
    if found.measured is None or clause.spans[end][0] > found.measured.begin:
        return None
    return clause.trimmed(1, end - 1)


def _actor(clause: Clause, found: Found) -> tuple[int, int] | None:
    """`Prefix caching in vLLM` of `Prefix caching in vLLM cut the time`."""
    return subject_of(clause, found.measured).agent if found.measured is not None else None


def _note(clause: Clause, found: Found) -> tuple[int, int] | None:
    """`(quick-change fixtures)` at the end."""
    note = NOTE.search(clause.text)
    if note is None or NO_MEANS.search(note[1]) is not None:
        return None
    return clause.trimmed(clause.at(note.start(1)), clause.at(note.end(1) - 1))


def _find_deed(clause: Clause, found: Found) -> None:
    """`Developed a catalyst` of `Developed a catalyst that raised yield`."""
    measured = found.measured
    if measured is None:
        return
    index = _main_verb(clause)
    subject = subject_of(clause, measured)
    verb = subject.verb
    if verb is None:
        verb = next((place for place in range(clause.at(measured.begin), 0, -1) if clause.low[place - 1] == ","), None)
    if index is None or verb is None or verb <= index:
        return
    if (main := clause.form(index)) is None or main.kind not in DEEDS:
        return
    place = verb - 1
    if clause.low[place] not in RESULTS and subject.words is not None and subject.words[0] < verb:
        place = subject.words[0] - 1
    if clause.low[place] not in RESULTS:
        return
    words = clause.phrase_with_of(index + 1)
    if words is None or words[1] >= verb:
        return
    found.means = clause.spans[words[0]][0], clause.spans[words[1]][1]
    last = place - 1
    while last > index and clause.low[last] in ("so", ",", "which"):
        last -= 1
    found.deed = clause.spans[index][0], clause.spans[max(last, words[1])][1]


def _count(clause: Clause, figures: Sequence[Figure], used: Sequence[Figure], found: Found) -> Count | None:
    taken = {id(figure) for figure in used}
    hours: Count | None = None
    for figure in figures:
        if id(figure) in taken or not figure.plain or figure.value == 0:
            continue
        if figure.family == "time":
            if figure.unit in ("hours", "h") and figure.value >= SCALED_HOURS:
                hours = hours or Count(figure.of(clause.text), None)
            continue
        if figure.family in COUNTED and (counted := _counted(clause, figure)) is not None:
            return counted
    return hours


def _counted(clause: Clause, figure: Figure) -> Count | None:
    index, after = clause.at(figure.start), clause.at(figure.end)
    before = clause.low[index - 1] if index else ""
    if (
        before in LABELS
        or (before == "in" and index > 1 and clause.low[index - 2] == "one")
        or (figure.family == "" and index > 0 and _is_name(clause, index - 1))
    ):
        return None
    following = clause.low[after] if after < len(clause) else ""
    if following == "of" and after + 1 in clause.figured:
        return None
    parted = (following == "of" and figure.family != "") or (following == "in" and figure.family == "money")
    words = clause.phrase_from(after + 1) if parted else clause.phrase_from(after, 5)
    if figure.family:
        words = clause.phrase_with_of(after) if words is not None and not parted else words
        of = clause.written(*words) if words is not None else _noun_before(clause, index)
        return Count(figure.of(clause.text), of)
    if words is None:
        if before == "of" and index > 1 and clause.low[index - 2] in GROUPS:
            return Count(figure.of(clause.text), clause.written(index - 2, index - 2))
        return None
    if not any(plural(clause.low[place]) for place in range(words[0], words[1] + 1)):
        return None
    while words[1] > words[0] and not plural(clause.low[words[1]]):
        words = words[0], words[1] - 1
    if clause.low[words[1]] in TIMES or (figure.value == 1 and figure.of(clause.text).isalpha()):
        return None
    end = _with_period(clause, words[1])
    return Count(clause.text[figure.start : clause.spans[end][1]], clause.written(*words))


def _noun_before(clause: Clause, index: int) -> str | None:
    """`renewals` of `renewals worth €3.2 million`."""
    if index >= 2 and clause.low[index - 1] in ("worth", "of", "at", ":") and clause.is_noun(index - 2):
        first = index - 2
        while first > 0 and clause.is_noun(first - 1):
            first -= 1
        return clause.written(first, index - 2)
    return None


def _with_period(clause: Clause, last: int) -> int:
    """`220 covers a night` goes on behind `covers`."""
    if last + 2 < len(clause) and clause.low[last + 1] in ("a", "per", "each", "every"):
        if clause.low[last + 2] in PERIODS:
            return last + 2
    return last


PERIODS = frozenset(
    {"day", "night", "week", "month", "quarter", "year", "hour", "minute", "second", "shift", "term", "season"}
)


def _is_name(clause: Clause, index: int) -> bool:
    """Whether the word before a bare number makes it a part of a name: `ISO 9001`."""
    written = clause.written(index, index)
    return written.isupper() and len(written) > 1


def _terms(clause: Clause, found: Found) -> list[Span]:
    chunks: list[tuple[float, Span]] = []
    index, size = 0, len(clause)
    while index < size:
        words = clause.phrase_from(index, 5) if clause.is_noun(index) else None
        if words is None:
            index += 1
            continue
        index = words[1] + 1
        chunk = _chunk(clause, *words)
        if chunk is not None:
            chunks.append((chunk[0] - EARLIER * len(chunks), chunk[1]))
    subject = found.measured.subject if found.measured is not None else None
    if subject is not None:
        subject = _head(clause, subject)
        chunks = [chunk for chunk in chunks if not (subject[0] <= chunk[1][0] and chunk[1][1] <= subject[1])]
        said = found.measured.measure if found.measured is not None else None
        told = said is None or said.start is not None or said.change is not None
        chunks.append((1.9 if told else 0.8, subject))
    return _ranked(clause.text, chunks, found)


def _head(clause: Clause, span: Span) -> Span:
    """A phrase up to what says where or when: `length of stay` of `length of stay after hip replacement`."""
    first, last = clause.at(span[0]), clause.at(span[1] - 1)
    for index in range(first + 1, last + 1):
        if clause.low[index] in clause.known.prepositions and clause.low[index] not in ("of", "to"):
            return span[0], clause.spans[index - 1][1]
    return span


def _chunk(clause: Clause, first: int, last: int) -> tuple[float, Span] | None:
    generic = clause.known.generic
    while first < last and clause.low[first] in generic:
        first += 1
    if first == last and (clause.low[first] in generic or len(clause.low[first]) < 2):
        return None
    start, end = clause.spans[first][0], clause.spans[last][1]
    phrase = clause.text[start:end]
    if first == 0 and last == 0 and phrase.endswith("ed"):
        return None
    named = any(character.isupper() or character.isdigit() for character in phrase[1 if first == 0 else 0 :])
    return 0.3 * min(last - first + 1, 3) + 0.02 * min(len(phrase), 20) + 0.5 * named - 0.4 * (
        clause.low[last] in generic
    ), (start, end)


def _ranked(text: str, chunks: Sequence[tuple[float, Span]], found: Found) -> list[Span]:
    means, of = found.means, found.count.of if found.count is not None else None
    subject = found.measured.subject if found.measured is not None else None

    def score(chunk: tuple[float, Span]) -> float:
        worth, span = chunk
        if means is not None and span[0] < means[1] and means[0] < span[1]:
            worth += 1.2
        if of is not None and text[span[0] : span[1]] == of:
            worth += 0.6
        if subject is not None and subject[0] == span[0] and span[1] < subject[1]:
            worth += 1
        return -worth

    return [span for _, span in sorted(chunks, key=score)][:MAX_TERMS]
