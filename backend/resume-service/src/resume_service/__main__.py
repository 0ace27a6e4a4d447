"""`python -m resume_service` serves on the configured address."""

from shared.web.starting import starting

if __name__ == "__main__":
    with starting():
        from resume_service.main import create_app
        from resume_service.settings import ResumeSettings
        from shared.config.loading import load
        from shared.web.server import run

    settings = load(ResumeSettings)
    run(create_app(settings), settings.service_host, settings.resume_service_port)
