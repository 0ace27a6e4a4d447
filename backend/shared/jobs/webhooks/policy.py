"""Whether and how this installation sends webhooks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address

import httpx

from shared.config.jobs import JobSettings, key_of
from shared.jobs.errors import CallbackRefused
from shared.jobs.webhooks.addresses import Address, Network, is_allowed, literal
from shared.jobs.webhooks.schemas import MAX_URL_CHARACTERS

NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?")
MAX_PORT = 65535


@dataclass(frozen=True, slots=True)
class Webhooks:
    """The secrets that sign, and the addresses that may be called."""

    secrets: Sequence[bytes] = field(repr=False)
    networks: Sequence[Network] = ()
    allow_http: bool = False

    def check(self, url: str) -> httpx.URL:
        """Return a URL that may be called as far as one can tell without resolving its name.

        Raises `CallbackRefused`.
        """
        if not self.secrets:
            raise CallbackRefused("This installation sends no webhooks. Omit callback_url.")
        parsed = _parsed(url)
        if parsed.scheme != "https" and not (self.allow_http and parsed.scheme == "http"):
            raise CallbackRefused("callback_url must begin with https://")
        if parsed.userinfo or parsed.fragment:
            raise CallbackRefused("callback_url must have neither user and password nor a fragment.")
        address = literal(parsed.host)
        if address is not None and not is_allowed(address, self.networks):
            raise CallbackRefused("callback_url must have a public address.")
        return parsed

    def checked(self, addresses: Sequence[str]) -> Sequence[Address]:
        """Return the addresses of a name, if a webhook may reach every one of them; raises `CallbackRefused`."""
        found = [ip_address(address) for address in addresses]
        if not found or not all(is_allowed(address, self.networks) for address in found):
            raise CallbackRefused("callback_url must have public addresses only.")
        return found


def _parsed(url: str) -> httpx.URL:
    printable = url.isascii() and url.isprintable() and " " not in url
    try:
        parsed = httpx.URL(url) if printable and len(url) <= MAX_URL_CHARACTERS else httpx.URL()
    except (httpx.InvalidURL, ValueError):
        parsed = httpx.URL()
    named = literal(parsed.host) is not None or NAME.fullmatch(parsed.host) is not None
    if not named or not 0 < (1 if parsed.port is None else parsed.port) <= MAX_PORT:
        raise CallbackRefused(f"callback_url must be an absolute URL of at most {MAX_URL_CHARACTERS} ASCII characters.")
    return parsed


def webhooks_of(settings: JobSettings) -> Webhooks:
    """Return what the settings say."""
    secrets = tuple(key_of(secret) for secret in settings.webhook_secrets)
    return Webhooks(secrets, settings.webhook_networks, settings.webhook_allow_http)
