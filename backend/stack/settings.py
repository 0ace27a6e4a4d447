"""Settings of the native stack. The services read their own settings from the same environment."""

import os
import socket
from pathlib import Path
from typing import Self

from dotenv import dotenv_values
from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict

from shared.config.auth import AuthSettings
from shared.config.levels import LogLevel

REPOSITORY = Path(__file__).resolve().parents[2]
READ_SECONDS = 30
WEB_PORT, WEB_PORT_UNPRIVILEGED = 80, 8000


class StackSettings(AuthSettings):
    """Ports and directories of the native stack, and who may call it. An empty variable means the default."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    gateway_port: int | None = Field(
        default=None, ge=1, le=65_535, description="Port of the gateway; empty: 80 if it can be bound, otherwise 8000."
    )
    dashboard_port: int = Field(default=8080, ge=1, le=65_535, description="Port of the Traefik dashboard.")
    mongodb_port: int = Field(default=27017, ge=1, le=65_535, description="Port of the MongoDB that `make run` starts.")
    mongodb_url: str | None = Field(default=None, description="Your own MongoDB; if set, `make run` starts none.")
    nats_port: int = Field(default=4222, ge=1, le=65_535, description="Port of the job queue that `make run` starts.")
    nats_url: str | None = Field(default=None, description="Your own NATS server; if set, `make run` starts none.")
    resume_service_port: int = Field(default=8001, ge=1, le=65_535)
    interview_service_port: int = Field(default=8002, ge=1, le=65_535)
    learning_service_port: int = Field(default=8003, ge=1, le=65_535)
    page_port: int = Field(default=8004, ge=1, le=65_535, description="Port of the server of the page.")
    page_directory: Path = Field(
        default=REPOSITORY / "web" / "dist",
        description="Where the built page is; without an index.html there, the product starts without a page.",
    )
    page_client_id: str = Field(
        default="interview-prep-page", description="Id of the page as a client of AUTH_ISSUER, for AUTH_MODE=jwt."
    )
    page_token_origins: str | None = Field(
        default=None, description="Origins besides AUTH_ISSUER's own where it gives tokens, separated by spaces."
    )
    data_dir: Path = Field(default=REPOSITORY / ".data", description="Where `make run` keeps MongoDB's data and logs.")
    backup_dir: Path = Field(
        default=REPOSITORY / "backups", description="Where `make backup` keeps backups, and the erasure log is."
    )
    gateway_read_seconds: int = Field(
        default=READ_SECONDS, ge=1, description="Seconds a client has to send its whole request."
    )
    gateway_access_log: bool = Field(default=False, description="Log each request at the gateway as well.")
    log_level: LogLevel = Field(
        default="info", description="`debug` also shows the output of the processes while they start."
    )

    @field_validator("data_dir", "page_directory", "backup_dir")
    @classmethod
    def _below_the_repository(cls, value: Path) -> Path:
        # A relative path must not depend on the working directory.
        return REPOSITORY / value

    @classmethod
    def load(cls) -> Self:
        """Read the environment, and the repository's `.env` for variables that the environment does not set.

        The values of `.env` become part of this process's environment, which its children inherit.
        """
        for name, value in dotenv_values(REPOSITORY / ".env").items():
            if value is not None:
                os.environ.setdefault(name, value)
        return cls()

    @property
    def logs(self) -> Path:
        """The directory with the log file of each process."""
        return self.data_dir / "logs"

    @property
    def erasure_log(self) -> Path:
        """The file with the ids of erased résumés: beside the backups, and not in the data that they replace."""
        return self.backup_dir / "erased.log"

    @property
    def page(self) -> Path | None:
        """The directory of the built page; None if it was not built."""
        return self.page_directory if (self.page_directory / "index.html").is_file() else None

    @property
    def web_port(self) -> int:
        """The port of the gateway."""
        if self.gateway_port is not None:
            return self.gateway_port
        return WEB_PORT if _may_bind(WEB_PORT) else WEB_PORT_UNPRIVILEGED


def _may_bind(port: int) -> bool:
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError:
        return False
