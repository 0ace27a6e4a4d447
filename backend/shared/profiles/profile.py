"""The profile of a person, used by questions and paths."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from shared.claims.models import Claim
from shared.postings.lines import Line, lines_of
from shared.postings.matching import Matcher, Wanted
from shared.postings.phrases import content_words
from shared.professions.library import competency_words, heads, profession
from shared.professions.models import Competency, Profession
from shared.professions.recognition import of_posting, of_title, speaks_of
from shared.profiles.branches import Branches
from shared.profiles.career import Career
from shared.profiles.reading import Reading, reading_of
from shared.relevance.assertions import Assertions
from shared.relevance.topics import Topics
from shared.resumes.document import Language, ResumeDocument
from shared.resumes.evidence import Evidence
from shared.resumes.facts import BANDS, FIRST_MONTHS, Seniority
from shared.skills.index import SkillIndex
from shared.skills.technologies import technology_index

LANGUAGES: tuple[Language, ...] = ("ko", "en")
RANK_ALONE = re.compile(
    r"(?:신입|주니어|시니어|경력|팀장|파트장|리드|리더|매니저|관리자|책임|수석|과장|차장|부장|승진|인턴|사원|대리|주임"
    r"|senior|junior|lead|team|leader|manager|head|supervisor|intern|graduate|promotion|[\s/()·,-])+",
    re.IGNORECASE,
)
"""A role that names a rank but no profession."""

JUNIOR = re.compile(r"\bjunior\b|\bgraduate\b|\bentry|\bintern\b|신입|주니어|인턴", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A competency of the target profession with its supporting claims, best first."""

    competency: Competency
    claims: tuple[Claim, ...]
    skills: tuple[str, ...] = ()
    """Its skills that the résumé names anywhere."""

    @property
    def is_carried(self) -> bool:
        """Whether any part of it is shown."""
        return bool(self.claims or self.skills)


