"""`python -m interview_service` serves on the configured address; with `worker`, it carries out jobs instead."""

import sys

from shared.web.starting import starting

if __name__ == "__main__":
    with starting():
        from interview_service.main import create_app, run_worker
        from interview_service.settings import InterviewSettings
        from shared.config.loading import load
        from shared.web.server import run

    settings = load(InterviewSettings)
    if sys.argv[1:] == ["worker"]:
        run_worker(settings)
    else:
        run(create_app(settings), settings.service_host, settings.interview_service_port)
