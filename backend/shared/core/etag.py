"""Strong entity tags made of a resource's version (RFC 9110, section 8.8.3)."""


def etag(version: int) -> str:
    """The entity tag of a version: `"v3"`."""
    return f'"v{version}"'
