"""Whether a statement about somebody claims more than they wrote: its figures and the technologies it names."""

import re
from collections.abc import Iterable
from functools import cached_property

from shared.relevance.words import figures
from shared.skills.index import SkillIndex
from shared.skills.technologies import TechnologyIndex, key_of

NAME = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?:[.+#-][A-Za-z0-9]+)*[+#]*")
SHORTEST = 3
ONE_DIGIT = re.compile(r"\d[^\d%배xk만천억]?")
"""A figure of one digit that no claim rests on: one counts the points of a list with it."""


class Assertions:
    """Judges statements against `sources`: what somebody wrote, a posting, a wish."""

    def __init__(self, sources: Iterable[str], skills: SkillIndex, technologies: TechnologyIndex) -> None:
        self._sources = list(sources)
        self._skills = skills
        self._technologies = technologies

    def unsupported(self, texts: Iterable[str], *, technologies: bool = True) -> str | None:
        """A figure or a technology in `texts` that no source has; `None` when all is written somewhere.

        Without `technologies` only figures count: a gap is named by what is missing.
        """
        for text in texts:
            for figure in figures(text):
                if not ONE_DIGIT.fullmatch(figure) and figure not in self._figures:
                    return figure
            if technologies:
                for name, found in self._named(text).items():
                    if found not in self._names:
                        return name
        return None

    def _named(self, text: str) -> dict[str, str]:
        """The technologies that a text names, by the words that name them."""
        found = {words: skill.id for skill, words in self._skills.within(text)}
        taken = " ".join(found)
        for match in NAME.finditer(text):
            known = self._technologies.find(match[0]) if len(match[0]) >= SHORTEST else None
            # Names are written as names: Spring, not spring.
            if known is not None and known.name == match[0] and match[0] not in taken:
                skill = self._skills.named(match[0])
                found[match[0]] = skill.id if skill is not None else key_of(known.name)
        return found

    @cached_property
    def _figures(self) -> frozenset[str]:
        return frozenset(figure for text in self._sources for figure in figures(text))

    @cached_property
    def _names(self) -> frozenset[str]:
        held: set[str] = set()
        for text in self._sources:
            held.update(self._named(text).values())
            held.update(self._skills.hinted([text]))
            for match in NAME.finditer(text):
                known = self._technologies.find(match[0])
                if known is not None:
                    held.add(key_of(known.name))
        return frozenset(held)
