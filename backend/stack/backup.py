"""`make backup` and `make restore`: `shared.backup` with the settings of `make run`."""

import os
import sys

from shared.backup.__main__ import main as backup
from stack.settings import StackSettings


def main() -> int:
    """Carry out the command; return the exit code."""
    settings = StackSettings.load()
    os.environ["MONGODB_URL"] = settings.mongodb_url or f"mongodb://127.0.0.1:{settings.mongodb_port}"
    os.environ["NATS_URL"] = settings.nats_url or f"nats://127.0.0.1:{settings.nats_port}"
    os.environ["BACKUP_DIR"] = str(settings.backup_dir)
    os.environ.setdefault("ERASURE_LOG", str(settings.erasure_log))
    return backup()


if __name__ == "__main__":
    sys.exit(main())
