"""Which branches of a trade a person works in or applies to. A payroll specialist is not asked about interviews."""

from collections.abc import Iterable

from shared.professions.library import competency_words, situation_words
from shared.professions.models import Competency


class Branches:
    """The branches of a profession that texts (a résumé, a posting, a target role) speak of."""

    def __init__(self, profession_id: str, texts: Iterable[str]) -> None:
        told = list(texts)
        of_competencies, of_situations = competency_words(profession_id), situation_words(profession_id)
        self._competencies = {key for text in told for key in of_competencies.keys(text)}
        self._situations = {key for text in told for key in of_situations.keys(text)}

    def include(self, competency: Competency) -> bool:
        """Return whether the competency is of the whole trade, or of a branch that the texts speak of."""
        return competency.branch is None or competency.id in self._competencies

    def allow(self, competency: Competency, number: int) -> bool:
        """Return whether the situation with this number may be asked about."""
        if not self.include(competency):
            return False
        return competency.situations[number].needs is None or (competency.id, number) in self._situations