class Profile:
    """Everything derived from a résumé, a target role and a posting. Expensive parts are computed on first access."""

    def __init__(
        self,
        resume: ResumeDocument,
        skills: SkillIndex,
        today: date,
        target_role: str | None = None,
        job_posting: str | None = None,
    ) -> None:
        self.resume = resume
        self.skills = skills.remembering()
        self.target_role = target_role
        self.job_posting = job_posting
        self.career = Career(resume, today)

    @cached_property
    def _reading(self) -> Reading:
        return reading_of(self.resume, self.skills)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The person's claims, in the order of the résumé."""
        return self._reading.claims

    @property
    def own_profession(self) -> str | None:
        """The person's current profession."""
        return self._reading.profession

    @cached_property
    def target_profession(self) -> str | None:
        """The profession of the target role; `None` if there is no role or it is unknown."""
        named = of_title(self.target_role)
        own = self.own_profession
        if named is None and self.target_role and own is not None and speaks_of(self.target_role, own):
            return own
        return named

    @cached_property
    def wanted_profession(self) -> str | None:
        """The profession of the role or the posting; `None` if both are missing or unknown."""
        return self.target_profession or (
            of_posting([line.text for line in self.lines], self.own_profession) if self.lines else None
        )

    @cached_property
    def profession(self) -> Profession | None:
        """The profession of the interview."""
        wants_another = self.target_role is not None or bool(self.lines)
        known = self.wanted_profession or (None if wants_another and self._is_elsewhere else self.own_profession)
        return profession(known) if known is not None else None

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the posting."""
        return lines_of(self.job_posting) if self.job_posting else ()

    @cached_property
    def wanted(self) -> tuple[Wanted, ...]:
        """The requirements of the posting, and how well the résumé supports them."""
        if not self.lines:
            return ()
        known = self.profession.id if self.profession is not None else None
        return Matcher(self.resume, self.claims, self.skills, self.held_skills, known).judge(self.lines)

    @cached_property
    def competencies(self) -> tuple[Shown, ...]:
        """The competencies of the profession of the interview, with their support."""
        if self.profession is None:
            return ()
        by_claim = self._competencies_of_claims(self.profession.id)
        return tuple(
            Shown(
                one,
                tuple(claim for claim, ids in by_claim if one.id in ids),
                tuple(skill for skill in one.skills if skill in self.held_skills),
            )
            for one in self.profession.competencies
        )

    @cached_property
    def branches(self) -> Branches | None:
        """The branches of the profession of the interview that the résumé, the posting or the role speaks of."""
        if self.profession is None:
            return None
        told = (text for _, text in self.resume.texts())
        return Branches(
            self.profession.id, (*told, *(line.text for line in self.lines), *filter(None, [self.target_role]))
        )

    @cached_property
    def named(self) -> Mapping[str, Evidence]:
        """The competencies named in any text of the résumé, such as a tool list or a certificate, with the words."""
        if self.profession is None:
            return {}
        words = competency_words(self.profession.id)
        found: dict[str, Evidence] = {}
        for pointer, text in self.resume.texts():
            for hit in words.find(text):
                found.setdefault(hit.key, Evidence(pointer=pointer, quote=text[hit.start : hit.end]))
        return found

    @property
    def held_skills(self) -> Mapping[str, str]:
        """The known skills that the résumé names anywhere, with the words that name them."""
        return self._reading.held_skills

    @cached_property
    def changes_career(self) -> bool:
        """Whether the target profession differs from the person's own, and they have no work in it."""
        wanted = self.wanted_profession
        if wanted is None or wanted == self.own_profession:
            return False
        return bool(self.career.jobs) and not any(job.profession == wanted and job.months for job in self.career.jobs)

    @cached_property
    def level(self) -> Seniority | None:
        """The seniority in the profession of the interview; years in other professions do not count."""
        whole = self.resume.seniority
        if self.target_role is not None and JUNIOR.search(self.target_role):
            return whole if whole == "student" else "junior"
        wanted = self.wanted_profession
        if wanted is None and self._is_strange:
            return whole if whole == "student" else "junior"
        if wanted is None or wanted == self.own_profession or not self.career.jobs:
            return self._without_other_trades(whole)
        return _band(self.career.months_in(heads()[wanted].family))

    def _without_other_trades(self, whole: Seniority | None) -> Seniority | None:
        """Return the seniority without the years in trades of other families than one's own."""
        if self.own_profession is None or whole is None or whole == "student":
            return whole
        elsewhere = self.career.months_outside(heads()[self.own_profession].family)
        if not elsewhere:
            return whole
        level = _band(max(0, (self.resume.experience_months or self.career.months) - elsewhere))
        return level if BANDS.index(level) < BANDS.index(whole) else whole

    @cached_property
    def topics(self) -> Topics:
        """The check whether a question is about its quote. What is kept of a profile must not grow with what models
        write, so each set uses a copy (`Topics.again`).
        """
        professions = (self.profession.id if self.profession is not None else None, self.own_profession)
        return Topics(self.resume, self.job_posting, self.skills, (one for one in professions if one is not None))

    @cached_property
    def assertions(self) -> Assertions:
        """The check whether a statement claims what the résumé does not say."""
        return Assertions((text for _, text in self.resume.texts()), self.skills, technology_index())

    @cached_property
    def folded_text(self) -> str:
        """All texts of the résumé, case-folded."""
        return "\n".join(text for _, text in self.resume.texts()).casefold()

    def mentions(self, topic: str) -> bool:
        """Return whether the résumé or the posting mentions a topic."""
        skill = self.skills.named(topic)
        if skill is not None and skill.id in self.held_skills:
            return True
        texts = " ".join([*(text for _, text in self.resume.texts()), *(line.text for line in self.lines)]).casefold()
        names = [shown.competency.name.of(language) for shown in self.competencies for language in LANGUAGES]
        return topic.casefold() in texts or any(
            word in texts or any(word in name.casefold() for name in names) for word in content_words(topic)
        )

    @property
    def _is_elsewhere(self) -> bool:
        """Return whether the target role may be in another profession; `팀장` alone names none."""
        return self.target_role is not None and RANK_ALONE.fullmatch(self.target_role.strip()) is None

    @property
    def _is_strange(self) -> bool:
        """Return whether the target role is in an unknown profession that shares no word with the person's jobs."""
        if not self._is_elsewhere or not self.career.jobs:
            return False
        titles = " ".join(job.position or "" for job in self.career.jobs).casefold()
        words = content_words(RANK_ALONE.sub(" ", self.target_role or ""))
        return not any(word in titles for word in words)

    def _competencies_of_claims(self, profession_id: str) -> list[tuple[Claim, frozenset[str]]]:
        words = competency_words(profession_id)
        ranked = sorted(self.claims, key=lambda claim: (-claim.weight, claim.order))
        return [(claim, frozenset(words.keys(claim.text))) for claim in ranked]


def _band(months: int) -> Seniority:
    """Return the seniority of so many months in a trade."""
    level: Seniority = "junior"
    for band, first in FIRST_MONTHS.items():
        level = band if months >= first else level
    return level
