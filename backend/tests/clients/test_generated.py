"""What is generated and in the repository is what the services' documents give now."""

import subprocess
from importlib.metadata import PathDistribution
from pathlib import Path
from zipfile import Path as ZipPath
from zipfile import ZipFile

from clients.waiting import synchronous
from clients.writing import OPENAPI, PYTHON, SDK, write
from stack.settings import REPOSITORY


def texts(directory: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in directory.iterdir() if path.is_file()}


def test_it_is_what_the_services_say_of_themselves(tmp_path: Path) -> None:
    write(tmp_path)

    for place in (OPENAPI, PYTHON):
        made, kept = (texts(root / place) for root in (tmp_path, SDK))
        assert sorted(made) == sorted(kept)
        assert [name for name in made if made[name] != kept[name]] == [], "it is old: make sdk"


def test_the_package_has_everything_and_says_that_it_is_typed(tmp_path: Path) -> None:
    uv = REPOSITORY / ".tools" / "bin" / "uv"
    subprocess.run([uv, "build", "--quiet", "--offline", "--wheel", "--out-dir", tmp_path, SDK / "python"], check=True)

    (wheel,) = tmp_path.glob("*.whl")
    names = ZipFile(wheel).namelist()
    source = SDK / "python" / "src"
    assert {path.relative_to(source).as_posix() for path in source.rglob("*.py")} <= set(names)
    assert "interview_prep/py.typed" in names


def test_the_agents_server_is_built_with_its_command(tmp_path: Path) -> None:
    uv, mcp = REPOSITORY / ".tools" / "bin" / "uv", REPOSITORY / "mcp"
    subprocess.run([uv, "build", "--quiet", "--offline", "--wheel", "--out-dir", tmp_path, mcp], check=True)

    (wheel,) = tmp_path.glob("*.whl")
    archive = ZipFile(wheel)
    source = mcp / "src"
    assert {path.relative_to(source).as_posix() for path in source.rglob("*.py")} <= set(archive.namelist())
    (found,) = PathDistribution(ZipPath(archive, f"{'-'.join(wheel.name.split('-')[:2])}.dist-info/")).entry_points
    assert (found.group, found.name) == ("console_scripts", "interview-prep-mcp")
    # What the command starts is in the wheel, and not only on this machine.
    assert f"{found.module.replace('.', '/')}.py" in archive.namelist()
    assert callable(found.load())


def test_code_that_waits_has_nothing_of_asyncio() -> None:
    code = (
        "async def f() -> Awaitable[int]:\n    async with aclosing(await g()) as h:\n        return await h.aread()\n"
    )

    assert synchronous(code) == "def f() -> int:\n    with closing(g()) as h:\n        return h.read()\n"
