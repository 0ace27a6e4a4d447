"""docs/operations.md says who may ask as the code does."""

import pytest

from shared.config.base import LOOPBACK_HOSTS, ServiceSettings
from shared.core.errors import AppError
from shared.web.requests.origins import CrossOriginRequest, InvalidHost, UnknownHost
from stack.settings import REPOSITORY

DOCUMENT = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")
SECTION = DOCUMENT.partition("\n## Who may ask\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("refusal", [UnknownHost, InvalidHost, CrossOriginRequest])
def test_the_refusals_are_those_of_the_code(refusal: type[AppError]) -> None:
    assert f"| {int(refusal.status)} `{refusal.code}` |" in SECTION


def test_the_names_are_those_of_the_code() -> None:
    assert ServiceSettings.model_fields["allowed_hosts"].default == ("api.localhost", *LOOPBACK_HOSTS)
    assert f"({', '.join(f'`{name}`' for name in LOOPBACK_HOSTS)})" in SECTION
