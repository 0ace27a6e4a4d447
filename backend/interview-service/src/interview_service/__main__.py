"""`python -m interview_service` serves on the configured address."""

from shared.web.starting import starting

if __name__ == "__main__":
    with starting():
        from interview_service.main import create_app
        from interview_service.settings import InterviewSettings
        from shared.config.loading import load
        from shared.web.server import run

    settings = load(InterviewSettings)
    run(create_app(settings), settings.service_host, settings.interview_service_port)
