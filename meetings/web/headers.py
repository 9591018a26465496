"""The headers every answer carries: what a browser may load, keep, and tell others."""

from typing import Final

from flask import Response, request

from meetings.extensions import MARK

SELF: Final = "'self'"
POLICY: Final = {
    "default-src": "'none'",
    "style-src": SELF,
    "script-src": SELF,
    "img-src": "'self' data:",
    "media-src": SELF,
    "connect-src": SELF,
    "form-action": SELF,
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
# Entering leads on to the platform, wherever the organizer has it; browsers hold its redirect to this.
JOIN_ACTION: Final = "'self' https: http:"
FIXED: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
YEAR_SECONDS: Final = 31_536_000


def content_policy(**changes: str) -> str:
    """Word the content security policy, with `_` for `-` in the names of changes."""
    policy = {**POLICY, **{name.replace("_", "-"): value for name, value in changes.items()}}
    return "; ".join(f"{name} {value}" for name, value in policy.items())


PLAIN: Final = content_policy()
JOINING: Final = content_policy(form_action=JOIN_ACTION)
LEAN: Final = "meetings.lean"
FRAMED: Final = "meetings.framed"
NOTHING: Final = "default-src 'none'"
# Style and script are no pages: whatever governs a page is carried by the page that loads them, and is not sent again.
PARTS: Final = ("text/css", "text/javascript")
FOR_PARTS: Final = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")


def lean(response: Response, *, is_everybodys: bool = False) -> Response:
    """Give a small answer that is asked for again and again: whole, or (304) in a few bytes where it reads as before.

    It is text or a piece of a page, shown by a page that has all headers; by itself it may load and do nothing, and
    leads nowhere. Unless it is everybody's, nobody but the browser that asked keeps it.
    """
    request.environ[LEAN] = True
    response.headers["Cache-Control"] = "no-cache" if is_everybodys else "private, no-cache"
    response.add_etag()
    if (response.get_etag()[0] or "-") in request.headers.get(
        "If-None-Match", ""
    ):  # however it was compressed
        response.status_code = 304
        response.set_data(b"")
        del response.headers["Content-Type"]
    return response


def for_everybody(response: Response, seconds: int, *, policy: str, may_be_framed: bool = False) -> Response:
    """Give an answer that pages of others may take, the same for whoever asks, kept by anybody for some seconds."""
    headers = response.headers
    headers["Content-Security-Policy"] = policy
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    headers["Cache-Control"] = f"public, max-age={seconds}"
    if may_be_framed:
        request.environ[FRAMED] = True
    return response


def set_headers(response: Response) -> Response:
    """Add what an answer has not set itself; a file with its hash in the address is kept for a year, and
    one that another file names is asked for again by its ETag."""
    headers = response.headers
    if LEAN in request.environ and response.status_code in (200, 304):
        del headers["Referrer-Policy"]
        headers["X-Content-Type-Options"] = "nosniff"
        if response.status_code == 200:  # what has no body is ruled by the headers of the answer before
            headers["Content-Security-Policy"] = NOTHING
        return response
    is_static = request.endpoint == "static" and response.status_code < 400
    if is_static and response.mimetype in PARTS:
        headers["Content-Security-Policy"] = NOTHING
        headers.update({name: FIXED[name] for name in FOR_PARTS})
        del headers["Content-Disposition"]
    else:
        headers.setdefault("Content-Security-Policy", JOINING if _is_joining() else PLAIN)
        for name, value in FIXED.items():
            if not (name == "X-Frame-Options" and FRAMED in request.environ):
                headers.setdefault(name, value)
    if is_static:
        if "v" in request.args:
            headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
        # A file given in pieces is not compressed as well as one given whole; ours are a few kilobytes.
        response.direct_passthrough = False
        file = response.response
        response.set_data(response.get_data())
        file.close()  # type: ignore[union-attr]
    elif MARK in request.environ:
        response.add_etag()
        if "Cache-Control" not in headers:  # else it is the same for everybody
            response.vary.add("Cookie")
            headers["Cache-Control"] = "private, no-cache"
    elif "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-store"
    return response


def _is_joining() -> bool:
    """Say whether a page has a button that leads to a platform: the entrance, and the brief of somebody on a panel."""
    parts = request.path.split("/")
    return parts[2:3] == ["join"] or (parts[2:3] == ["speak"] and parts[4:5] == ["brief"])
