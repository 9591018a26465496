"""An issuer of OpenID Connect on loopback, which tests tell whom it knows and what it does wrong."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from werkzeug.serving import make_server

from tests.conftest import Quiet

CLIENT = ("meetings", "a secret of the client")
_KEYS = [RSAKey.generate_key(2048, {"kid": f"key-{number}", "use": "sig"}) for number in range(2)]


@dataclass
class Issuer:
    """An issuer that runs: whom it says is there, what it signs with, and what it was asked."""

    url: str = ""
    claims: dict[str, Any] = field(
        default_factory=lambda: {"sub": "s-1", "email": "", "email_verified": True}
    )
    wrong: dict[str, Any] = field(
        default_factory=dict
    )  # claims put in place of the right ones; None leaves one out
    algorithm: str = "RS256"
    key: Any = field(default_factory=lambda: _KEYS[0])
    published: list[Any] = field(default_factory=lambda: [_KEYS[0]])
    metadata: dict[str, Any] = field(default_factory=dict)
    state: str = ""  # sent back in place of the right one
    refuses: str = ""
    userinfo: dict[str, Any] | None = None
    delay_seconds: float = 0.0
    broken: str = ""  # what is answered in place of a token
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def other_key(self, *, is_published: bool) -> None:
        """Sign with another key from now on."""
        self.key = _KEYS[1]
        self.published = [_KEYS[1]] if is_published else [_KEYS[0]]

    def answer(self, address: str) -> str:
        """Give where a browser is led back to that comes to an address of the issuer."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.asked.append(asked)
        code = f"code-{len(self.asked)}"
        self.codes[code] = asked
        back = {"state": self.state or asked["state"]}
        back |= {"error": self.refuses} if self.refuses else {"code": code}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, asked: dict[str, str]) -> str:
        """Sign what is said of whoever is there."""
        now = int(time.time())
        right = {"iss": self.url, "aud": CLIENT[0], "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims = right | self.claims | self.wrong
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm == "none":
            parts = (json.dumps(one).encode() for one in ({"alg": "none", "typ": "JWT"}, claims))
            return ".".join(urlsafe_b64encode(one).decode().rstrip("=") for one in parts) + "."
        header = {"alg": self.algorithm, "kid": getattr(self.key, "kid", None) or _KEYS[0].kid}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])

    def sign_none(self) -> None:
        """Sign by nothing."""
        self.algorithm = "none"

    def sign_by_secret(self) -> None:
        """Sign by the secret that the client knows."""
        self.algorithm, self.key = "HS256", OctKey.import_key("a secret of the client, made long enough")


def _app(issuer: Issuer) -> Flask:
    app = Flask("issuer")

    @app.before_request
    def wait() -> None:
        time.sleep(issuer.delay_seconds)

    @app.get("/.well-known/openid-configuration")
    def describe() -> Response:
        found = {
            "issuer": issuer.url,
            "authorization_endpoint": f"{issuer.url}/authorize",
            "token_endpoint": f"{issuer.url}/token",
            "jwks_uri": f"{issuer.url}/keys",
        }
        if issuer.userinfo is not None:
            found["userinfo_endpoint"] = f"{issuer.url}/userinfo"
        return jsonify(found | issuer.metadata)

    @app.get("/keys")
    def keys() -> Response:
        return jsonify(keys=[one.as_dict(private=False) for one in issuer.published])

    @app.get("/authorize")
    def authorize() -> Any:
        return redirect(issuer.answer(request.url))

    @app.post("/token")
    def token() -> Any:
        if issuer.broken:
            return Response(issuer.broken, 500)
        asked = issuer.codes.pop(request.form.get("code", ""), None)
        given = request.authorization
        is_client = given is not None and (given.username, given.password) == CLIENT
        verifier = create_s256_code_challenge(request.form.get("code_verifier", ""))
        if asked is None or not is_client or asked["code_challenge"] != verifier:
            return jsonify(error="invalid_grant"), 400
        if request.form["redirect_uri"] != asked["redirect_uri"]:
            return jsonify(error="invalid_grant"), 400
        return jsonify(access_token="at", token_type="Bearer", id_token=issuer.token(asked))

    @app.get("/userinfo")
    def userinfo() -> Response:
        assert request.headers["Authorization"] == "Bearer at"
        return jsonify(issuer.userinfo)

    return app


@contextmanager
def running_issuer(email: str = "") -> Iterator[Issuer]:
    """Run an issuer on a free port that knows somebody with an address."""
    issuer = Issuer()
    issuer.claims["email"] = email
    server = make_server("127.0.0.1", 0, _app(issuer), threaded=True, request_handler=Quiet)
    issuer.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
