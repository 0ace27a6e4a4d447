"""The failures of providers within one generation."""

import structlog

from shared.llm.errors import ProviderError

logger = structlog.stdlib.get_logger(__name__)


class Failures:
    """Collects the failures: each is logged when it occurs, and all form one cause at the end."""

    def __init__(self) -> None:
        self._noted: list[ProviderError] = []

    def note(self, error: ProviderError, model: str) -> None:
        """Log and record a provider's failure with this model."""
        self._noted.append(error)
        logger.warning(
            "provider failed",
            provider=error.provider,
            model=model,
            kind=error.kind,
            provider_request_id=error.request_id,
            retry_after=error.retry_after,
        )

    def together(self) -> Exception | None:
        """Return all failures as one cause, or `None`."""
        if len(self._noted) > 1:
            return ExceptionGroup("no provider answered", self._noted)
        return self._noted[0] if self._noted else None
