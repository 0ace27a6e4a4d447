"""Nobody asks a model past the gate: a later recipe cannot forget it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from stack.settings import REPOSITORY

GATED = "shared/runs/asking.py"
"""All that comes here passes the gate."""

PROVED = "resume-service/src/resume_service/imports/structuring/model/generator.py"
"""What a document says, word for word, is no text of a model: each value is looked for in the document."""


def asking(path: Path) -> Iterator[str]:
    """Calls of `generate`, `stream` and `text` of something that is called a registry."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in ("generate", "stream", "text"):
            called = ast.unparse(node.value).rpartition(".")[2].strip("_")
            if called in ("registry", "llm"):
                yield ast.unparse(node)


def test_models_are_asked_in_two_places_only() -> None:
    backend = REPOSITORY / "backend"
    shipped = [*(backend / "shared").rglob("*.py"), *backend.glob("*-service/src/**/*.py")]
    own = [path for path in shipped if not path.is_relative_to(backend / "shared" / "testing")]
    places = {path.relative_to(backend).as_posix() for path in own if any(asking(path))}

    assert len(own) > 200
    assert places - {"shared/llm/checking.py", "shared/llm/__main__.py"} == {GATED, PROVED}
