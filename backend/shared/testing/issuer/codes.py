"""The code flow with PKCE (RFC 7636) of the development issuer: whoever asks is signed in at once."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qs, urlencode

from pydantic_core import to_json

from shared.testing.wire.http import Send, whole

AUTHORIZE_PATH = "/authorize"
SUBJECT = "alice"
OPEN = {"Access-Control-Allow-Origin": "*"}
"""Pages of other origins may read these answers, as they may with a real issuer that knows them."""


@dataclass(frozen=True, slots=True)
class _Granted:
    client_id: str
    challenge: str
    redirect_uri: str
    scope: str
    subject: str
    nonce: str | None


@dataclass
class Codes:
    """The codes that were given out and not redeemed yet. `sign` makes a token of a subject with these members."""

    sign: Callable[..., str]
    granted: dict[str, _Granted] = field(default_factory=dict[str, _Granted])

    def authorize(self, query: str) -> Send:
        """Send the browser back with a code, without asking anybody; `login_hint` names the subject."""
        wished = _only(query)
        if wished.get("code_challenge_method") != "S256":
            return whole(400, to_json({"error": "invalid_request"}))
        code = secrets.token_urlsafe()
        self.granted[code] = _Granted(
            wished["client_id"],
            wished["code_challenge"],
            wished["redirect_uri"],
            wished.get("scope", ""),
            wished.get("login_hint", SUBJECT),
            wished.get("nonce"),
        )
        back = urlencode({"code": code, "state": wished.get("state", "")})
        return whole(302, b"", {"Location": f"{wished['redirect_uri']}?{back}"})

    def redeem(self, wished: Mapping[str, str]) -> Send:
        """Exchange a code for tokens, once, for whoever knows what its challenge was made of."""
        grant = self.granted.pop(wished.get("code", ""), None)
        verifier = sha256(wished.get("code_verifier", "").encode()).digest()
        if (
            grant is None
            or urlsafe_b64encode(verifier).rstrip(b"=").decode() != grant.challenge
            or wished.get("redirect_uri") != grant.redirect_uri
        ):
            return whole(400, to_json({"error": "invalid_grant"}), OPEN)
        scope = " ".join(word for word in grant.scope.split() if word != "openid")
        answer = {
            "access_token": self.sign(grant.subject, scope=scope),
            "id_token": self.sign(grant.subject, aud=grant.client_id, scope=None, nonce=grant.nonce),
            "token_type": "Bearer",
            "expires_in": 3600,
            "scope": grant.scope,
        }
        return whole(200, to_json(answer), OPEN)


def _only(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
