"""Data files are read through copies, and a copy is never taken for a file that has changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from shared.core import data
from shared.core.data import read_yaml

FIRST = "- id: one\n  words: [가, b]\n- id: two\n  words: []\n"
READ: list[object] = [{"id": "one", "words": ["가", "b"]}, {"id": "two", "words": []}]
FOLDERS = [Path(data.__file__).parents[1], *Path(data.__file__).parents[2].glob("*-service/src")]


def parsed_by(path: Path, *, keeping: bool = True) -> tuple[str, bool]:
    """What a new process reads, and whether it had to parse."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if not keeping:
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
    code = (
        "import sys, pathlib; from shared.core.data import read_yaml;"
        "print(read_yaml(pathlib.Path(sys.argv[1])), 'yaml' in sys.modules, sep='\\n')"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, check=True, env=environment)
    read, did_parse = ended.stdout.decode().splitlines()
    return read, did_parse == "True"


def copy_of(path: Path) -> Path:
    return next(data.COPIES.glob(f"{path.stem}-*.data"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    # Its name is its own: the copies of all files are in one folder.
    path = tmp_path / f"{tmp_path.name}-{os.getpid()}.yaml"
    path.write_text(FIRST, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def no_copies_left(path: Path) -> object:
    yield
    for left in data.COPIES.glob(f"{path.stem}-*"):
        left.unlink()


def test_only_the_first_process_parses_a_file(path: Path) -> None:
    assert parsed_by(path) == (str(READ), True)
    assert parsed_by(path) == (str(READ), False)


def test_a_changed_file_is_parsed_again(path: Path) -> None:
    parsed_by(path)
    stat = path.stat()
    path.write_text(FIRST.replace("one", "ten"), encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    assert parsed_by(path) == (str(READ).replace("one", "ten"), True)
    assert parsed_by(path) == (str(READ).replace("one", "ten"), False)


@pytest.mark.parametrize("damage", [b"", b"short", b"12345678", b"12345678not marshal"])
def test_a_damaged_copy_is_replaced(path: Path, damage: bytes) -> None:
    parsed_by(path)
    copy = copy_of(path)
    whole = copy.read_bytes()
    copy.write_bytes(whole[: data.HASH_BYTES] + damage[data.HASH_BYTES :] if len(damage) > data.HASH_BYTES else damage)

    assert parsed_by(path) == (str(READ), True)
    assert copy.read_bytes() == whole


def test_an_invalid_file_raises_although_there_is_a_copy_of_the_valid_one(path: Path) -> None:
    parsed_by(path)
    path.write_text("- [", encoding="utf-8")

    with pytest.raises(yaml.YAMLError):
        read_yaml(path)


def test_no_copy_is_kept_where_python_may_not_write_bytecode(path: Path) -> None:
    assert parsed_by(path, keeping=False) == (str(READ), True)
    assert parsed_by(path, keeping=False) == (str(READ), True)


def test_a_file_with_dates_is_read_without_a_copy(path: Path) -> None:
    path.write_text("- 2026-11-30\n", encoding="utf-8")

    assert parsed_by(path) == parsed_by(path) == ("[datetime.date(2026, 11, 30)]", True)


def test_each_reader_gets_content_of_its_own(path: Path) -> None:
    parsed_by(path)

    read_yaml(path).append("changed")

    assert read_yaml(path) == READ


def test_every_data_file_reads_as_yaml_itself_would() -> None:
    paths = [path for folder in FOLDERS for path in folder.rglob("*.yaml")]
    # Two ways of all two thousand pages would take a minute: the largest file of each folder.
    largest = {path.parent: path for path in sorted(paths, key=lambda one: one.stat().st_size)}

    assert len(largest) > 20
    for path in largest.values():
        assert read_yaml(path) == yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader), path
