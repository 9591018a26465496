"""Slides that do not say how long they are, sent in pieces to a real server: refused while they come, not after."""

import select as waiting
import socket
from urllib.parse import urlsplit

from meetings.domain.devices import proof_of
from meetings.extensions import db
from meetings.models import Material
from tests.conftest import Server
from tests.factories import KEYS, NOW, make_programme, make_session, make_slot
from tests.panels import make_panelist, panel_cookie, panel_link
from tests.pictures import pdf

PIECE = 65_536
ALLOWED_MB = 1
WHOLE = 64_000_000
HEAD = (
    b"--edge\r\nContent-Disposition: form-data; name=title\r\n\r\nSoil\r\n"
    b"--edge\r\nContent-Disposition: form-data; name=language\r\n\r\nen\r\n"
    b"--edge\r\nContent-Disposition: form-data; name=audience\r\n\r\npublic\r\n"
    b'--edge\r\nContent-Disposition: form-data; name=file; filename="talk.pdf"\r\n'
    b"Content-Type: application/pdf\r\n\r\n"
)
TAIL = b"\r\n--edge--\r\n"


def begin(server: Server) -> socket.socket:
    """Open a line to the slides of a proved panellist, and send the head of a request without a length."""
    with server.app.app_context():
        session = make_session(make_programme())
        make_slot(session)
        link, token = panel_link(make_panelist(session, email="rosa@example.org"), 1, KEYS)
        bearer = link.bearer
    proof = proof_of(KEYS, bearer, 1, NOW)
    there = urlsplit(server.url)
    line = socket.create_connection((str(there.hostname), int(there.port or 0)), timeout=20)
    head = (
        f"POST /en/speak/{token}/slides/topic HTTP/1.1",
        f"Host: {there.netloc}",
        f"Cookie: {panel_cookie(bearer)}={proof}",
        "Content-Type: multipart/form-data; boundary=edge",
        "Transfer-Encoding: chunked",
        "Connection: close",
    )
    line.sendall("\r\n".join((*head, "", "")).encode())
    return line


def send(line: socket.socket, body: bytes) -> None:
    """Send a piece of a body."""
    line.sendall(f"{len(body):x}\r\n".encode() + body + b"\r\n")


def status(line: socket.socket) -> int:
    """Read what the server says of it."""
    return int(line.makefile("rb").readline().split()[1])


def materials(server: Server) -> int:
    with server.app.app_context():
        return db.session.query(Material).count()


def test_slides_in_pieces_are_refused_once_too_many_bytes_came(live_server: Server) -> None:
    live_server.app.config["UPLOAD_MB"] = ALLOWED_MB
    sent = 0
    with begin(live_server) as line:
        send(line, HEAD + pdf()[:200])
        while sent < WHOLE and not waiting.select([line], [], [], 0)[0]:
            send(line, b"0" * PIECE)
            sent += PIECE
        assert ALLOWED_MB * 1_000_000 - PIECE < sent < WHOLE / 4, sent
        assert status(line) == 413
    assert materials(live_server) == 0


def test_slides_in_pieces_that_are_small_enough_are_kept(live_server: Server) -> None:
    body = HEAD + pdf() + TAIL
    with begin(live_server) as line:
        for at in range(0, len(body), 100):
            send(line, body[at : at + 100])
        line.sendall(b"0\r\n\r\n")
        assert status(line) == 303
    assert materials(live_server) == 1
