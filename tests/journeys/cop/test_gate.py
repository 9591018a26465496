"""A steward at the gate, in a real browser: the camera reads badges as they are printed, fields do without it."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from meetings.extensions import db
from meetings.formats.cop.badges import TEMPLATE, Form, facts_of, paper
from meetings.models import Audit, CheckIn, Participation, RefusedScan
from meetings.queries.cop.badges import badge
from meetings.services import staff
from meetings.services.cop import badges
from meetings.services.cop.identities import put_identity
from tests.conftest import CHROMIUM, Server
from tests.cop import make_badged, make_conference, make_delegation, make_state, segments_of
from tests.factories import NOW
from tests.journeys.acts import press
from tests.journeys.test_pages import faults
from tests.papers import needs_poppler

WIDTH, HEIGHT, FRAMES_A_SECOND = 640, 480, 5
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"


@dataclass
class Gate:
    """What is there: the codes of a badge, of the one it replaced, and of others, and how they are printed."""

    old: str
    new: str
    others: list[str]
    printed: list[bytes]


def make_gate(server: Server) -> Gate:
    """Store a conference that opens today, with people who have badges, one of whom lost theirs."""
    outside = server.app.extensions["outside"]
    with server.app.app_context():
        programme = make_conference()
        first = segments_of(programme)[0]
        first.starts_on = NOW.date()
        db.session.commit()
        kenya = make_delegation(programme, make_state(names={"en": "Kenya", "ar": "كينيا"}))
        one, old = make_badged(kenya, first, "مي زيادة")
        photo = photo_of()
        nomination = db.session.get_one(Participation, one).nomination_id
        put_identity(
            nomination, NOW, actor="x", shelf=outside.identity_shelf, storage=outside.storage, photo=photo
        )
        old_facts = facts_of(badge(code=old), "", photo)
        new = badges.reissue(old, "Lost", NOW, "user:1")
        new_facts = facts_of(badge(code=new), "", photo)
        others = [make_badged(kenya, first, name)[1] for name in (LONG, "<script>alert(1)</script>")]
        printed = [
            outside.typesetter.pdf(TEMPLATE, paper([facts], "en", Form.A6))
            for facts in (new_facts, old_facts)
        ]
        return Gate(old, new, others, printed)


def photo_of() -> bytes:
    """Make a photo, in the form of PNG."""
    import struct
    import zlib

    rows = b"".join(b"\0" + bytes((90, y // 2, 160)) * 240 for y in range(300))
    head = struct.pack(">IIBBBBB", 240, 300, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packed = chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + packed + chunk(b"IEND", b"")


def film(pdfs: list[bytes], path: Path) -> None:
    """Make what a camera sees of badges held before it one after the other, grey between them."""
    needs_poppler()
    grey = bytes([120]) * (WIDTH * HEIGHT)
    colourless = bytes([128]) * (WIDTH * HEIGHT // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_A_SECOND}:1 Ip A1:1 C420\n".encode())
        for number, pdf in enumerate(pdfs):
            seen = picture(pdf, path.with_name(f"badge-{number}"))
            for light in (*[grey] * FRAMES_A_SECOND, *[seen] * (3 * FRAMES_A_SECOND)):
                file.write(b"FRAME\n" + light + colourless)


def picture(pdf: bytes, path: Path) -> bytes:
    """Give the light of a frame with the upper part of a badge in it, as printed."""
    source = path.with_suffix(".pdf")
    source.write_bytes(pdf)
    size = ["-scale-to-x", "600", "-scale-to-y", "-1", "-x", "0", "-y", "0", "-W", "600", "-H", "460"]
    subprocess.run(
        ["pdftoppm", "-gray", "-singlefile", *size, str(source), str(path)], check=True, timeout=60
    )
    raw = path.with_suffix(".pgm").read_bytes()
    width, height = map(int, raw.split(b"\n", 3)[1].split())
    rows = raw[-width * height :]
    frame = bytearray([120]) * (WIDTH * HEIGHT)
    for y in range(min(height, HEIGHT - 20)):
        begin = (y + 10) * WIDTH + 20
        frame[begin : begin + width] = rows[y * width : (y + 1) * width]
    return bytes(frame)


@pytest.fixture
def gate(live_server: Server) -> Gate:
    return make_gate(live_server)


@pytest.fixture
def telephone(browser: Any, live_server: Server, gate: Gate, tmp_path: Path) -> Iterator[Any]:
    """Give a page of a steward's telephone, whose camera sees the new badge and then the old one."""
    seen = tmp_path / "seen.y4m"
    film(gate.printed, seen)
    arguments = [
        "--no-sandbox",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={seen}",
    ]
    chromium = browser.browser_type.launch(executable_path=CHROMIUM, args=arguments)
    context = chromium.new_context(
        base_url=live_server.url,
        timezone_id="Africa/Nairobi",
        viewport={"width": 360, "height": 740},
        permissions=["camera"],
    )
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
    yield page
    chromium.close()


