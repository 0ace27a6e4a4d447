"""Times as the API and MongoDB hold them: UTC, to the millisecond."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now, cut to milliseconds, which is what BSON keeps; so what was answered equals what is read later."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def rfc3339(moment: datetime) -> str:
    """`moment` as RFC 3339 in UTC with milliseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
