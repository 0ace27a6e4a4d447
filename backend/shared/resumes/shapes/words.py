"""The word lists in `words.yaml`."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from shared.core.data import read_yaml


def any_of(*lists: str) -> str:
    """Return a pattern that matches any word of these lists."""
    return f"(?:{'|'.join(word for name in lists for word in words(name))})"


def words(name: str) -> Sequence[str]:
    """Return a list of the file."""
    return _lists()[name]


@cache
def _lists() -> Mapping[str, Sequence[str]]:
    return TypeAdapter(dict[str, list[str]]).validate_python(read_yaml(files("shared.resumes.shapes") / "words.yaml"))
