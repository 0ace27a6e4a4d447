"""Reads an English clause into the parts of a claim."""

from collections.abc import Sequence

from shared.claims.english.clause import Clause, plural
from shared.claims.english.means import find_means
from shared.claims.figures import Figure, figures
from shared.claims.found import Found, Measured, Span
from shared.claims.models import Change, Count, Kind, Part
from shared.claims.pairs import technology_before

WEAK = frozenset({"help", "work", "assist", "support", "use", "include", "serve", "act"})
INCIDENTAL = frozenset({"operated", "wrote", "cared", "improved", "led", "researched", "checked"})
UNMEANT = frozenset({"go", "come", "take", "bring", "keep", "hold", "fall", "rise", "hit", "reach", "push", "move"})
COUNTED = frozenset({"people", "count", "money", "area", "data", "amount", "length", "rate"})
MOVES = frozenset({"migrated", "wrote"})
RELATIVE = frozenset({"that", "which", "who"})
BEFORE_GERUND = frozenset({"for", "in", "of", "by"})
SCALED_HOURS = 100
MAX_TERMS = 5
EARLIER = 0.05
MAX_NAME = 5
NEAR = 6


def read_english(clause: Clause, measured: Sequence[Measured]) -> Found:
    """Return what a clause with these measures says."""
    if not len(clause):
        return Found()
    main = _main_verb(clause)
    first = next((one for one in measured if one.measure.start is not None), measured[0] if measured else None)
    found = Found(own=_own(clause), measured=first, kind=_kind(clause, main))
    found.change = _change(clause, found.kind)
    if found.change is not None and found.kind != "wrote":
        found.kind = "migrated"
    if first is not None and _improves(clause, first, found.kind, main):
        found.kind = "improved"
    find_means(clause, found, main)
    found.count = _count(clause, measured)
    found.terms = _terms(clause, found)
    return found


def _improves(clause: Clause, measured: Measured, kind: Kind, main: int | None) -> bool:
    """Return whether the clause is about the measure, unlike `without an accident`, which qualifies something else."""
    if measured.measure.start is not None or measured.measure.change is not None:
        return measured.measure.subject is not None or kind == "other"
    # `Zero leaks reported on 200 installs`: the activity comes before the result.
    return kind in ("other", "improved") or main is None or clause.spans[main][0] > measured.begin


def _main_verb(clause: Clause) -> int | None:
    """Return the index of the first main verb; an auxiliary verb only if there is no other."""
    weak: int | None = None
    for index in range(len(clause)):
        form = clause.form(index)
        if clause.low[index] in clause.known.phrase_starts and _phrase(clause, index) is not None:
            return index
        if form is None or (verb := clause.verb(index)) is None:
            continue
        if index > 0 and clause.low[index - 1] in RELATIVE:
            continue
        if verb.form == "ing" and index > 0 and clause.low[index - 1] not in BEFORE_GERUND:
            continue
        if verb.base not in WEAK:
            return index
        weak = index if weak is None else weak
    return weak


def _phrase(clause: Clause, index: int) -> Kind | None:
    return clause.known.phrases.get(f"{clause.low[index]} {clause.word(index + 1)}")


def _kind(clause: Clause, main: int | None) -> Kind:
    known = clause.known
    if main is None:
        return _kind_without_verb(clause)
    if (phrase := _phrase(clause, main)) is not None:
        return phrase
    form = clause.form(main)
    kind: Kind = form.kind if form is not None else "other"
    after = clause.low[main + 1 : main + 8]
    if kind == "improved" and form is not None and form.base == "raise" and _is_money(clause, main + 1):
        return "sold"
    if kind == "improved" and form is not None and form.base in UNMEANT:
        return "other"  # `went on to`, `kept the petty cash`
    if kind == "operated":
        if form is not None and form.base == "manage" and not known.crews.isdisjoint(after[:MAX_NAME]):
            return "led"
        if any(known.kind_nouns.get(word) == "cared" for word in after):
            return "cared"
    if (kind == "taught" and not known.models.isdisjoint(after)) or (
        kind == "wrote" and not known.code.isdisjoint(after)
    ):
        return "built"
    incident = not (clause.words.isdisjoint(known.incidents) or clause.words.isdisjoint(known.incident_work))
    return "resolved" if incident and kind in INCIDENTAL else kind


