"""Documents before they are written: rows with the label of each line and of each piece of a head."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from random import Random

import yaml

from train.dates import Dates
from train.facts import Language, Person, Study, Work, lists, person, summary, told
from train.heads import Tagged, chosen, lines_of
from train.others import SECTIONS, Look


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it will be written."""

    pieces: Tagged
    tag: str
    look: Look = "body"
    bullet: bool = False
    gap: bool = False
    table: bool = False
    aside: bool = False

    @property
    def text(self) -> str:
        """The words of the row."""
        return "".join(text for text, _ in self.pieces)


@dataclass(slots=True)
class Plan:
    """What is alike in a whole document."""

    random: Random
    person: Person
    dates: Dates
    held_out: bool
    forms: dict[str, str] = field(default_factory=dict[str, str])
    shape: str = "plain"

    @property
    def language(self) -> Language:
        """The language of the document."""
        return self.person.language


def plain(text: str, tag: str, look: Look = "body", *, bullet: bool = False, gap: bool = False) -> Row:
    """A row whose words have no labels."""
    return Row([(text, "O")], tag, look, bullet, gap)


def document(random: Random, *, held_out: bool = False) -> tuple[list[Row], Language]:
    """The rows of a new document, and its language."""
    language: Language = random.choice(("ko", "en"))
    plan = Plan(random, person(random, language), Dates(random, language), held_out)
    for part in ("work", "education"):
        plan.forms[part] = chosen(random, f"{language}:{part}", held_out=held_out)
    rows = list(_above(plan))
    plan.shape = random.choices(("plain", "headless", "dense"), (0.88, 0.05, 0.07))[0]
    sections = [(kind, list(_section(plan, kind))) for kind in _order(plan)]
    aside = random.random() < 0.3
    for kind, inner in sections:
        if not inner:
            continue
        headless = plan.shape == "headless" or (kind == "work" and random.random() < 0.05)
        headed = [] if headless else list(_heading(plan, kind))
        small = aside and kind in ("skills", "languages", "certifications", "contact", "other", "summary")
        whole = _inline(plan, kind, headed, inner) or [*headed, *inner]
        rows += [replace(row, aside=True) for row in whole] if small else whole
    rows += [plain(text, "other") for text in _below(plan)]
    return [replace(row, gap=False) for row in rows] if plan.shape == "dense" else rows, language


def _below(plan: Plan) -> Iterator[str]:
    """What programs and forms write below everything."""
    korean = plan.language == "ko"
    if plan.random.random() < 0.06:
        yield "위의 모든 기재사항은 사실과 다름없음을 확인합니다." if korean else "References available on request."
    if plan.random.random() < 0.05:
        yield f"{'최종 수정일' if korean else 'Updated'} {plan.dates.point((2025, 3))}"


def _order(plan: Plan) -> list[str]:
    random = plan.random
    rest = ["education", "skills", *(kind for kind in SECTIONS if random.random() < 0.4)]
    if random.random() < 0.15:
        rest.remove("skills")
    random.shuffle(rest)
    if not plan.person.jobs:
        return rest
    rest.insert(random.choice((0, 0, 0, 1, 1, 2, len(rest))), "work")
    if "summary" in rest and random.random() < 0.8:
        rest.remove("summary")
        rest.insert(0, "summary")
    return rest


@cache
def headings() -> Mapping[str, Mapping[str, list[str]]]:
    """Headings by language and part."""
    text = (files("train") / "data" / "headings.yaml").read_text(encoding="utf-8")
    return {
        language: {kind: [str(word) for word in words] for kind, words in kinds.items()}
        for language, kinds in yaml.load(text, Loader=yaml.CSafeLoader).items()
    }


def _heading(plan: Plan, kind: str) -> Iterator[Row]:
    part = plan.forms.setdefault("case", plan.random.choice(("as is", "as is", "upper", "spaced")))
    text = plan.random.choice(headings()[plan.language][kind])
    if part == "upper":
        text = text.upper()
    elif part == "spaced" and plan.language == "ko" and len(text) <= 4:
        text = " ".join(text)
    yield plain(text, f"heading:{kind}", "heading", gap=True)


def _inline(plan: Plan, kind: str, headed: list[Row], inner: list[Row]) -> list[Row]:
    """The part on one line behind its heading: `Skills: Java, Go`; nothing where it is longer."""
    if not headed or len(inner) != 1 or plan.random.random() > 0.45 or kind == "work":
        return []
    row = inner[0]
    sign = plan.random.choice((": ", " : ", ": ", "  ", " | "))
    return [replace(row, pieces=[(headed[0].text + sign, "label"), *row.pieces], bullet=False, gap=True)]


