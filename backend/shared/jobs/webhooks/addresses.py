"""Which addresses a webhook may reach: public ones, and those of the networks that the operator allows.

A name is resolved once, every address it has is checked, and the connection goes to a checked address itself. A name
that resolves differently a moment later (DNS rebinding) changes nothing.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host name; raises `OSError` if it has none."""

GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
TUNNELS = (IPv6Network("2001::/32"), IPv6Network("2002::/16"))
"""Teredo and 6to4 lead to an IPv4 address in the middle of theirs; nobody receives webhooks there."""

AZURE_HOST = IPv4Address("168.63.129.16")
"""Answers on Azure's machines as the metadata service does, and is in a public range."""


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet: not loopback, private, link-local, multicast, or metadata."""
    if isinstance(address, IPv6Address):
        if (inner := _inner(address)) is not None:
            return is_public(inner)
        return address in GLOBAL_UNICAST and address.is_global and not any(address in one for one in TUNNELS)
    refused = address.is_multicast or address.is_reserved or address == AZURE_HOST
    return address.is_global and not refused


def is_allowed(address: Address, networks: Sequence[Network]) -> bool:
    """Whether a webhook may reach an address."""
    inner = _inner(address) if isinstance(address, IPv6Address) else None
    meant = inner or address
    return is_public(meant) or any(meant in network for network in networks)


def literal(host: str) -> Address | None:
    """Return the address that a host is, or `None` for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


async def resolved(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host as the system knows them; raises `OSError` if it has none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for *_, place in found))


def _inner(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 one leads to, if it is mapped or translated."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFF_FFFF) if address in NAT64 else None
