"""Settings of jobs that run in the background."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class JobSettings(BaseSettings):
    """Settings of the job queue and of the workers."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    nats_url: SecretStr | None = Field(
        default=None,
        description="NATS server with JetStream, or the servers of a cluster separated by commas; empty: no jobs. "
        "`make run` starts one of its own unless it is set.",
    )
    nats_replicas: int = Field(
        default=1, ge=1, le=5, description="Servers of the cluster that keep a copy of each job: 1, 3 or 5."
    )
    jobs_max_queued: int = Field(
        default=10_000, ge=1, description="Jobs that wait or run at a time; further ones are refused."
    )
    worker_metrics_port: int | None = Field(
        default=None,
        ge=0,
        le=65_535,
        description="Port on which a worker process serves its Prometheus metrics; empty: none.",
    )
    worker_slots: int = Field(default=8, ge=1, le=1000, description="Jobs that one worker process carries out at once.")
