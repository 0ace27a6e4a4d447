"""Finds how something was done in an English clause."""

import re

from shared.claims.english.clause import Clause
from shared.claims.found import Found, Measured, Span
from shared.skills.index import skill_index
from shared.skills.technologies import technology_index

NOTE = re.compile(r"\(([^()]{2,60})\)\s*\.?\s*\Z")
NO_MEANS = re.compile(
    r"\d|\b(?:based|vs|versus|compared|incl|average|e\.g|formerly|now|previously|est|including|i\.e|see)\b",
    re.IGNORECASE,
)
DEEDS = frozenset({"built", "migrated", "automated", "taught", "planned", "wrote", "led", "checked", "researched"})
MEANS = frozenset({"by", "through", "via", "using", "with", "after", "following"})
LOOSE = frozenset({"with", "after", "following"})
"""Words that introduce a means only if no figure follows, as in `with 14 staff`."""
THANKS = frozenset({"thanks", "owing", "due"})
RESULTS = frozenset({"that", "which", ",", "to", "so"})
ENDS = frozenset({".", ":", "/", "!"})
WHILE = frozenset({"within", "during", "since", "until", "over", "across"})
MAX_MEANS = 12


def find_means(clause: Clause, found: Found, main: int | None) -> None:
    """Set `means` and `deed` of `found`; `main` is the index of the main verb."""
    result = found.measured if found.kind == "improved" else None
    words = _named(clause, result)
    if words is None and result is not None:
        words = _first_words(clause, result)
    if words is not None:
        found.means = clause.span(words)
    elif result is not None:
        found.means = result.agent or _note(clause)
        if found.means is None and main is not None:
            _find_deed(clause, result, found, main)


def _named(clause: Clause, result: Measured | None) -> Span | None:
    """Return the means of `by testing every circuit twice`, `through turning charts`."""
    if MEANS.isdisjoint(clause.words) and "thanks" not in clause.words and "due" not in clause.words:
        return None
    begin = clause.at(result.end - 1) + 1 if result is not None else 1
    for index in range(begin, len(clause) - 1):
        word = clause.low[index]
        if word not in MEANS and not (word == "to" and clause.low[index - 1] in THANKS):
            continue
        after = clause.low[index + 1]
        if index + 1 in clause.figured or after in clause.known.no_means:
            continue
        words = clause.trimmed(index + 1, _end(clause, index + 1))
        if words is not None and _tells(clause, word, after, words, result):
            return words
    return None


def _tells(clause: Clause, word: str, after: str, words: Span, result: Measured | None) -> bool:
    first, last = words
    if first == last and clause.low[first] in clause.known.generic:
        return False
    if word in LOOSE and any(place in clause.figured for place in range(first, last + 1)):
        return False
    if result is not None or word in ("using", "through") or (word == "by" and after.endswith("ing")):
        return True
    return word in ("with", "via") and _is_technology(clause.written(first, last))


def _is_technology(written: str) -> bool:
    return technology_index().find(written) is not None or skill_index().named(written) is not None


def _end(clause: Clause, index: int) -> int:
    """Return the last word of a means, before a mark or a word that begins something else."""
    last = index
    gerund = clause.low[index].endswith("ing")
    while last + 1 < len(clause) and last - index < MAX_MEANS:
        word = clause.low[last + 1]
        if word in clause.known.boundaries or word in ENDS or (word in WHILE and not gerund):
            break
        if word == "and" and last + 2 < len(clause) and (form := clause.form(last + 2)) and form.form == "past":
            break
        last += 1
    return last


def _first_words(clause: Clause, result: Measured) -> Span | None:
    """Return the means of `By baking in smaller batches, halved unsold bread`."""
    if clause.low[0] not in MEANS or "," not in clause.words:
        return None
    end = clause.low.index(",")
    return clause.trimmed(1, end - 1) if clause.spans[end][0] <= result.begin else None


def _note(clause: Clause) -> Span | None:
    """Return the means in brackets at the end: `(quick-change fixtures)`."""
    note = NOTE.search(clause.text) if ")" in clause.words else None
    if note is None or NO_MEANS.search(note[1]) is not None:
        return None
    return clause.span(clause.trimmed(clause.at(note.start(1)), clause.at(note.end(1) - 1)))


def _find_deed(clause: Clause, result: Measured, found: Found, main: int) -> None:
    """Set the deed: `Developed a catalyst` of `Developed a catalyst that raised yield`."""
    form, verb = clause.form(main), result.verb
    if verb is None:
        verb = next((place for place in range(clause.at(result.begin), 0, -1) if clause.low[place - 1] == ","), None)
    if verb is None or verb <= main or form is None or form.kind not in DEEDS:
        return
    place = verb - 1
    if clause.low[place] not in RESULTS and result.subject is not None and result.subject[0] < clause.spans[verb][0]:
        place = clause.at(result.subject[0]) - 1
    thing = main + 1
    while thing < verb and clause.low[thing] in ("and", "then") and clause.form(thing + 1) is not None:
        thing += 2  # `Designed and shipped`
    words = clause.phrase_with_of(thing)
    if place < 0 or clause.low[place] not in RESULTS or words is None or words[1] >= verb:
        return
    last = place - 1
    while last > main and clause.low[last] in RESULTS:
        last -= 1
    found.means = clause.span(words)
    found.deed = clause.spans[main][0], clause.spans[max(last, words[1])][1]
