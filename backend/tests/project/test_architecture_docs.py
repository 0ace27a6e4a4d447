"""docs/architecture.md shows every folder of the code, and none that is gone."""

import re
from collections.abc import Iterator
from pathlib import Path

from stack.settings import REPOSITORY

DOCUMENT = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
TREE = re.compile(r"^```\nbackend/\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^( +)((?:[\w-]+/ )*[\w-]+/)(?: |$)")
NOT_CODE = {"__pycache__", "node_modules"}


def shown() -> Iterator[Path]:
    """The folders of the tree. A service's rooms are in its package, `src/<name>`."""
    found = TREE.search(DOCUMENT)
    assert found is not None
    parents: list[tuple[int, Path]] = []
    for line in found[1].splitlines():
        folder = LINE.match(line)
        assert folder is not None, line
        depth = len(folder[1])
        while parents and parents[-1][0] >= depth:
            parents.pop()
        above = parents[-1][1] if parents else REPOSITORY / "backend"
        for name in folder[2].split():
            path = above / name.rstrip("/")
            package = path / "src" / path.name.replace("-", "_")
            yield package if package.is_dir() else path
            parents.append((depth, package if package.is_dir() else path))


def folders_in(path: Path) -> set[Path]:
    return {
        each for each in path.iterdir() if each.is_dir() and each.name not in NOT_CODE and not each.name.startswith(".")
    }


def test_the_tree_has_every_folder_and_no_other() -> None:
    found = set(shown())
    packages = {path for path in found if path.parent.name == "src"}
    services = {path.parent.parent for path in packages}

    assert all(path.is_dir() for path in found)
    for path in {REPOSITORY / "backend", *(folder.parent for folder in found - packages)}:
        missing = folders_in(path) - found - services
        assert missing == set(), "docs/architecture.md does not show these"
