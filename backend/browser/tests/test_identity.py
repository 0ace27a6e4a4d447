"""With `AUTH_MODE=jwt` the page signs its user in at the issuer, by code and PKCE, and keeps tokens in memory."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.backstage import behind
from browser.visitor import BUILT, Visitor
from shared.testing.issuer import Issuer
from stack.running import running_stack

STORED = "JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"


@pytest.mark.parametrize("path", ["/", "/app/settings"])
def test_a_visitor_is_signed_in_and_comes_back_to_where_they_were(
    visit: Callable[..., Visitor], tmp_path: Path, path: str
) -> None:
    with behind(Issuer(mints=True)) as issuer:
        settings = {name.upper(): str(value) for name, value in issuer.settings.items()}
        with running_stack(tmp_path, environment=settings, page_directory=BUILT) as stack:
            visitor = visit("en", stack)

            visitor.open(path)

            expect(visitor.page).to_have_url(f"{visitor.address}{path}")
            assert {"/authorize", "/token"} <= set(issuer.asked)
            visitor.begin_with_example()
            visitor.make_questions()
            kept = visitor.page.evaluate(STORED)
            assert "eyJ" not in kept
            assert visitor.complaints == []
