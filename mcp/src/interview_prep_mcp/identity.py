"""Who asks over HTTP. The API decides; this server has no keys and keeps no token."""

from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings

from interview_prep import Forbidden, Unauthorized
from interview_prep_mcp.door import Door


class ApiVerifier:
    """Asks the API whether it accepts a token."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return the token if the API accepts it, otherwise `None`.

        Raises `InterviewPrepError` if the API cannot say. A token that may not do everything is accepted: the API says
        what it may, call by call.
        """
        api = self._door.client({"authorization": f"Bearer {token}"})
        try:
            await api.list_resumes(limit=1)
        except Unauthorized:
            return None
        except Forbidden:
            pass
        return AccessToken(token=token, client_id="", scopes=[])


def auth_of(issuer: str, public_url: str) -> AuthSettings:
    """Return settings with which a request without a token is answered with where to sign in (RFC 9728)."""
    return AuthSettings.model_validate(
        {"issuer_url": issuer, "resource_server_url": public_url, "validate_token_resource": False}
    )
