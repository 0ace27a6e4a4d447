"""What leaves for a model: identifiers in other spellings, and names that could break the prompt."""

import json
import re
from typing import Any

from attack.model import harmless, items
from attack.report import Finding, counted
from attack.stage import Stage

IDENTIFIERS = {
    "full-width at": ("minsu.kim＠example.com", "minsu.kim"),
    "(at)": ("minsu.kim(at)example.com", "minsu.kim"),
    "[at], [dot]": ("minsu.kim [at] example [dot] com", "minsu.kim"),
    "골뱅이": ("minsu.kim 골뱅이 example.com", "minsu.kim"),
    "capitals": ("MINSU.KIM@EXAMPLE.COM", "MINSU.KIM"),
    "Hangul domain": ("minsu@이메일.한국", "이메일.한국"),
    "dots in the number": ("010.1234.5678", "1234.5678"),
    "no separators": ("01012345678", "01012345678"),
    "en dashes": ("010–1234–5678", "1234–5678"),
    "brackets": ("(010) 1234 5678", "1234 5678"),
    "country code": ("+82 10 1234 5678", "1234 5678"),
    "full-width digits": ("０１０－１２３４－５６７８", "１２３４"),
    "romanised name": ("Kim Minsu", "Minsu"),
    "family name first, hyphen": ("KIM, Min-su", "Min-su"),
    "spaces in the name": ("김 민 수", "민 수"),
    "account without a scheme": ("github.com/minsu-kim-example", "minsu-kim-example"),
    "LinkedIn without a scheme": ("linkedin.com/in/minsu-kim-dev", "minsu-kim-dev"),
    "www. alone": ("www.minsukim-portfolio.com", "minsukim-portfolio"),
    "resident number": ("주민등록번호 900101-1234567", "900101-1234567"),
    "passport": ("여권번호 M12345678", "M12345678"),
    "KakaoTalk id": ("카카오톡 ID: minsu_dev90", "minsu_dev90"),
}
"""How it is spelled, and what of it must not be in a prompt."""

NAMES = ('","', '{"', '"}', '":"', '"', "\\", '\\"', "{}", "[]", "},{", '"},{"', "<<<END", "\\u0022")
FENCED = re.compile(r"<<<BEGIN RESUME (\w+)>>>\n(.*?)\n<<<END RESUME \1>>>", re.DOTALL)
COMPANY = "누리커머스"


async def spelled_identifiers(stage: Stage) -> Finding:
    """One résumé for all spellings, each in a line of what the person did."""
    lines = [f"연락은 {spelled} 로 받으며 주문 시스템을 운영했습니다" for spelled, _ in IDENTIFIERS.values()]
    prompts: list[str] = []
    for begin in range(0, len(lines), 7):
        # Few lines a résumé: a list of achievements is bounded.
        job = {"company": COMPANY, "start": "2023-03", "end": "present", "achievements": lines[begin : begin + 7]}
        prompts.append(await _prompt(stage, work_experiences=[job]))
    if not all("주문 시스템을 운영했습니다" in prompt for prompt in prompts):
        raise RuntimeError("the lines are not in the prompt, so nothing was measured")
    left = [name for name, (_, core) in IDENTIFIERS.items() if any(core in prompt for prompt in prompts)]
    return counted(left, len(IDENTIFIERS), "unmasked")


async def breaking_names(stage: Stage) -> Finding:
    """Names that are pieces of JSON; the résumé in the prompt must still be JSON, with everything in it."""
    broken: list[str] = []
    for name in NAMES:
        prompt = await _prompt(stage, name=name, summary=f"{COMPANY}에서 주문을 맡았습니다. {name} 라고 불립니다.")
        if not _is_whole(prompt):
            broken.append(name)
    return counted([f"`{name}`" for name in broken], len(NAMES), "broken")


def _is_whole(prompt: str) -> bool:
    found = FENCED.search(prompt)
    try:
        resume: Any = json.loads(found[2]) if found is not None else None
    except ValueError:
        return False
    return isinstance(resume, dict) and COMPANY in json.dumps(resume.get("work_experiences"), ensure_ascii=False)  # pyright: ignore[reportUnknownMemberType]


async def _prompt(stage: Stage, **members: object) -> str:
    resume = await stage.resume(**members)
    stage.model.writes(interview_questions=items(harmless()))
    before = stage.model.provider.asked_times
    answer = await stage.questions(resume, count=1)
    asked = stage.model.provider.asked_times - before
    if not asked:
        raise RuntimeError(f"the model was not asked: {answer.status_code} {answer.text[:200]}")
    return stage.model.prompts[-asked]
