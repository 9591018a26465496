"""Signing in by the system of the house: OpenID Connect, by code with PKCE; nothing it says is believed unproved."""

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from requests.adapters import HTTPAdapter

from meetings.domain.account_errors import IssuerAway, NotVouchedFor
from meetings.domain.ports import Begun, Vouched

SCOPE: Final = "openid email"
# No shared secret and no "none": whoever signs must hold a key that we do not.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
CONNECT_SECONDS: Final = 3.0
READ_SECONDS: Final = 5.0
WHOLE_SECONDS: Final = 10.0
MOST_BYTES: Final = 1_000_000
KNOWN_FOR_SECONDS: Final = 3600.0
ASIDE_SECONDS: Final = 60
OLDEST: Final = timedelta(minutes=10)
WORD_LENGTH: Final = 400
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


class Bounded(HTTPAdapter):
    """Reads answers within a time and a size, however slowly they come."""

    def send(self, request: Any, **options: Any) -> requests.Response:  # type: ignore[override]
        """Send a request and read the whole answer.

        Raises: requests.RequestException, also for one that is too slow or too large.
        """
        ends = monotonic() + WHOLE_SECONDS
        options |= {"stream": True, "timeout": (CONNECT_SECONDS, READ_SECONDS)}
        response = super().send(request, **options)
        held = bytearray()
        for piece in response.iter_content(1 << 14):
            held += piece
            if len(held) > MOST_BYTES or monotonic() > ends:
                response.close()
                raise requests.RequestException("an answer that is too large or too slow")
        response._content = bytes(held)
        return response


