"""What the clients of all providers share."""

import ssl
from functools import cache


@cache
def tls() -> ssl.SSLContext:
    """Return one context for all providers, because each would load the same certificates (20 ms, nearly 1 MB)."""
    import httpx2  # noqa: PLC0415  the SDKs' transport, loaded with them

    return httpx2.create_ssl_context()
