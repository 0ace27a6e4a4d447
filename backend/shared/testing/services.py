"""A service under test together with the resume-service that it reads from."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx

EXAMPLE_FILE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "resume.json"


def example_resume() -> dict[str, Any]:
    """The résumé that the documentation uses."""
    return json.loads(EXAMPLE_FILE.read_text(encoding="utf-8"))


@dataclass
class WithResumes:
    """Clients of both, each below its own path."""

    service: httpx.AsyncClient
    resumes: httpx.AsyncClient

    async def post_resume(self, **members: object) -> str:
        """Store the example with `members` on top; return its id."""
        answer = await self.resumes.post("", json={**example_resume(), **members})
        assert answer.status_code == HTTPStatus.CREATED, answer.text
        return answer.json()["id"]
