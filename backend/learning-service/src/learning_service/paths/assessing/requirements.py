"""Decides which requirements of a posting are open, how far they are shown, and how much they count."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from learning_service.paths.assessing.admissions import is_admission
from learning_service.paths.assessing.models import State
from learning_service.paths.assessing.nearness import nearness
from learning_service.paths.assessing.skills import Skills
from learning_service.paths.assessing.topics import can_be_learned, name_of, named_in, practice_of
from shared.claims.models import Claim
from shared.language.lexicon import HANGUL
from shared.postings.matching import Wanted
from shared.postings.phrases import ALTERNATIVES, WORD, content_words, shown_by
from shared.profiles.profile import Profile
from shared.skills.technologies import technology_index

Covered = Literal["covered"]
"""Shown in part, by work that covers it in other words."""

LIKE = re.compile(r"^\S+ (?:or|and) (?:similar|equivalent|the like)", re.IGNORECASE)
"""The second half of an enumeration: `Load testing with k6, Gatling or similar`."""

BRACKETS = re.compile(r"\([^()]*\)")

EITHER = re.compile(r"\bor\b|또는|혹은")
TRIED = re.compile(r"proof of concept|\bpoc\b|개념 ?검증", re.IGNORECASE)
IN_USE = re.compile(r"\bin production\b|운영 ?경험|실서비스", re.IGNORECASE)


class Requirements:
    """The requirements of a posting that a person does not show, or shows in part.

    `near` are the competencies that the person's work comes near, `sure` those that a claim names.
    """

    def __init__(
        self, profile: Profile, skills: Skills, near: Container[str], sure: Container[str], *, is_software: bool
    ) -> None:
        self._profile = profile
        self._skills = skills
        self._is_software = is_software
        self._told = "\n".join(text for _, text in profile.resume.texts()).casefold()
        self._near = near
        self._shown = {
            one.competency.id
            for one in profile.competencies
            if one.competency.id in sure or any(not is_admission(claim) for claim in one.claims)
        }

    def open(self) -> list[Wanted]:
        """Return the open requirements, in the order of the posting."""
        asked = [one for one in self._profile.wanted if self._is_open(one)]
        return list(_whole_lines(asked, self._profile.wanted))

    def state_of(self, wanted: Wanted) -> State:
        """Return how far a requirement is shown; nothing shows a part of one whose technologies are all new."""
        if wanted.state == "partial" and self._new_technologies(wanted.text) and not self._is_in_part(wanted.text):
            return "missing"
        return "partial" if wanted.state in ("partial", "have") else "missing"

    def weight_of(self, wanted: Wanted, state: State) -> State | Covered:
        """Return the state by which a requirement counts: a new technology or field counts as if nothing showed it."""
        if state != "partial":
            return state
        return "missing" if self._is_new(wanted) else "covered" if self._is_covered(wanted) else "partial"

    def tool_of(self, wanted: Wanted) -> str | None:
        """Return the technology without a unit that a phrase is about: of several, one that other lines name too."""
        new = self._new_technologies(wanted.text)
        elsewhere = "\n".join(one.text for one in self._profile.wanted if one.line.number != wanted.line.number)
        repeated = [name for name in new if name in elsewhere]
        return next((name for name in repeated or new if self._profile.skills.named(name) is None), None)

    def _is_open(self, wanted: Wanted) -> bool:
        if not can_be_learned(wanted.text) or LIKE.match(wanted.text):
            return False
        if wanted.state == "missing":
            return not self._rests_on_it(wanted) and not (
                wanted.competency in self._shown and wanted.line.kind == "duty" and not wanted.skills
            )
        if wanted.state == "have":
            return self._was_only_tried(wanted)
        return wanted.state == "partial" and self._is_open_in_part(wanted)

    def _is_open_in_part(self, wanted: Wanted) -> bool:
        practice = practice_of(wanted.text)
        if practice in ("work", "lead") and wanted.claim is not None and _covers(wanted.claim, wanted.text):
            return False
        if wanted.line.kind == "required" or self._is_new(wanted):
            return True
        # A partly shown duty is usually the person's own work in other words, unless it names something new.
        if practice == "language":
            return not any(practice_of(word) == "language" and self._is_told(word) for word in wanted.text.split())
        return any(not self._is_told(name) for name in named_in(wanted.text))

    def _was_only_tried(self, wanted: Wanted) -> bool:
        """Return whether the posting wants something in use, and the person's only claim about it was a trial."""
        if IN_USE.search(wanted.text) is None or not wanted.skills:
            return False
        about = [
            claim for claim in self._profile.claims if any(mention.id in wanted.skills for mention in claim.skills)
        ]
        return bool(about) and all(TRIED.search(claim.text) for claim in about)

    def _rests_on_it(self, wanted: Wanted) -> bool:
        """Return whether a phrase only names foundations of the person's skills, such as SQL for MySQL."""
        named = skills_of(wanted, self._profile) if self._is_software else ()
        return bool(named) and self._skills.known.issuperset(named)

    def _is_new(self, wanted: Wanted) -> bool:
        """Return whether a partly shown phrase names a technology, or begins with a field, that nobody told of."""
        if self._was_only_tried(wanted) or self._new_technologies(wanted.text):
            return True
        if wanted.line.kind != "preferred":
            return False
        if any(not self._is_told(name) for name in named_in(wanted.text)):
            return True
        words = content_words(name_of(wanted.text))
        return bool(words) and len(words) > 1 and not self._is_told(words[0]) and not self._is_shown(wanted)

    def _new_technologies(self, text: str) -> list[str]:
        """Return the technologies that a phrase names and the résumé does not; none if one alternative is told."""
        named = _technologies(text)
        new = [name for name in named if not self._is_told(name)]
        return [] if len(new) < len(named) and ALTERNATIVES.search(text) is not None else new

    def _is_in_part(self, text: str) -> bool:
        return any(map(self._is_told, _technologies(text)))

    def _is_covered(self, wanted: Wanted) -> bool:
        """Return whether claims show the competency of a phrase, or half of the words of an alternative."""
        sides = (content_words(side) for side in EITHER.split(wanted.text))
        return self._is_shown(wanted) or any(
            words and sum(map(self._is_said, words)) * 2 >= len(words) for words in sides
        )

    def _is_shown(self, wanted: Wanted) -> bool:
        """Return whether claims show the competency that a phrase is about."""
        known = self._profile.profession
        near = nearness(known.id).of(wanted.text) if known is not None else frozenset[str]()
        return wanted.competency in self._shown or not near.isdisjoint(self._shown)

    def _is_said(self, word: str) -> bool:
        return any(map(self._is_told, (word, *shown_by(word))))

    def _is_told(self, name: str) -> bool:
        return name.casefold() in self._told


