"""Check whether a statement claims figures or technologies that its sources do not contain."""

import re
from collections.abc import Iterable
from functools import cached_property

from shared.postings.phrases import HANGUL, bare
from shared.relevance.words import figures
from shared.skills.index import SkillIndex
from shared.skills.technologies import TechnologyIndex, key_of

NAME = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?:[.+#-][A-Za-z0-9]+)*[+#]*")
KOREAN = re.compile(r"[가-힣]{3,}")
MIN_LENGTH = 3
ONE_DIGIT = re.compile(r"\d[^\d%배xk만천억]?")
"""A one-digit figure, which is not checked, because it may just number the points of a list."""


class Assertions:
    """Checks statements against `sources`, such as a résumé, a posting and a target role."""

    def __init__(self, sources: Iterable[str], skills: SkillIndex, technologies: TechnologyIndex) -> None:
        self._sources = list(sources)
        self._skills = skills
        self._technologies = technologies

    def beside(self, sources: Iterable[str]) -> "Assertions":
        """Return a check against further sources, too; what these say is not read again."""
        other = Assertions(sources, self._skills.remembering(), self._technologies)
        other._figures |= self._figures
        other._names |= self._names
        return other

    def unsupported(self, texts: Iterable[str], *, technologies: bool = True) -> str | None:
        """Return a figure or a technology in `texts` that no source has, or `None`.

        Without `technologies` only figures are checked, because a gap names a missing technology.
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
        """Return the technologies in a text by the words that name them."""
        found = {words: skill.id for skill, words in self._skills.within(text)}
        taken = " ".join(found)
        for word in _words(text):
            known = self._technologies.find(word)
            # Only in its canonical spelling: Spring, not spring.
            if known is not None and word not in taken and (known.name == word or HANGUL.match(word)):
                found[word] = self._key(word, known.name)
        return found

    def _key(self, word: str, name: str) -> str:
        skill = self._skills.named(word)
        return skill.id if skill is not None else key_of(name)

    @cached_property
    def _figures(self) -> frozenset[str]:
        return frozenset(figure for text in self._sources for figure in figures(text))

    @cached_property
    def _names(self) -> frozenset[str]:
        held: set[str] = set()
        for text in self._sources:
            held.update(self._named(text).values())
            held.update(self._skills.hinted([text]))
            for word in (*_words(text), *(match[0] for match in NAME.finditer(text))):
                known = self._technologies.find(word)
                if known is not None:
                    held.add(self._key(word, known.name))
        return frozenset(held)


def _words(text: str) -> list[str]:
    """Return the words that may name a technology: Latin names, and Korean words without particles."""
    latin = [match[0] for match in NAME.finditer(text)]
    korean = [bare(match[0]) for match in KOREAN.finditer(text)]
    return [word for word in (*latin, *korean) if len(word) >= MIN_LENGTH]
