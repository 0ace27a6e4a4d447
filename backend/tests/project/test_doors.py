"""HTTP is one of the doors: what is decided behind it does not know it is there."""

import subprocess
import sys

import pytest

BEHIND = {
    "shared": (
        "shared.runs.engine shared.runs.service shared.runs.crud shared.runs.asking shared.runs.opening shared.llm "
        "shared.resumes.client shared.resumes.statements shared.skills.index shared.telemetry.llm"
    ),
    "resume-service": (
        "resume_service.resumes.service resume_service.imports.service resume_service.imports.structuring.rules "
        "resume_service.exports.jsonresume resume_service.exports.markdown resume_service.erasures.service"
    ),
    "interview-service": "interview_service.questions.recipe interview_service.questions.generator_llm "
    "interview_service.questions.generator_rules interview_service.questions.crud",
    "learning-service": "learning_service.paths.recipe learning_service.paths.generator_llm "
    "learning_service.paths.generator_rules learning_service.paths.crud",
}


@pytest.mark.parametrize("part", list(BEHIND))
def test_the_domain_loads_no_web_framework(part: str) -> None:
    program = f"import sys, {', '.join(BEHIND[part].split())}\nprint({{'fastapi', 'starlette'}} & sys.modules.keys())"

    ended = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=True, text=True)

    assert ended.stdout.strip() == "set()"
