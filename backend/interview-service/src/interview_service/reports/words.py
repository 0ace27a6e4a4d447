"""Words and numbers of a printed report, in its language."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from interview_service.reports.models import Before, Report
from interview_service.sessions.planning import personas
from shared.core.data import read_yaml
from shared.resumes.document import Language

NOTHING = "–"
MINUTE = 60


class Words:
    """The headings and phrases of `labels.yaml` in one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, name: str) -> str:
        """Return a heading or phrase."""
        return _labels()[name][self.language]

    def summary(self, report: Report) -> str:
        """Return how many questions were answered and skipped, and how long that took."""
        minutes = round(report.ran_seconds / 60)
        took = self("under_a_minute" if report.ran_seconds < MINUTE else "one_minute" if minutes == 1 else "minutes")
        counts = self("summary").format(answered=report.answered, skipped=report.skipped, took=took)
        return counts.format(minutes=minutes)

    def session(self, report: Report) -> str:
        """Return the day, persona, mode and length of the session."""
        return self("session").format(
            day=report.created_at.date().isoformat(),
            persona=personas()[report.persona].name[self.language],
            mode=self(report.mode),
            minutes=report.minutes,
        )

    def since(self, before: Before) -> str:
        """Return how the session compares with the previous one."""
        if before.change is None:
            return self("no_change_known")
        return self("since").format(day=before.at.date().isoformat(), change=signed(before.change))


def number(level: float | None) -> str:
    """Return a level or a mean of levels."""
    return NOTHING if level is None else f"{level:g}"


def signed(change: float | None) -> str:
    """Return a change with its sign."""
    if change is None:
        return NOTHING
    return f"{change:+g}".replace("-", "\u2212") if change else "±0"


@cache
def _labels() -> Mapping[str, Mapping[Language, str]]:
    return TypeAdapter(dict[str, dict[Language, str]]).validate_python(
        read_yaml(files("interview_service") / "data" / "practice" / "labels.yaml")
    )
