"""The data files of the service."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml


def data() -> Traversable:
    """The folder that holds them."""
    return files("learning_service") / "data"


@cache
def read(name: str) -> Any:
    """What a YAML file holds, read once a process."""
    return yaml.load((data() / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
