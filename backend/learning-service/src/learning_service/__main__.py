"""`python -m learning_service` serves on the configured address; with `worker`, it carries out jobs instead."""

import sys

from shared.web.starting import starting

if __name__ == "__main__":
    with starting():
        from learning_service.main import create_app, run_worker
        from learning_service.settings import LearningSettings
        from shared.config.loading import load
        from shared.web.server import run

    settings = load(LearningSettings)
    if sys.argv[1:] == ["worker"]:
        run_worker(settings)
    else:
        run(create_app(settings), settings.service_host, settings.learning_service_port)
