"""Execute a command that ends when the process that started it ends, even by SIGKILL.

Usage: `tied.py SIGNAL PARENT COMMAND...`. It is a program so that none of our code runs between fork and exec in a
process that may have threads. It must import little: it runs before every process of the stack. macOS has no such
signal; there the children of a killed stack remain, and the next `make run` names them.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(number: int, parent: int, arguments: list[str]) -> None:
    """Replace this process with the command."""
    # A shell ignores SIGINT for background jobs, and a process inherits that.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:  # it ended before the kernel was asked
            return
    os.execv(arguments[0], arguments)  # noqa: S606  the command lines are our own


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