def _is_money(clause: Clause, index: int) -> bool:
    return any(clause.at(figure.start) == index and figure.family == "money" for figure in clause.figures)


def _kind_without_verb(clause: Clause) -> Kind:
    """Return the kind by a non-finite form (`Managing shops`), or else by a noun (`Analysis of ...`)."""
    known = clause.known
    first = clause.form(0)
    if first is not None and first.form != "base":
        return first.kind
    for index in range(1, min(NEAR, len(clause))):
        form = clause.form(index)
        if form is not None and form.form == "ing" and clause.low[index - 1] in BEFORE_GERUND:
            return form.kind
    named: Kind | None = next((known.kind_nouns[word] for word in clause.low if word in known.kind_nouns), None)
    if named is not None:
        return named
    following = clause.word(1)
    names = following.isdigit() or following in known.prepositions
    return first.kind if first is not None and not names else "other"


def _own(clause: Clause) -> Part | None:
    known = clause.known
    if not clause.words.isdisjoint(known.team):
        return "team"
    if not clause.words.isdisjoint(known.team_words) and any(phrase in clause.lowered for phrase in known.team_phrases):
        return "team"
    return None if clause.words.isdisjoint(known.own) else "own"


def _change(clause: Clause, kind: Kind) -> Change | None:
    """Return the change of `Python 2 to 3`, `from Oracle to PostgreSQL`."""
    text = clause.text
    version = next((pair for pair in clause.pairs if pair.version), None)
    if version is not None:
        name = technology_before(text, version.first.start)
        subject = text[name[0] : name[1]] if name is not None else None
        return Change(subject, version.first.of(text), version.last.of(text))
    if clause.pairs or "from" not in clause.words:
        return None
    index = clause.low.index("from")
    verb = next((place for place in range(index - 1, -1, -1) if clause.verb(place) is not None), None)
    if kind not in MOVES and (verb is None or (form := clause.form(verb)) is None or form.kind not in MOVES):
        return None
    if "to" not in clause.low[index + 2 : index + NEAR]:
        return None
    middle = clause.low.index("to", index + 2)
    start, end = clause.trimmed(index + 1, middle - 1), _target(clause, middle + 1)
    if start is None or end is None:
        return None
    words = clause.phrase_from(verb + 1) if verb is not None else None
    moved = clause.written(*words) if words is not None and words[1] < index else None
    return Change(moved, clause.written(*start), clause.written(*end))


def _target(clause: Clause, index: int) -> Span | None:
    words = clause.phrase_from(index, 4)
    # A version belongs to its name: `Angular 17`.
    if words is not None and clause.word(words[1] + 1)[:1].isdigit():
        return words[0], words[1] + 1
    return words


def _count(clause: Clause, measured: Sequence[Measured]) -> Count | None:
    taken = {figure for one in measured for figure in one.figures}
    taken.update(figure for pair in clause.pairs for figure in (pair.first, pair.last))
    hours: Count | None = None
    for figure in clause.figures:
        if figure in taken or not figure.plain or figure.value == 0:
            continue
        if figure.family == "time":
            if figure.unit in ("hours", "h") and figure.value >= SCALED_HOURS:
                hours = hours or Count(figure.of(clause.text), None)
        elif figure.family in COUNTED:
            return _scaled(clause, figure)
        elif figure.family == "" and (counted := _counted(clause, figure)) is not None:
            return counted
    return hours


def _scaled(clause: Clause, figure: Figure) -> Count:
    """Return the count of a figure with a unit: `£6.5m` of `school extension`, `9 km` of `drill core`."""
    index, after = clause.at(figure.start), clause.at(figure.end)
    following = clause.word(after)
    if following == "of" or (following == "in" and figure.family == "money"):
        words = clause.phrase_from(after + 1)
    else:
        words = clause.phrase_with_of(after)
    return Count(figure.of(clause.text), clause.written(*words) if words is not None else _noun_before(clause, index))


