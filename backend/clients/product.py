"""The whole product with identities, for the tests of what calls it from outside."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from browser.backstage import behind
from shared.testing.issuer import Issuer
from stack.running import RunningStack, running_stack


@dataclass(frozen=True)
class Product:
    """A running product and the issuer whose tokens it accepts."""

    stack: RunningStack
    issuer: Issuer

    @property
    def url(self) -> str:
        """Where its gateway is."""
        return f"http://127.0.0.1:{self.stack.web}"

    def token(self, subject: str) -> str:
        """Return a token of somebody."""
        return self.issuer.token(subject)


@contextmanager
def running_product(logs: Path) -> Generator[Product]:
    """Yield a ready product with workers; end it afterwards."""
    with behind(Issuer(mints=True)) as issuer:
        settings = {name.upper(): str(value) for name, value in issuer.settings.items()}
        with running_stack(logs, environment=settings, jobs=True) as stack:
            yield Product(stack, issuer)