def _above(plan: Plan) -> Iterator[Row]:
    """The person."""
    random, who = plan.random, plan.person
    korean = plan.language == "ko"
    if random.random() < (0.25 if korean else 0.04):
        yield plain(
            random.choice(("이력서", "이 력 서", "경력기술서", "RESUME", "Curriculum Vitae")), "other", "name", gap=True
        )
    labelled = random.random() < (0.4 if korean else 0.1)
    name = who.name.upper() if random.random() < 0.2 else who.name
    if random.random() < 0.08:
        name = " ".join(name)
    if labelled:
        yield plain(f"{'성명' if korean else 'Name'}: {who.name}", "name", gap=True)
    else:
        yield plain(name, "name", "name", gap=True)
    if random.random() < 0.5:
        yield plain(who.headline, "person", "more")
    labels = (
        {"email": "이메일", "phone": "연락처", "place": "주소"}
        if korean
        else {"email": "Email", "phone": "Phone", "place": "Address"}
    )
    said = [(name, getattr(who, name)) for name in ("email", "phone", "place") if random.random() < 0.9]
    if random.random() < 0.3:
        said.append(("link", f"github.com/{who.email.partition('.')[0]}"))
    if labelled and random.random() < 0.4:
        extra = (
            [("생년월일", "1990.04.02"), ("성별", "여"), ("희망연봉", "회사 내규")]
            if korean
            else [("Date of birth", "2 April 1990"), ("Nationality", "Irish")]
        )
        said = [(labels.get(label, "GitHub"), value) for label, value in said]
        for label, value in random.sample([*said, *extra], len(said) + 1):
            yield plain(f"{label} | {value}", "contact")
    elif random.random() < 0.5:
        yield plain(random.choice((" | ", " · ", ", ", "   ")).join(value for _, value in said), "contact")
    else:
        for label, value in said:
            yield plain(f"{labels.get(label, 'GitHub')}: {value}" if labelled else value, "contact")


def _section(plan: Plan, kind: str) -> Iterator[Row]:
    if kind == "work":
        yield from _work(plan)
    elif kind == "education" and plan.random.random() < 0.08:
        yield from _school_table(plan)
    elif kind == "education":
        for study in plan.person.schools:
            yield from _school(plan, study)
    else:
        yield from (Row([(text, "O")], tag, look, bullet, gap) for text, tag, look, bullet, gap in SECTIONS[kind](plan))


TOTALS = {"en": ("Total experience: {x}", "{x}"), "ko": ("총 경력 {x}", "총 {x}", "경력 {x}")}


def _work(plan: Plan) -> Iterator[Row]:
    if plan.person.jobs and plan.random.random() < 0.06:
        total = plan.random.choice(TOTALS[plan.language])
        yield plain(total.format(x=plan.dates.length(plan.person.jobs[-1].span)), "other")
    shape = plan.random.random()
    if shape < 0.08 and plan.person.jobs:
        yield from _table(plan)
    elif shape < 0.18:
        yield from _banners(plan)
    else:
        bullets = plan.random.random() < 0.75
        listed = plan.random.random() < 0.06
        for job in plan.person.jobs:
            yield from _job(plan, job, bullets=bullets, listed=listed)


def values_of(plan: Plan, job: Work, *, undated: bool = False) -> dict[str, str]:
    """What the head of a job may say, by the letters of the forms; some of it is missing now and then."""
    rare = plan.random.random
    return {
        "c": job.company, "p": job.position, "t": job.department if rare() < 0.9 else "",
        "l": job.place if rare() < 0.9 else "", "e": job.employment if rare() < 0.9 else "",
        "d": "" if undated else plan.dates.span(job.span), "x": plan.dates.length(job.span),
    }  # fmt: skip


def _job(plan: Plan, job: Work, *, bullets: bool, listed: bool) -> Iterator[Row]:
    random = plan.random
    undated = plan.forms.setdefault("undated", random.choice(("", "", "", "", "", "", "", "", "", "yes")))
    options = plan.forms.setdefault("options", random.choice(("", "yes")))
    labels = random.random() < 0.03
    form = LABELLED[plan.language] if labels else plan.forms["work"]
    for at, pieces in enumerate(lines_of(form, values_of(plan, job, undated=bool(undated)), options=bool(options))):
        yield Row(pieces, "work:more" if at else "work:head", "more" if at else "head", listed and not at, gap=not at)
    yield from _told(plan, job, bullets=bullets and not listed)


LABELLED = {
    "en": "Employer: {c}\nPosition: {p}\nPeriod: {d}",
    "ko": "회사명: {c}\n근무기간: {d}\n직위: {p}\n부서: {t}",
}
DUTIES = {
    "en": ("Responsibilities", "Key achievements:", "Duties:", "Highlights"),
    "ko": ("담당업무", "주요 성과", "주요업무", "[주요 업무]", "담당 업무:"),
}
TECH = {"en": ("Tech", "Tools", "Stack", "Environment"), "ko": ("기술", "사용 기술", "담당업무", "주요 성과")}


