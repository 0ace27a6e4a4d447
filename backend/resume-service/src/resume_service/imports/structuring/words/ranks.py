"""What belongs to a position beside its words: a pay grade, a level; and what does not: a remark, a unit."""

import re

from resume_service.imports.structuring.words.vocabulary import HANGUL, Vocabulary

REMARK = re.compile(r"(.{2,}?) *\(([^()]{3,60})\)")
CODE = re.compile(r"[A-Z][\w+#.-]*(?: \d[\w.]*)?|.{1,3}")
"""What in brackets is part of a position: `Charge Nurse (Band 6)`, `Specialist (INFOSEC)`, `Engineer (L6)`."""
PAY_GRADE = re.compile(r"[A-Z]{1,3}-\d{1,4}(?:-\d{1,2})?")
UNIT = re.compile(r"\b(?:ward|unit|care|clinic|division|branch|squad|tribe|team|section)\b", re.IGNORECASE)
WARD = re.compile(r"\b(?:[A-Z]{0,2}ICU|CCU|PACU|[Ww]ard|[Uu]nit|[Dd]epartment|[Ss]quad|[Tt]ribe)\b")
DUTY = re.compile(
    r"((?:수석|책임|선임|전임)?(?:사원|주임|대리|과장|차장|부장|이사|상무|전무|연구원|매니저))"
    r"(?:/| ?\()(?:팀원|팀장|파트장|실장|본부장|그룹장|센터장|지점장|PL|PM)\)?"
)
"""`과장/팀원`, `차장 (팀장)`: a rank, and what somebody is in the team."""


def without_remark(position: str) -> tuple[str, str | None]:
    """A position, and what somebody adds to it in brackets: `대표 (1인 사업)`, `Professor (with tenure)`."""
    found = REMARK.fullmatch(position)
    if found is None or CODE.fullmatch(found[2]) or "/" in found[2]:
        return position, None
    return found[1], f"({found[2]})"


def is_pay_grade(text: str) -> bool:
    """Whether `text` is a grade that stands behind a position: `IT Specialist, GS-2210-11`."""
    return PAY_GRADE.fullmatch(text) is not None


def names_unit(text: str) -> bool:
    """Whether `text` says in which unit of an employer somebody worked: `Ward 4B`."""
    return UNIT.search(text) is not None


def is_unit(text: str) -> bool:
    """Whether `text` is a unit whatever stands beside it, as no employer is called so: `Cardiac Surgical ICU`."""
    return WARD.search(text) is not None


def rank_of(text: str) -> str:
    """The rank in `과장/팀원`; other positions as they are."""
    found = DUTY.fullmatch(text)
    return found[1] if found is not None else text


def is_department(text: str, words: Vocabulary) -> bool:
    """Whether `text` is the Korean name of a department: `서버개발팀`."""
    return (
        bool(HANGUL.search(text))
        and len(text) <= 20
        and words.departments.is_word(text.rsplit(maxsplit=1)[-1])
        and not words.departments.has(text)
    )


def before_department(text: str, words: Vocabulary) -> tuple[str, str] | None:
    """`데이터 분석가 그로스 스쿼드`: a position and the team behind it."""
    parts = text.split()
    for count in range(len(parts) - 1, 0, -1):
        position, team = " ".join(parts[:count]), " ".join(parts[count:])
        if words.roles.within(parts[count - 1]) and is_department(team, words) and not words.roles.within(team):
            return position, team
    return None
