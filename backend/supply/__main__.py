"""`python -m supply sbom | licences | audit`."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from stack.building import environment, find_npm
from stack.settings import REPOSITORY
from supply.licences import LicenceNotAllowed, Policy, page
from supply.packages import NPM_LOCKS, packages
from supply.sbom import sbom

SBOM = REPOSITORY / "sbom.cdx.json"
PAGE = REPOSITORY / "docs" / "licences.md"
UV = REPOSITORY / ".tools" / "bin" / "uv"
PIP_AUDIT = "pip-audit==2.10.1"


def main(arguments: Sequence[str]) -> int:
    """Carry out a command; return the exit code."""
    try:
        match list(arguments):
            case ["sbom"]:
                SBOM.write_text(json.dumps(sbom(packages(), Policy.load()), indent=1) + "\n", encoding="utf-8")
                print(SBOM)
            case ["licences"]:
                PAGE.write_text(page(packages(), Policy.load()), encoding="utf-8")
                print(PAGE)
            case ["audit"]:
                return _audit()
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except LicenceNotAllowed as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def _audit() -> int:
    """Look the locked packages up in the databases of known vulnerabilities; needs the internet."""
    backend = REPOSITORY / "backend"
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder) / "requirements.txt"
        everything = ("--all-packages", "--all-groups", "--no-emit-workspace", "--frozen", "--quiet")
        export = [str(UV), "export", *everything, "--output-file", str(requirements)]
        subprocess.run(export, cwd=backend, check=True)  # noqa: S603  the command line is our own
        audit = [str(UV), "tool", "run", "--from", PIP_AUDIT, "pip-audit", "--disable-pip", "--require-hashes"]
        python = subprocess.run([*audit, "-r", str(requirements)], check=False).returncode  # noqa: S603  the same
    npm = find_npm()
    audit = [*npm, "audit", "--package-lock-only"]
    codes = [
        subprocess.run(audit, cwd=lock.parent, env=environment(npm), check=False).returncode  # noqa: S603  the same
        for lock in NPM_LOCKS
    ]
    return python or max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