def _noun_before(clause: Clause, index: int) -> str | None:
    """Return `renewals` for `renewals worth €3.2 million`."""
    if index < 2 or clause.low[index - 1] not in ("worth", "of", "at", ":") or not clause.is_noun(index - 2):
        return None
    first = index - 2
    while first > 0 and clause.is_noun(first - 1):
        first -= 1
    return clause.written(first, index - 2)


def _counted(clause: Clause, figure: Figure) -> Count | None:
    """Return the count of a bare number and the noun after it: `120 council flats`."""
    index, after = clause.at(figure.start), clause.at(figure.end)
    before = clause.word(index - 1)
    if (
        before in clause.known.labels
        or _is_name(clause, index - 1)
        or (before == "in" and clause.word(index - 2) == "one")
    ):
        return None
    if clause.word(after) == "of" and after + 1 in clause.figured:
        return None  # `17 of 20 cases`
    words = clause.phrase_from(after, MAX_NAME)
    if words is None:
        group = clause.word(index - 2)
        if before == "of" and group in clause.known.groups:
            return Count(figure.of(clause.text), clause.written(index - 2, index - 2))
        return None
    last = words[1]
    while last >= words[0] and not plural(clause.low[last]):
        last -= 1
    if last < words[0] or clause.low[last] in clause.known.times:
        return None
    if figure.value == 1 and figure.of(clause.text).isalpha():
        return None
    of = clause.written(words[0], last)
    # `220 covers a night` continues after `covers`.
    if clause.word(last + 1) in ("a", "per", "each", "every") and clause.word(last + 2) in figures().periods:
        last += 2
    return Count(clause.text[figure.start : clause.spans[last][1]], of)


def _is_name(clause: Clause, index: int) -> bool:
    """Return whether the word before a bare number makes it part of a name: `ISO 9001`."""
    if index < 0:
        return False
    written = clause.written(index, index)
    return len(written) > 1 and written.isupper()


def _terms(clause: Clause, found: Found) -> list[Span]:
    """Return the spans of the noun phrases, best first."""
    chunks: list[tuple[float, Span]] = []
    index, size = 0, len(clause)
    while index < size:
        words = clause.phrase_from(index, MAX_NAME) if clause.is_noun(index) else None
        if words is None:
            index += 1
            continue
        index = words[1] + 1
        chunk = _chunk(clause, *words)
        if chunk is not None:
            chunks.append((chunk[0] - EARLIER * len(chunks), chunk[1]))
    measured = found.measured
    if measured is not None and measured.subject is not None:
        start, end = subject = _head(clause, measured.subject)
        told = measured.measure.start is not None or measured.measure.change is not None
        chunks = [chunk for chunk in chunks if not (start <= chunk[1][0] and chunk[1][1] <= end)]
        chunks.append((1.9 if told else 0.8, subject))
    return _ranked(clause.text, chunks, found)


def _head(clause: Clause, span: Span) -> Span:
    """Return a phrase without its place or time: `length of stay` of `length of stay after hip replacement`."""
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
    if last == 0 and phrase.endswith("ed"):
        return None
    rest = phrase[1:] if first == 0 else phrase
    named = rest != rest.lower() or not rest.replace(" ", "").isalpha()
    worth = 0.3 * min(last - first + 1, 3) + 0.02 * min(len(phrase), 20) + 0.5 * named
    return worth - 0.4 * (clause.low[last] in generic), (start, end)


def _ranked(text: str, chunks: Sequence[tuple[float, Span]], found: Found) -> list[Span]:
    means, of = found.means, found.count.of if found.count is not None else None

    def score(chunk: tuple[float, Span]) -> float:
        worth, (start, end) = chunk
        if means is not None and start < means[1] and means[0] < end:
            worth += 1.2
        return -worth - 0.45 * (of is not None and text[start:end] == of)

    return [span for _, span in sorted(chunks, key=score)][:MAX_TERMS]