def _told(plan: Plan, job: Work, *, bullets: bool) -> Iterator[Row]:
    random = plan.random
    projects = plan.forms.setdefault("projects", random.choice(("", "", "", "", "", "yes")))
    if projects and job.told:
        yield plain(job.project, "work:project", random.choice(("head", "more", "body")), gap=random.random() < 0.5)
        if random.random() < 0.5:
            yield plain(plan.dates.span(job.span), "work:body")
    if random.random() < 0.12:
        yield plain(summary(random, plan.language, job.position), "work:body")
    if job.told and random.random() < 0.1:
        yield plain(random.choice(DUTIES[plan.language]), "work:body")
    for text in job.told:
        yield plain(text, "work:body", bullet=bullets)
    if random.random() < 0.15:
        skills = ", ".join(random.sample(lists(plan.language)["skills"], 4))
        yield plain(
            f"{random.choice(TECH[plan.language])}: {skills}", "work:body", bullet=bullets and random.random() < 0.5
        )


def _banners(plan: Plan) -> Iterator[Row]:
    """Several roles below one employer."""
    random, jobs = plan.random, list(plan.person.jobs)
    form = random.choice(("{p}>>{d}", "{d}\n{p}", "{p} ({d})", "{p}, {d}", "{p}\n{d}"))
    while jobs:
        size = random.choice((1, 2, 2, 3))
        same, jobs = jobs[:size], jobs[size:]
        head = lines_of(random.choice(("{c}", "{c}[, {l}]", "{c}>>{x}")), values_of(plan, same[0]), options=True)
        yield Row(head[0], "work:head", "head", gap=True)
        for at, job in enumerate(same):
            for number, pieces in enumerate(lines_of(form, values_of(plan, job), options=False)):
                yield Row(
                    pieces, "work:role" if at and not number else "work:more", "more", gap=bool(at) and not number
                )
            yield from _told(plan, job, bullets=True)


def _table(plan: Plan) -> Iterator[Row]:
    """Jobs as rows of a table."""
    korean = plan.language == "ko"
    names = (
        {"c": "회사명", "d": "근무기간", "p": "직위", "t": "부서"}
        if korean
        else {"c": "Company", "d": "Period", "p": "Position", "t": "Department"}
    )
    columns = plan.random.sample(list("cdpt"), k=4)
    if plan.random.random() < 0.5:
        columns.remove("t")
    form = " | ".join(f"{{{column}}}" for column in columns)
    if plan.random.random() < 0.8:
        yield Row([(" | ".join(names[column] for column in columns), "label")], "work:columns", "more", table=True)
    for job in plan.person.jobs:
        values = {**values_of(plan, job), "t": job.department}
        yield Row(lines_of(form, values, options=False)[0], "work:head", table=True)


def _school_table(plan: Plan) -> Iterator[Row]:
    """Schools as rows of a table."""
    korean = plan.language == "ko"
    names = (
        {"s": "학교명", "d": "재학기간", "j": "전공", "u": "구분"}
        if korean
        else {"s": "School", "d": "Years", "j": "Subject", "g": "Award"}
    )
    columns = plan.random.sample(list(names), k=4)
    if plan.random.random() < 0.85:
        yield Row([(" | ".join(names[column] for column in columns), "label")], "edu:columns", "more", table=True)
    for study in plan.person.schools:
        values = {"s": study.school, "d": plan.dates.span(study.span), "j": study.major, "g": study.degree, "u": "졸업"}
        yield Row(
            lines_of(" | ".join(f"{{{column}}}" for column in columns), values, options=False)[0],
            "edu:head",
            table=True,
        )


def _school(plan: Plan, study: Study) -> Iterator[Row]:
    random = plan.random
    ending = random.choice(("졸업", "졸업", "재학", "수료", "졸업예정", "중퇴")) if plan.language == "ko" else ""
    values = {
        "s": study.school, "g": study.degree if random.random() < 0.85 else "",
        "j": study.major if random.random() < 0.9 else "",
        "l": study.place, "r": study.grade, "u": ending,
        "d": plan.dates.span(study.span) if random.random() < 0.75 else plan.dates.point(study.left),
    }  # fmt: skip
    options = plan.forms.setdefault("options", random.choice(("", "yes")))
    bullet = plan.forms.setdefault("school bullets", random.choice(("", "", "", "", "", "yes")))
    for at, pieces in enumerate(lines_of(plan.forms["education"], values, options=bool(options))):
        yield Row(
            pieces, "edu:more" if at else "edu:head", "more" if at else "head", bool(bullet) and not at, gap=not at
        )
    for _ in range(random.choice((0, 0, 0, 1, 2))):
        yield plain(_studied(plan, study), "edu:body", bullet=random.random() < 0.6)


def _studied(plan: Plan, study: Study) -> str:
    words, random = lists(plan.language), plan.random
    courses = ", ".join(random.sample(words["courses"], 3))
    return random.choice(
        (
            f"{'이수 과목' if plan.language == 'ko' else 'Coursework'}: {courses}",
            study.grade,
            random.choice(words["prizes"]),
            told(random, plan.language),
        )
    )
