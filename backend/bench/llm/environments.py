"""An environment for each contender, made on the first run below `.data/bench-llm` of the repository."""

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
BACKEND = REPOSITORY / "backend"
HOME = REPOSITORY / ".data" / "bench-llm"
UV = REPOSITORY / ".tools" / "bin" / "uv"
REQUIREMENTS = Path(__file__).parent / "requirements"


def python_of(name: str) -> Path:
    """The interpreter of an environment; it is made, or brought up to its requirements, when it has to be.

    `ours` is what the project's lock file says, without the tools of development.
    """
    environment = HOME / name
    python = environment / "bin" / "python"
    stamp = environment / ".installed"
    source = BACKEND / "uv.lock" if name == "ours" else REQUIREMENTS / f"{name}.txt"
    if stamp.exists() and stamp.stat().st_mtime > source.stat().st_mtime:
        return python
    print(f"making the environment of {name}", file=sys.stderr)
    if name == "ours":
        inside = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(environment)}
        sync = ["sync", "--frozen", "--quiet", "--no-default-groups", "--package", "shared", "--compile-bytecode"]
        _uv(*sync, "--python", sys.executable, environment=inside)
    else:
        _uv("venv", "--quiet", "--clear", "--python", sys.executable, str(environment))
        install = ["pip", "install", "--quiet", "--compile-bytecode", "--python", str(python)]
        _uv(*install, "--requirement", str(source))
    stamp.touch()
    return python


def _uv(*arguments: str, environment: dict[str, str] | None = None) -> None:
    subprocess.run([UV, *arguments], check=True, cwd=BACKEND, env=environment)  # noqa: S603  our own arguments
