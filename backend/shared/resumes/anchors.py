"""The subjects of questions in a résumé: projects and jobs with their technologies, achievements and places."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import Evidence
from shared.skills.index import Skill, SkillIndex

SUMMARY = "/summary"
SKILL_LIST = "/technical_skills"
QUOTE_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Named:
    """A skill and the evidence that names it."""

    skill: Skill
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Entry:
    """A project or a job: its name, its skills and its achievements.

    `company` and `project` are as written in the résumé. One can be missing; both are if the entry is the summary or
    the list of skills.
    """

    pointer: str
    company: str | None
    project: str | None
    evidence: tuple[Evidence, ...]
    achievements: tuple[Evidence, ...]
    skills: tuple[Named, ...]

    def achievement_of_its_own(self, index: SkillIndex) -> Evidence | None:
        """Return the first achievement that names no technology, so that it fits any of them."""
        return next((achievement for achievement in self.achievements if not index.within(achievement.quote)), None)

    def achievement_with(self, skill: Skill, index: SkillIndex) -> Evidence | None:
        """Return the first achievement that names `skill`."""
        for achievement in self.achievements:
            if any(found.id == skill.id for found, _ in index.within(achievement.quote)):
                return achievement
        return None


@dataclass(frozen=True, slots=True)
class Shape:
    """The meaning of the fields of a section's objects."""

    section: str
    company: str | None
    project: str
    prose: tuple[str, ...]
    achievements: tuple[str, ...]


SHAPES = (
    Shape("work_experiences", "company", "project_name", ("project_description", "position"), ("achievements",)),
    Shape("personal_projects", None, "name", ("description",), ("key_achievements", "architecture_highlights")),
)


def entries(resume: ResumeDocument, index: SkillIndex) -> list[Entry]:
    """Return the projects and jobs of a résumé in order, then its list of skills and its summary, if any."""
    found = [entry for shape in SHAPES for entry in _of_section(resume, index, shape)]
    known = {named.skill.id for entry in found for named in entry.skills}
    listed = [Evidence(pointer=place, quote=text) for place, text in resume.texts(SKILL_LIST)]
    if listed:
        further = tuple(named for named in _listed(resume, index) if named.skill.id not in known)
        found.append(Entry(SKILL_LIST, None, None, (listed[0],), (), further))
    summary = resume.text(SUMMARY)
    if summary is not None:
        place = Evidence(pointer=SUMMARY, quote=shortened(summary))
        spoken = tuple(Named(skill, Evidence(pointer=SUMMARY, quote=words)) for skill, words in index.within(summary))
        found.append(Entry(SUMMARY, None, None, (place,), (), spoken))
    return found


def shortened(text: str) -> str:
    """Return the first sentence or line of `text`, cut at a word boundary so that it can be quoted."""
    line = text.strip().splitlines()[0].strip()
    sentence = line.split(". ")[0]
    if len(sentence) <= QUOTE_LENGTH:
        return sentence
    return sentence[:QUOTE_LENGTH].rsplit(" ", 1)[0]


def _of_section(resume: ResumeDocument, index: SkillIndex, shape: Shape) -> Iterator[Entry]:
    for number, fields in enumerate(resume.entries(shape.section)):
        pointer = f"/{shape.section}/{number}"
        company = resume.text(f"{pointer}/{shape.company}") if shape.company else None
        project = resume.text(f"{pointer}/{shape.project}")
        evidence = tuple(
            Evidence(pointer=f"{pointer}/{field}", quote=text)
            for field, text in ((shape.project, project), (shape.company or "", company))
            if text is not None
        )
        prose = [text for field in shape.prose for text in resume.texts(f"{pointer}/{field}")]
        if not evidence and prose:
            place, text = prose[0]
            evidence = (Evidence(pointer=place, quote=shortened(text)),)
        results = [text for field in shape.achievements for text in resume.texts(f"{pointer}/{field}")]
        entry = Entry(
            pointer=pointer,
            company=company,
            project=project,
            evidence=evidence,
            achievements=tuple(Evidence(pointer=place, quote=shortened(text)) for place, text in results),
            skills=tuple(_skills(index, resume, f"{pointer}/tech_stack", [*results, *prose])),
        )
        if entry.evidence and fields:
            yield entry


def _skills(index: SkillIndex, resume: ResumeDocument, stack: str, prose: Sequence[tuple[str, str]]) -> Iterator[Named]:
    seen: dict[str, Named] = {}
    for place, text in resume.texts(stack):
        for named in named_in(index, place, text):
            seen.setdefault(named.skill.id, named)
    for place, text in prose:
        for skill, words in index.within(text):
            seen.setdefault(skill.id, Named(skill, Evidence(pointer=place, quote=words)))
    yield from seen.values()


def named_in(index: SkillIndex, place: str, text: str) -> list[Named]:
    """Return the skills that an entry of a tech stack names: the entry as a whole, or those mentioned in it."""
    skill = index.named(text)
    if skill is not None:
        return [Named(skill, Evidence(pointer=place, quote=text))]
    return [Named(found, Evidence(pointer=place, quote=words)) for found, words in index.within(text)]


def _listed(resume: ResumeDocument, index: SkillIndex) -> Iterator[Named]:
    seen: Mapping[str, Named] = {}
    found = [named for place, text in resume.texts(SKILL_LIST) for named in named_in(index, place, text)]
    seen = {named.skill.id: named for named in reversed(found)}
    yield from (named for named in found if seen[named.skill.id] is named)