def _technologies(text: str) -> list[str]:
    """Return the technologies that a text names by a word of their own."""
    words = (found[0] for found in WORD.finditer(text) if not HANGUL.match(found[0]))
    return [word for word in words if any(map(str.isupper, word)) and technology_index().find(word) is not None]


def skills_of(wanted: Wanted, profile: Profile) -> tuple[str, ...]:
    """Return the skills of a phrase, without parts in brackets: `GCP (Pub/Sub)`."""
    outside = BRACKETS.sub(" ", wanted.text)
    known = profile.skills
    spoken = [skill.id for skill, _ in known.within(outside)]
    spoken += [skill.id for word in outside.split() if (skill := known.named(word)) is not None]
    return tuple(one for one in dict.fromkeys(spoken) if one in wanted.skills) or wanted.skills


def near_claims(profile: Profile) -> Mapping[str, Claim]:
    """Return the competencies that the person's work comes near, each with the strongest claim."""
    if profile.profession is None:
        return {}
    near = nearness(profile.profession.id)
    found: dict[str, Claim] = {}
    for claim in _work(profile):
        for one in near.of(claim.text):
            found.setdefault(one, claim)
    return found


def named_claims(profile: Profile) -> Mapping[str, Claim]:
    """Return the competencies that the person's work names in any form of their words, with the strongest claim."""
    if profile.profession is None:
        return {}
    near = nearness(profile.profession.id)
    found: dict[str, Claim] = {}
    for claim in _work(profile):
        for one in near.named_in(claim.text):
            found.setdefault(one, claim)
    return found


def _work(profile: Profile) -> Iterator[Claim]:
    """Yield the claims about work, strongest first, without those that admit missing experience."""
    for claim in sorted(profile.claims, key=lambda claim: -claim.weight):
        if claim.section in ("work_experiences", "personal_projects") and not is_admission(claim):
            yield claim


def _covers(claim: Claim, phrase: str) -> bool:
    """Return whether a claim covers half of a phrase, so that it is shown in other words."""
    words = content_words(phrase)
    said = content_words(claim.text)
    shared = sum(any(one.startswith(word) or word.startswith(one) for one in said) for word in words)
    return shared > 1 and shared * 2 >= len(words)


def _whole_lines(asked: Iterable[Wanted], everything: Sequence[Wanted]) -> Iterator[Wanted]:
    """Join the pieces of a line if all of them are required: `Relativity: searches, productions, batch sets`."""
    pieces: dict[int, list[Wanted]] = {}
    for wanted in asked:
        pieces.setdefault(wanted.line.number, []).append(wanted)
    for number, found in pieces.items():
        of_line = sum(1 for one in everything if one.line.number == number)
        if len(found) < 2 or len(found) < of_line or any(one.skills or one.competency for one in found):
            yield from found
            continue
        first = found[0]
        missing = sum(one.state == "missing" for one in found)
        state = "missing" if missing * 2 > len(found) else "partial"
        claim = next((one.claim for one in found if one.claim is not None), None)
        yield Wanted(first.line, first.line.text, state, claim)
