"""No file, function or folder is larger than a reader can hold; ruff bounds how complex a function is."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from stack.settings import REPOSITORY

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50
"""Without the docstring: saying more about a function is no reason to cut it."""
MAX_FILES_IN_FOLDER = 16
"""Code that ships, and its tools; tests stand beside each other."""
NOT_OURS = frozenset({".venv", "node_modules", ".data", ".tools", ".git", "generated"})
"""What others wrote, and what is written by a program."""


def python_files() -> Iterator[Path]:
    for folder in ("backend", "docs", "mcp", "sdk"):
        for path in (REPOSITORY / folder).rglob("*.py"):
            if not NOT_OURS & set(path.relative_to(REPOSITORY).parts):
                yield path


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines_of(node: ast.AST) -> int:
    assert isinstance(node, ast.stmt)
    return (node.end_lineno or node.lineno) - node.lineno + 1


def lines_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    documented = ast.get_docstring(function, clean=False) is not None
    return lines_of(function) - (lines_of(function.body[0]) if documented else 0)


def test_files_and_functions_are_short() -> None:
    too_long: list[str] = []
    for path in python_files():
        text, name = path.read_text(encoding="utf-8"), path.relative_to(REPOSITORY)
        if (count := len(text.splitlines())) > MAX_FILE_LINES:
            too_long.append(f"{name}: {count} lines, at most {MAX_FILE_LINES}")
        too_long += [
            f"{name}:{function.lineno} {function.name}: {count} lines, at most {MAX_FUNCTION_LINES}"
            for function in functions(ast.parse(text))
            if (count := lines_without_docstring(function)) > MAX_FUNCTION_LINES
        ]

    assert too_long == []


def test_folders_are_small() -> None:
    files = Counter(
        path.parent.relative_to(REPOSITORY)
        for path in python_files()
        if path.name not in ("__init__.py", "__main__.py") and "tests" not in path.parts
    )

    assert {folder: count for folder, count in files.items() if count > MAX_FILES_IN_FOLDER} == {}


def test_a_docstring_does_not_count() -> None:
    code = 'def answer():\n    """Say what.\n\n    And why.\n    """\n    return 42\n'

    (function,) = functions(ast.parse(code))

    assert (lines_of(function), lines_without_docstring(function)) == (6, 2)