def sign_in(page: Any, server: Server, lang: str, role: str = "steward") -> None:
    """Come to the desk by a link."""
    with server.app.app_context():
        token = staff.invite(f"{role}@example.org", role, datetime.now(UTC))
    page.goto(f"/{lang}/desk/sign-in/{token}")
    press(page, page.locator("main form button"))


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_camera_reads_badges_and_the_old_one_is_refused(
    telephone: Any, live_server: Server, gate: Gate, axe: Callable[[Any], list[str]], lang: str
) -> None:
    page = telephone
    sign_in(page, live_server, lang)
    page.goto(f"/{lang}/desk/cop/gate")
    page.locator("#camera button").click()
    page.locator("#verdict .verdict.v-ok").wait_for()
    assert gate.new in page.locator("#verdict").inner_text()
    assert "مي زيادة" in page.locator("#verdict .name").inner_text()
    page.wait_for_function("document.querySelector('#verdict img').naturalWidth > 0")
    assert page.locator("#came").inner_text() == "1"
    first = page.locator("#verdict .word").inner_text()
    page.locator("#verdict .verdict.v-no").wait_for()
    assert gate.old in page.locator("#verdict").inner_text()
    refused = page.locator("#verdict .word").inner_text()
    assert first != refused
    page.locator("#verdict .verdict.v-again").wait_for()  # the film begins anew
    page.locator("#camera button").click()
    assert page.locator("#camera video").is_hidden()
    assert axe(page) == []
    assert page.faults == []
    with live_server.app.app_context():
        assert [row.steward for row in db.session.scalars(select(CheckIn))] == ["user:1"]
        assert "replaced" in set(db.session.scalars(select(RefusedScan.answer)))
        acts = set(db.session.scalars(select(Audit.act)))
        assert {"badge.issued", "badge.replaced", "participation.checked_in"} <= acts


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_gate_and_its_papers_have_no_violation(
    page: Any, live_server: Server, gate: Gate, axe: Callable[[Any], list[str]], lang: str
) -> None:
    sign_in(page, live_server, lang, "officer")
    wrong, desk = {}, f"/{lang}/desk/cop"
    for code in (gate.new, gate.new, gate.old, gate.others[0], gate.others[1], "none"):
        page.goto(f"{desk}/gate")
        page.locator("#code").fill(code)
        page.keyboard.press("Enter")
        page.locator("#verdict .word").wait_for()
        wrong[f"gate {code}"] = faults(page, axe, lang)
    with live_server.app.app_context():
        one = badge(code=gate.others[0]).participation_id
        badges.suspend(gate.others[1], "A reason", NOW, "user:1")
        suspended = badge(code=gate.others[1]).participation_id
    for path in (
        "gate?name=a",
        "gate/list",
        "badges",
        f"badges/{one}",
        f"badges/{suspended}",
        "arrivals",
        "quorum",
        "letterhead",
    ):
        page.goto(f"{desk}/{path}")
        wrong[path] = faults(page, axe, lang)
    page.goto(f"/{lang}/verify/{gate.new}")
    wrong["verify"] = faults(page, axe, lang)
    assert {path: found for path, found in wrong.items() if found} == {}


def test_gate_goes_on_when_the_line_is_down(page: Any, live_server: Server, gate: Gate) -> None:
    sign_in(page, live_server, "en")
    page.goto("/en/desk/cop/gate")
    page.context.set_offline(True)
    page.locator("#code").fill(gate.new)
    page.keyboard.press("Enter")
    said = page.locator("#verdict .v-retry")
    said.wait_for()
    assert "The line is down: nobody was checked in." in said.inner_text()
    page.context.set_offline(False)
    page.locator("#code").fill(gate.new)
    page.keyboard.press("Enter")
    page.locator("#verdict .verdict.v-ok").wait_for()
    assert page.locator("#code").input_value() == ""
    assert page.evaluate("document.activeElement.id") == "code"
