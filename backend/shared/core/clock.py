"""Times as the API and MongoDB store them: UTC, with millisecond precision."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the current time truncated to milliseconds, as BSON stores it, so that it survives a round trip."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def rfc3339(moment: datetime) -> str:
    """Format `moment` as RFC 3339 in UTC with milliseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
