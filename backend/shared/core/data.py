"""Data files: YAML for people, and a copy of each that Python loads a hundred times faster.

The first process that reads a file leaves the copy in this folder's `__pycache__`, as Python does with bytecode: 2 MB
of topics then take 10 ms instead of 0.75 s. A copy contains the hash of the text it was made from, so a changed file is
parsed again, and one that is no YAML raises. `python -m shared.core.data FOLDER...` makes the copies of whole folders,
for an image whose processes may not write.
"""

import marshal
import os
import sys
from contextlib import suppress
from importlib.resources.abc import Traversable
from importlib.util import source_hash
from pathlib import Path
from threading import get_ident
from typing import Any, cast

COPIES = Path(__file__).parent / "__pycache__"
HASH_BYTES = 8


def read_yaml(path: Traversable) -> Any:
    """Return the content of a YAML file; raises `yaml.YAMLError` if it is invalid, and `OSError`."""
    text, copy = path.read_bytes(), _copy_of(path)
    hashed = source_hash(text)
    # A copy that another process is replacing, or that a full disk cut off, is no copy.
    with suppress(OSError, EOFError, ValueError, TypeError):
        stored = copy.read_bytes()
        if stored[:HASH_BYTES] == hashed:
            return marshal.loads(stored[HASH_BYTES:])  # noqa: S302  beside the bytecode, and as trusted
    content = _with_shared_texts(_parsed(text), {})
    # YAML also has dates, which have no such form; the few files with them are parsed every time.
    with suppress(OSError, ValueError):
        _keep(copy, hashed + marshal.dumps(content))
    return content


def _parsed(text: bytes) -> Any:
    import yaml  # noqa: PLC0415  not needed once there is a copy

    return yaml.load(text, Loader=yaml.CSafeLoader)


def _with_shared_texts(value: Any, seen: dict[str, str]) -> Any:
    """Return `value` with one object for all equal strings, as most occur many times: the names of members."""
    if isinstance(value, str):
        return seen.setdefault(value, value)
    if isinstance(value, dict):
        members = cast("dict[Any, Any]", value).items()
        return {_with_shared_texts(name, seen): _with_shared_texts(member, seen) for name, member in members}
    if isinstance(value, list):
        return [_with_shared_texts(member, seen) for member in cast("list[Any]", value)]
    return value


def _copy_of(path: Traversable) -> Path:
    place = source_hash(str(path).encode()).hex()
    return COPIES / f"{path.name.removesuffix('.yaml')}-{place}.{sys.implementation.cache_tag}.data"


def _keep(copy: Path, data: bytes) -> None:
    if sys.dont_write_bytecode:
        return
    copy.parent.mkdir(exist_ok=True)
    # Written beside it and renamed, so that no other process reads half of it.
    new = copy.with_suffix(f".{os.getpid()}-{get_ident()}")
    new.write_bytes(data)
    new.replace(copy)


if __name__ == "__main__":
    sys.dont_write_bytecode = False
    for folder in sys.argv[1:]:
        for found in Path(folder).absolute().rglob("*.yaml"):
            read_yaml(found)
