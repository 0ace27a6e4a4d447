from collections.abc import AsyncIterator

import httpx
import pytest

from shared.config.base import ServiceSettings
from shared.testing.clock import Clock
from shared.testing.identity import PREFIX, identity_app
from shared.testing.issuer import Issuer, SigningKey, new_key
from shared.testing.serving import client_of


@pytest.fixture(scope="session")
def rsa_key() -> SigningKey:
    return new_key("RS256")


@pytest.fixture(scope="session")
def ec_key() -> SigningKey:
    return new_key("ES256")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def issuer(rsa_key: SigningKey, ec_key: SigningKey) -> AsyncIterator[Issuer]:
    async with Issuer(keys=[rsa_key, ec_key]) as issuer:
        yield issuer


@pytest.fixture
def settings(issuer: Issuer) -> ServiceSettings:
    return ServiceSettings(**issuer.settings)


@pytest.fixture
async def client(settings: ServiceSettings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service that says who is calling."""
    async with client_of(identity_app(settings), PREFIX) as client:
        yield client
