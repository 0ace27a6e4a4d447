"""Access to the data files of the service."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from shared.core.data import read_yaml


def data() -> Traversable:
    """Return the folder of the data files."""
    return files("learning_service") / "data"


@cache
def read(name: str) -> Any:
    """Return the content of a YAML file, loaded once per process."""
    return read_yaml(data() / name)
