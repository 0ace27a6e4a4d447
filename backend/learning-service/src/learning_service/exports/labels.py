"""Labels for exports, in the language of the path."""

from collections.abc import Mapping

from shared.resumes.document import Language

Labels = Mapping[str, str]

LABELS: Mapping[Language, Labels] = {
    "ko": {
        "title": "학습 경로",
        "progress": "진행률 {percent}% · 전체 {total}시간 · 주 {hours}시간 · {weeks}주",
        "strengths": "강점",
        "weaknesses": "보완할 점",
        "items": "할 일",
        "schedule": "주간 계획",
        "match": "공고와의 일치",
        "have": "이력서가 보여 주는 것",
        "partial": "일부만 드러나는 것",
        "missing": "아직 보이지 않는 것",
        "notes": "알림",
        "why": "이유",
        "hours": "{hours}시간",
        "todo": "시작 전",
        "doing": "하는 중",
        "done": "완료",
        "note": "메모",
        "resources": "자료",
        "week": "{week}주차",
        "from": "{day}부터",
    },
    "en": {
        "title": "Learning path",
        "progress": "{percent}% done · {total} hours in total · {hours} hours a week · {weeks} weeks",
        "strengths": "Strengths",
        "weaknesses": "Gaps",
        "items": "Steps",
        "schedule": "Weeks",
        "match": "The posting",
        "have": "Shown in the résumé",
        "partial": "Partly shown",
        "missing": "Not shown yet",
        "notes": "Notes",
        "why": "Why",
        "hours": "{hours} h",
        "todo": "to do",
        "doing": "doing",
        "done": "done",
        "note": "Note",
        "resources": "Resources",
        "week": "Week {week}",
        "from": "from {day}",
    },
}
