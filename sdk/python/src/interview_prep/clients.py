"""The two clients."""

from interview_prep.generated.async_operations import AsyncOperations
from interview_prep.generated.sync_operations import Operations


class AsyncInterviewPrep(AsyncOperations):
    """A client for asyncio: `async with AsyncInterviewPrep("http://localhost") as api: ...`."""


class InterviewPrep(Operations):
    """A client that waits: `with InterviewPrep("http://localhost") as api: ...`."""