class OidcSystem:
    """An issuer of OpenID Connect, found by its own description of itself, which is kept for an hour."""

    def __init__(self, issuer: str, client: tuple[str, str], name: str) -> None:
        self.issuer, self.client, self.name = issuer, client, name
        self._metadata: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._known_until = 0.0

    def begin(self, back: str) -> Begun:
        """Begin a sign-on that leads back to an address of ours.

        Raises: IssuerAway.
        """
        memory = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        with self._client(back) as client:
            address, _state = client.create_authorization_url(
                self._endpoint("authorization_endpoint"),
                state=memory["state"],
                nonce=memory["nonce"],
                code_verifier=memory["verifier"],
            )
        return Begun(str(address), memory)

    def finish(
        self, answer: Mapping[str, str], memory: Mapping[str, str], *, back: str, now: datetime
    ) -> Vouched:
        """Read the answer that a browser brought back.

        Raises: IssuerAway; NotVouchedFor, for an answer that does not hold.
        """
        expected = memory.get("state", "")
        if not expected or not hmac.compare_digest(expected.encode(), answer.get("state", "").encode()):
            raise NotVouchedFor(reason="state")
        if answer.get("iss", self.issuer) != self.issuer:  # source: RFC 9207
            raise NotVouchedFor(reason="iss")
        if "error" in answer or not answer.get("code"):
            raise NotVouchedFor(reason=answer.get("error", "no code")[:80])
        token = self._token(answer["code"], memory.get("verifier", ""), back)
        claims = self._claims(token, memory.get("nonce", ""), now)
        return self._vouched(claims, token)

    def _client(self, back: str) -> OAuth2Session:
        number, secret = self.client
        client = OAuth2Session(
            number, secret or None, scope=SCOPE, redirect_uri=back, code_challenge_method="S256"
        )
        return _bounded(client)

    def _token(self, code: str, verifier: str, back: str) -> dict[str, Any]:
        with self._client(back) as client:
            try:
                token: dict[str, Any] = client.fetch_token(
                    self._endpoint("token_endpoint"),
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                    allow_redirects=False,
                )
            except OAuthError as refused:
                raise NotVouchedFor(reason=str(refused.error)[:80]) from None
            except (requests.RequestException, ValueError) as error:
                raise IssuerAway(reason=str(error)[:200]) from None
        return token

    def _claims(self, token: Mapping[str, Any], nonce: str, now: datetime) -> CodeIDToken:
        """Give what the issuer says, once its signature, times and words for us hold.

        Raises: NotVouchedFor, IssuerAway.
        """
        written = token.get("id_token")
        if not isinstance(written, str) or not nonce:
            raise NotVouchedFor(reason="no id_token")
        try:
            read = self._read(written)
            claims = CodeIDToken(
                read.claims,
                read.header,
                {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client[0]}},
                {"nonce": nonce, "client_id": self.client[0], "access_token": token.get("access_token")},
            )  # fmt: skip
            claims.validate(now=int(now.timestamp()), leeway=ASIDE_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise NotVouchedFor(reason=str(error)[:80]) from None
        if now.timestamp() - float(claims["iat"]) > OLDEST.total_seconds():
            raise NotVouchedFor(reason="iat")
        return claims

    def _read(self, written: str) -> jwt.Token:
        """Read a token by the issuer's keys, which are asked for again where it names one that is new."""
        try:
            return jwt.decode(written, self._key_set(), algorithms=list(ALGORITHMS))
        except InvalidKeyIdError:
            self._keys = None
            return jwt.decode(written, self._key_set(), algorithms=list(ALGORITHMS))

    def _vouched(self, claims: Mapping[str, Any], token: Mapping[str, Any]) -> Vouched:
        said: Mapping[str, Any] = claims
        if "email" not in claims and self._described().get("userinfo_endpoint") and token.get("access_token"):
            said = self._get(
                self._endpoint("userinfo_endpoint"), {"Authorization": f"Bearer {token['access_token']}"}
            )
            if said.get("sub") != claims["sub"]:
                raise NotVouchedFor(reason="sub")
        verified = said.get("email_verified")
        return Vouched(
            self.issuer,
            _word(claims["sub"]),
            _word(said.get("email", "")),
            is_verified=verified is True or verified == "true",
        )

    def _described(self) -> dict[str, Any]:
        """Give the issuer's description of itself.

        Raises: IssuerAway.
        """
        if monotonic() >= self._known_until:
            found = self._get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self.issuer:
                raise IssuerAway(reason="a description of another issuer")
            self._metadata, self._keys = found, None
            self._known_until = monotonic() + KNOWN_FOR_SECONDS
        return self._metadata

    def _endpoint(self, name: str) -> str:
        """Give an address of the issuer's, which is safe from others on the way.

        Raises: IssuerAway.
        """
        address = self._described().get(name)
        parts = urlsplit(address) if isinstance(address, str) else urlsplit("")
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise IssuerAway(reason=f"no {name}")
        return str(address)

    def _key_set(self) -> KeySet:
        if self._keys is None:
            found = self._get(self._endpoint("jwks_uri"))
            try:
                self._keys = KeySet.import_key_set(found)  # type: ignore[arg-type]
            except (JoseError, ValueError, KeyError, TypeError) as error:
                raise IssuerAway(reason=f"keys: {error}"[:200]) from None
        return self._keys

    def _get(self, address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        try:
            with _bounded(requests.Session()) as client:
                answer = client.get(address, headers=headers, allow_redirects=False)
            answer.raise_for_status()
            found = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise IssuerAway(reason=str(error)[:200]) from None
        if not isinstance(found, dict):
            raise IssuerAway(reason=f"{address} answers no object")
        return found


def _bounded(session: Any) -> Any:
    """Let a session wait no longer and read no more than it should."""
    for scheme in ("https://", "http://"):
        session.mount(scheme, Bounded())
    return session


def _word(value: Any) -> str:
    """Give a text of the issuer's that our store can hold.

    Raises: NotVouchedFor.
    """
    if not isinstance(value, str) or len(value) > WORD_LENGTH or not value.isprintable():
        raise NotVouchedFor(reason="a text of odd signs")
    return value
