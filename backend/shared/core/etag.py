"""Strong entity tags derived from a resource's version (RFC 9110, section 8.8.3)."""


def etag(version: int) -> str:
    """Return the entity tag of a version, such as `"v3"`."""
    return f'"v{version}"'
