"""A Jitsi server as its token check has it, and its hosted form; no call is ever made to it but by who enters."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, RSAKey
from werkzeug.wrappers import Request, Response

from meetings.domain.platforms import Account, Kind
from tests.platforms.serving import Came, StandIn

APP = "meetings"
SECRET = "a secret that the server shares with us"
HOSTED_APP = "vpaas-magic-cookie-1fc542a3e4414a44b2611668195e2bfe"
KEY_ID = f"{HOSTED_APP}/4f4910"
PRIVATE = (
    generate_private_key(65537, 2048)
    .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    .decode()
)


class JitsiServer(StandIn):
    """One server of one's own."""

    kind = Kind.JITSI

    def account(self, *, wrong: bool = False) -> Account:
        return Account(self.kind, self.url, {"app": APP}, {"secret": "" if wrong else SECRET})

    def answer(self, request: Request) -> Response:
        raise AssertionError("nobody calls this server")

    def come(self, address: str) -> Came:
        parts = urlsplit(address)
        claims = self.checked(parse_qs(parts.query)["jwt"][0])
        assert claims["room"] == parts.path.rpartition("/")[2] != "*"
        user = claims["context"]["user"]
        assert all(isinstance(one, str | int | bool) for one in user.values())
        return Came(user["name"], user["moderator"] is True and user["affiliation"] == "owner")

    def checked(self, token: str) -> dict:
        """Check a token as the server does."""
        found = jwt.decode(token, OctKey.import_key(SECRET.encode()), algorithms=["HS256"])
        assert found.claims["aud"] == "jitsi"
        assert found.claims["iss"] == APP
        assert found.claims["sub"] == "127.0.0.1"
        return in_time(found.claims)


class HostedJitsi(JitsiServer):
    """A tenant at JaaS."""

    def account(self, *, wrong: bool = False) -> Account:
        settings = {"app": HOSTED_APP, "key_id": KEY_ID}
        return Account(self.kind, self.url, settings, {"secret": "no key" if wrong else PRIVATE})

    def come(self, address: str) -> Came:
        parts = urlsplit(address)
        _, tenant, room = parts.path.split("/")
        token = parse_qs(parts.query)["jwt"][0]
        found = jwt.decode(token, RSAKey.import_key(PRIVATE), algorithms=["RS256"])
        claims = in_time(found.claims)
        assert found.header["kid"] == KEY_ID
        assert (claims["aud"], claims["iss"], claims["sub"]) == ("jitsi", "chat", HOSTED_APP)
        assert (tenant, room) == (HOSTED_APP, claims["room"])
        moderator = claims["context"]["user"]["moderator"]
        assert moderator in ("true", "false")  # the text, and never a truth value
        return Came(claims["context"]["user"]["name"], moderator == "true")


def in_time(claims: dict) -> dict:
    now = datetime.now(UTC).timestamp()
    if not claims["nbf"] <= now < claims["exp"]:
        raise JoseError("late")
    assert claims["exp"] - now <= 900
    return claims
