"""A model double that writes evaluations of answers and follow-ups to them, based on the prompt it gets."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.testing.models.prompts import data_of

Json = dict[str, Any]
NAME = re.compile(r"^(\w+) \(", re.MULTILINE)
WORDS = {
    "ko": ("이 문장에서 그 근거를 말했습니다.", "다른 방법과 견준 까닭을 한 문장 더하세요."),
    "en": ("You say in this sentence what it rests on.", "Add a sentence that compares it with another way."),
}
QUESTIONS = {"ko": "왜 그렇게 하셨나요?", "en": "Why did you do it that way?"}


@dataclass
class Judge:
    """A model that gives each dimension its level in `levels`, or else `level`, and cites what `cites` returns.

    `obeys` maps texts to functions that change what it writes when the text is in its prompt.
    """

    language: str = "ko"
    level: int = 3
    levels: Mapping[str, int] = field(default_factory=dict[str, int])
    cites: Callable[[Json], list[str]] = lambda answer: list(answer)[:1]
    improved: str | None = None
    clashes: list[Json] = field(default_factory=list[Json])
    second: Mapping[str, int] = field(default_factory=dict[str, int])
    """Levels of the second pass, where they differ."""

    quote: Callable[[str], str] = lambda answer: " ".join(answer.splitlines()[0].split()[:5])
    """The words of an answer that its follow-up takes up."""

    asks: str | None = None
    """The question of its follow-up; by default a plain one."""

    obeys: Mapping[str, Callable[[Json], Json]] = field(default_factory=dict[str, Callable[[Json], Json]])
    seen: list[str] = field(default_factory=list[str])

    def write(self, instructions: str, prompt: str) -> str:
        """Return its answer to a prompt."""
        self.seen.append(prompt)
        said = data_of(instructions, prompt, "ANSWER")
        if prompt.startswith("Ask a follow-up"):
            made = {"quote": self.quote(said), "question": self.asks or QUESTIONS[self.language]}
        elif prompt.startswith("Compare"):
            made = self._coaching(json.loads(said), prompt, instructions)
        else:
            made = self._opinions(json.loads(said), data_of(instructions, prompt, "RUBRIC"))
        for text, obey in self.obeys.items():
            if text in prompt:
                made = obey(made)
        return json.dumps(made, ensure_ascii=False)

    def _opinions(self, answer: Json, rubric: str) -> Json:
        names = NAME.findall(rubric)
        levels = self.levels if names[0] == "content" else {**self.levels, **self.second}
        why, lift = WORDS[self.language]
        return {
            "items": [
                {
                    "name": name,
                    "cites": self.cites(answer),
                    "why": why,
                    "level": levels.get(name, self.level),
                    "to_next_level": lift,
                }
                for name in names
            ]
        }

    def _coaching(self, answer: Json, prompt: str, instructions: str) -> Json:
        points = data_of(instructions, prompt, "POINTS").splitlines()
        return {
            "points": [
                {"number": number, "state": "covered", "cites": self.cites(answer)}
                for number, _ in enumerate(points, 1)
            ],
            "contradictions": self.clashes,
            "improved_answer": self.improved,
        }


def told(body: Json) -> tuple[str, str]:
    """Return instructions and prompt of a request to OpenAI's Responses API or to Claude."""
    if "instructions" in body:
        return body["instructions"], body["input"][0]["content"]
    return body["system"], body["messages"][0]["content"]
