"""A focal point's page: private only on a device that proved itself, open until the deadline, and then to ask."""

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import EnvironBuilder

from meetings.domain.cop.delegations import Wish
from meetings.domain.cop.identities import Passport
from meetings.domain.devices import MOST_WAITING, device_code, proof_of
from meetings.extensions import db
from meetings.models import (
    Audit,
    ChangeRequest,
    Delegation,
    DeviceCode,
    FocalPoint,
    Identity,
    Letter,
    Nomination,
    Participation,
    Programme,
)
from meetings.services.cop import identities
from meetings.services.cop.delegations import renew, reopen
from meetings.services.cop.naming import wish_of
from meetings.services.devices import ask_code
from tests.conftest import make_app
from tests.cop import make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import KEYS, NOW, make_session
from tests.pictures import pdf, png
from tests.web.cop.focal import BASE, Browser, browser_of

LATE = NOW + timedelta(days=11)
AMA = {"name": "Ama Example", "role": "adviser", "email": "ama@example.org", "language": "fr", "act": "save"}


@pytest.fixture
def delegation(app_sqlite: Flask, database_sqlite: object) -> Delegation:
    return make_delegation(make_conference(), make_state(names={"en": "Kenya", "ar": "كينيا"}))


@pytest.fixture
def focal(app_sqlite: Flask, delegation: Delegation) -> Browser:
    return browser_of(app_sqlite, delegation)


def segments(delegation: Delegation) -> list[int]:
    return list(db.session.scalars(select(Participation.segment_id))) or [
        one.id for one in segments_of(programme_of(delegation))
    ]


def programme_of(delegation: Delegation) -> Programme:
    return db.session.get_one(Programme, delegation.programme_id)


def form_for(*segment_ids: int, **changes: object) -> dict[str, object]:
    modes = {f"mode-{one}": "online" for one in segment_ids}
    return AMA | {"segment": [str(one) for one in segment_ids]} | modes | changes


def test_forwarded_link_shows_deadlines_and_numbers_and_nobody(
    focal: Browser, delegation: Delegation
) -> None:
    one = make_nominee(
        delegation, *segments_of(programme_of(delegation)), name="Efua Example", state="returned"
    )
    for number in range(2):
        answer = focal.get()
        assert answer.status_code == 200
        text = answer.get_data(as_text=True)
        assert "Delegation of Kenya" in text
        assert "Nominations close on Saturday 5 December 2026, 01:59 in Nairobi, UTC+3." in text
        assert "1 person waits to be completed" in text
        for private in ("Efua", "efua", "Invented Focal Point", "focal-", one.id):
            assert private not in text, (private, number)
    assert db.session.scalars(select(FocalPoint.opened_at)).all() == [None]


@pytest.mark.parametrize(
    "rest", ["/person", "/person/{one}", "/person/{one}/replace", "/person/{one}/identity", "/letter/1"]
)
def test_forwarded_link_opens_no_page_of_anybody(focal: Browser, delegation: Delegation, rest: str) -> None:
    one = make_nominee(delegation, segments_of(programme_of(delegation))[0], name="Efua Example")
    path = rest.format(one=one.id)
    answers = [focal.get(path)] + (
        [focal.post(path, AMA)] if "letter" not in rest else [focal.post("/letter")]
    )
    for answer in answers:
        assert answer.status_code == 401
        assert "Efua" not in answer.get_data(as_text=True)
    assert db.session.scalars(select(Nomination.name)).all() == ["Efua Example"]


def test_code_from_the_mail_opens_it_on_this_device(focal: Browser) -> None:
    assert focal.post("", {"act": "code"}).status_code == 303
    refused = focal.post("", {"act": "prove", "code": "bafu-miko-sera"})
    assert refused.status_code == 422
    assert 'id="error-summary"' in refused.get_data(as_text=True)
    assert "bafu-miko-sera" in refused.get_data(as_text=True)
    code = device_code(KEYS, focal.point, 1, 1)
    proved = focal.post("", {"act": "prove", "code": code.upper()})
    assert proved.status_code == 303
    cookie = proved.headers["Set-Cookie"]
    for part in ("HttpOnly", "Secure", "SameSite=Lax", "Max-Age=2592000"):
        assert part in cookie
    assert "Nobody is named yet" in focal.get().get_data(as_text=True)
    db.session.rollback()
    assert db.session.get_one(FocalPoint, focal.point).opened_at is not None
    focal.post("", {"act": "leave"})
    assert "Mail me a code" in focal.get().get_data(as_text=True)


def test_codes_are_guessed_a_few_times_and_no_more(focal: Browser) -> None:
    focal.post("", {"act": "code"})
    answers = [focal.post("", {"act": "prove", "code": "bafu-miko-sera"}).status_code for _try in range(12)]
    assert answers[0] == 422
    assert answers[-1] == 429
    code = device_code(KEYS, focal.point, 1, 1)
    assert focal.post("", {"act": "prove", "code": code}).status_code == 429


def test_whoever_has_a_forwarded_link_keeps_its_owner_out_neither_by_codes_nor_by_tries(
    focal: Browser,
) -> None:
    stranger, answers = {"REMOTE_ADDR": "198.51.100.7"}, set()
    for minute in range(10):
        with time_machine.travel(NOW + timedelta(minutes=2 * minute), tick=False):
            focal.post("", {"act": "code"})
            guessed = focal.post("", {"act": "prove", "code": "bafu-miko-sera"}, environ_base=stranger)
            answers.add(guessed.status_code)
    assert answers == {422, 429}
    db.session.rollback()
    assert db.session.scalars(select(DeviceCode.number)).one() == MOST_WAITING
    with time_machine.travel(NOW + timedelta(minutes=20)):
        first = {"act": "prove", "code": device_code(KEYS, focal.point, 1, 1)}
        assert focal.post("", first).status_code == 303
        second = {"act": "prove", "code": device_code(KEYS, focal.point, 1, 2)}
        assert focal.post("", second).status_code == 422, "whoever proved a device leaves no code behind"
        focal.post("", {"act": "code"})
        fresh = {"act": "prove", "code": device_code(KEYS, focal.point, 1, MOST_WAITING + 1)}
        assert focal.post("", fresh).status_code == 303


def test_a_new_link_is_not_kept_waiting_by_codes_of_the_old_one(focal: Browser) -> None:
    for minute in range(5):
        with time_machine.travel(NOW + timedelta(minutes=minute)):
            focal.post("", {"act": "code"})
    focal.token = renew(focal.point, NOW, actor="user:1", keys=KEYS)
    with time_machine.travel(NOW + timedelta(minutes=5)):
        focal.post("", {"act": "code"})
        code = device_code(KEYS, focal.point, 2, MOST_WAITING + 1)
        assert focal.post("", {"act": "prove", "code": code}).status_code == 303


def test_proof_ends_with_the_link_and_after_thirty_days(app_sqlite: Flask, focal: Browser) -> None:
    focal.prove()
    assert "Nominate a person" in focal.get().get_data(as_text=True)
    with time_machine.travel(NOW + timedelta(days=31)):
        assert "Mail me a code" in focal.get().get_data(as_text=True)
    focal.token = renew(focal.point, NOW, actor="user:1", keys=KEYS)
    assert "Mail me a code" in focal.get().get_data(as_text=True)
    assert focal.get("/person").status_code == 401


def test_program_that_presses_what_it_finds_changes_nothing(focal: Browser) -> None:
    assert focal.post("").status_code == 303
    assert focal.post("", {"act": "none"}).status_code == 303
    assert db.session.scalars(select(FocalPoint.opened_at)).all() == [None]


def test_person_is_named_for_segments_and_a_meeting_in_one_form(
    focal: Browser, delegation: Delegation
) -> None:
    first, second = segments(delegation)
    bureau = make_session(programme_of(delegation), "bureau", segment_id=second, audience="named")
    focal.prove()
    page = focal.get("/person").get_data(as_text=True)
    assert f'name="meeting-{second}"' in page
    form = form_for(
        first,
        second,
        **{f"mode-{second}": "room", f"meeting-{second}": str(bureau.id), "consent_list": ["name", "email"]},
    )
    answer = focal.post("/person", form)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{focal.path()}?done=named#done")
    row = db.session.scalars(select(Nomination)).one()
    assert (row.name, row.language, row.lists) == ("Ama Example", "fr", ["name", "email"])
    assert [wish_of(one) for one in row.participations] == [
        Wish(first, "online"),
        Wish(second, "room", meetings=(bureau.id,)),
    ]
    shown = focal.get().get_data(as_text=True)
    for words in ("Ama Example", "ama@example.org", "Adviser", "■□□□□", "Nominated", "Letter of nomination"):
        assert words in shown
    assert "Waits for you" in shown


def test_wrong_form_comes_back_as_it_was_typed(focal: Browser, delegation: Delegation) -> None:
    focal.prove()
    form = form_for(name=" ", email="nobody", function="Minister <of> Health", segment=[])
    answer = focal.post("/person", form)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(\w+)">', text) == ["name", "email", "segments"]
    assert 'value="nobody"' in text
    assert "Minister &lt;of&gt; Health" in text


def test_stale_save_shows_both_sides_and_keeps_what_was_typed(focal: Browser, delegation: Delegation) -> None:
    first, _second = segments(delegation)
    focal.prove().post("/person", form_for(first))
    one = db.session.scalars(select(Nomination)).one()
    assert (
        focal.post(
            f"/person/{one.id}", form_for(first, function="Minister", revision=one.revision)
        ).status_code
        == 303
    )
    answer = focal.post(f"/person/{one.id}", form_for(first, function="Envoy", revision=1))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 412
    assert re.search(r"Function</th><td><bdi>Minister</bdi></td><td><bdi>Envoy</bdi>", text)
    assert 'value="Envoy"' in text
    db.session.rollback()
    revision = db.session.get_one(Nomination, one.id).revision
    assert f'name="revision" value="{revision}"' in text
    assert (
        focal.post(f"/person/{one.id}", form_for(first, function="Envoy", revision=revision)).status_code
        == 303
    )


def test_deadline_passing_while_the_form_is_open_offers_to_ask(
    focal: Browser, delegation: Delegation
) -> None:
    first, _second = segments(delegation)
    focal.prove()
    with time_machine.travel(LATE):
        answer = focal.post("/person", form_for(first, function="Minister"))
        text = answer.get_data(as_text=True)
        assert answer.status_code == 409
        assert "The deadline has passed" in text
        assert 'value="Minister"' in text
        assert 'name="act" value="ask"' in text
        asked = focal.post("/person", form_for(first, function="Minister", act="ask", why="Late letter"))
        assert asked.headers["Location"].endswith("?done=asked#done")
        shown = focal.get().get_data(as_text=True)
        assert "A person to add" in shown
        assert "Waits for the secretariat" in shown
        request_id = db.session.scalars(select(ChangeRequest.id)).one()
        assert focal.post(f"/request/{request_id}").status_code == 303
        assert "Taken back" in focal.get().get_data(as_text=True)
        assert focal.post(f"/request/{request_id}").status_code == 409


def test_after_the_deadline_it_is_read_only_until_opened_again(
    focal: Browser, delegation: Delegation
) -> None:
    first, _second = segments(delegation)
    focal.prove().post("/person", form_for(first))
    one = db.session.scalars(select(Nomination.id)).one()
    with time_machine.travel(LATE):
        shown = focal.get().get_data(as_text=True)
        assert "read-only until the secretariat opens it" in shown
        assert "Ask for an addition" in shown
        assert focal.post(f"/person/{one}", form_for(first, function="M")).status_code == 409
        reopen(delegation.id, LATE + timedelta(hours=24), "Note verbale 7", LATE, actor="user:1")
        shown = focal.get().get_data(as_text=True)
        assert "Open again for your delegation until" in shown
        assert "Opened again: Note verbale 7" in shown
        answer = focal.post(f"/person/{one}/replace", {"name": "Kofi Example", "email": "k@example.org"})
        assert answer.headers["Location"].endswith("?done=replaced#done")
        shown = focal.get().get_data(as_text=True)
        assert "replaced by Kofi Example" in shown
        assert "instead of Ama Example" in shown
    noted = db.session.execute(select(Audit.act, Audit.actor).order_by(Audit.id)).all()
    assert ("delegation.reopen", "user:1") in [tuple(row) for row in noted]
    assert ("nomination.replace", f"focal:{focal.point}") in [tuple(row) for row in noted]
    with time_machine.travel(LATE + timedelta(hours=25)):
        assert focal.post("/person", form_for(first, name="Yaw Example")).status_code == 409


def test_passport_and_photo_are_kept_and_never_shown_back(
    app_sqlite: Flask, focal: Browser, delegation: Delegation
) -> None:
    one = make_nominee(delegation, segments_of(programme_of(delegation))[0], name="Efua Example")
    address = f"/person/{one.id}/identity"
    focal.prove()
    form = {"passport_number": "K0123456", "passport_born_on": "1980-02-03", "act": "passport"}
    assert focal.post(address, form).status_code == 303
    photo = {"photo": (io.BytesIO(png()), "face.png"), "act": "photo"}
    assert focal.post(address, photo).status_code == 303
    outside = app_sqlite.extensions["outside"]
    shelf = outside.identity_shelf
    assert identities.read_passport(one.id, NOW, actor="user:1", shelf=shelf) == Passport(
        "K0123456", born_on="1980-02-03"
    )
    assert identities.photo_bytes(one.id, shelf=shelf, storage=outside.storage) == png()
    every = ("", address, f"/person/{one.id}", f"/person/{one.id}/replace")
    for text in (focal.get(rest).get_data(as_text=True) for rest in every):
        for secret in ("K0123456", "1980", "image/png"):
            assert secret not in text
    assert "given on" in focal.get(address).get_data(as_text=True)
    refused = focal.post(address, {"passport_number": "K999", "passport_expires_on": "soon"})
    assert refused.status_code == 422
    assert "K999" not in refused.get_data(as_text=True)
    assert focal.post(address, {"act": "drop_passport"}).status_code == 303
    assert focal.post(address, {"act": "drop_photo"}).status_code == 303
    db.session.rollback()
    assert db.session.get(Identity, one.id) is None
    for name, raw, status in (
        ("big.png", png(50_000, 50_000), 422),
        ("x.png", b"text", 422),
        ("cut.png", png()[:300], 422),
    ):
        assert focal.post(address, {"photo": (io.BytesIO(raw), name)}).status_code == status


def test_letter_is_kept_under_a_tame_name_and_given_back_to_its_sender(focal: Browser) -> None:
    focal.prove()
    name = "..%2f..%2fetc\\\u202egpj.exe"
    form = {"letter": (io.BytesIO(pdf()), name), "kind": "note_verbale", "reference": "NV <7>"}
    assert focal.post("/letter", form).headers["Location"].endswith("?done=letter#done")
    row = db.session.scalars(select(Letter)).one()
    assert (row.file_name, row.state, row.media_type) == ("2f..2fetcgpj.pdf", "received", "application/pdf")
    shown = focal.get().get_data(as_text=True)
    assert "NV &lt;7&gt;" in shown
    assert "Letter received" in shown
    given = focal.get("/letter/1")
    assert given.data == pdf()
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in given.headers["Content-Security-Policy"]
    assert focal.get("/letter/2").status_code == 404


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"plain",
        pdf()[:300],
        pdf(b"<< /S /JavaScript /JS (x) >>"),
        png(50_000, 50_000),
    ],
    ids=["empty", "text", "cut", "script", "pixels"],
)
def test_letter_that_is_not_taken_says_why_and_leaves_nothing(
    app_sqlite: Flask, focal: Browser, raw: bytes
) -> None:
    focal.prove()
    answer = focal.post("/letter", {"letter": (io.BytesIO(raw), "note.pdf"), "reference": "NV 7"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert '<a href="#letter">' in text
    assert 'value="NV 7"' in text
    assert db.session.scalars(select(Letter)).all() == []


def test_letter_of_two_hundred_megabytes_is_refused_before_it_is_read(
    app_sqlite: Flask, focal: Browser
) -> None:
    body, read = Counted(), []
    environ = EnvironBuilder(focal.path("/letter"), base_url=BASE, method="POST").get_environ()
    environ |= {
        "wsgi.input": body,
        "CONTENT_LENGTH": "200000000",
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "HTTP_COOKIE": f"device_{focal.point}={proof_of(KEYS, focal.point, 1, NOW)}",
    }
    list(app_sqlite.wsgi_app(environ, lambda status, _headers, _error=None: read.append(status)))
    assert read == ["413 REQUEST ENTITY TOO LARGE"]
    assert body.bytes == 0


class Counted(io.BytesIO):
    """A body that counts what is read of it."""

    bytes = 0

    def read(self, size: int | None = -1) -> bytes:
        """Count what would be read."""
        self.bytes += 1
        return b"x" * max(0, size or 0)


def test_focal_point_guessing_addresses_finds_nothing_of_others(
    app_sqlite: Flask, focal: Browser, delegation: Delegation
) -> None:
    programme = programme_of(delegation)
    other = make_delegation(programme, make_state("GH", "Ghana"))
    theirs = make_nominee(other, *segments_of(programme), name="Kwame Secret")
    other_focal = browser_of(app_sqlite, other).prove()
    other_focal.post("/letter", {"letter": (io.BytesIO(pdf()), "note.pdf")})
    asked = other_focal.post(f"/person/{theirs.id}", {"act": "ask_withdraw", "why": "Secret"})
    assert asked.status_code == 303
    request_id = db.session.scalars(select(ChangeRequest.id)).one()
    focal.prove()
    for rest in (
        f"/person/{theirs.id}",
        f"/person/{theirs.id}/replace",
        f"/person/{theirs.id}/identity",
        "/letter/1",
    ):
        assert focal.get(rest).status_code == 404, rest
    before = db.session.scalars(select(Audit.id)).all()
    for rest in (
        f"/person/{theirs.id}",
        f"/person/{theirs.id}/replace",
        f"/person/{theirs.id}/identity",
        f"/request/{request_id}",
    ):
        for act in ("save", "withdraw", "ask", "ask_withdraw", "passport", "drop_photo"):
            assert focal.post(rest, form_for(1, act=act, passport_number="1")).status_code == 404, rest
    assert db.session.scalars(select(Audit.id)).all() == before
    text = focal.get().get_data(as_text=True)
    assert "Secret" not in text
    assert "Ghana" not in text
    assert Browser(focal.client, other_focal.token, other_focal.point).get("/person").status_code == 401


def test_same_person_of_two_delegations_reads_alike_to_both(
    app_sqlite: Flask, focal: Browser, delegation: Delegation
) -> None:
    first = segments(delegation)[0]
    other = make_delegation(programme_of(delegation), make_state("GH", "Ghana"))
    browsers = [focal.prove(), browser_of(app_sqlite, other).prove()]
    answers = [one.post("/person", form_for(first)) for one in browsers]
    assert [one.headers["Location"].rpartition("?")[2] for one in answers] == ["done=named#done"] * 2
    for one in browsers:
        shown = one.get("?done=named").get_data(as_text=True)
        assert "The secretariat checks each name" in shown
        assert "double" not in shown.lower()


def test_page_is_arabic_from_right_to_left(focal: Browser, delegation: Delegation) -> None:
    make_nominee(delegation, segments_of(programme_of(delegation))[0], name="ليلى مثال")
    focal.prove()
    text = focal.get(lang="ar").get_data(as_text=True)
    assert 'dir="rtl"' in text
    assert "<bdi>" in text
    assert "كينيا" in text


def test_deadline_is_told_by_the_focal_points_clock_and_the_segments(focal: Browser) -> None:
    focal.prove()
    text = focal.get().get_data(as_text=True)
    assert "Saturday 5 December 2026, 01:59 in Nairobi, UTC+3" in text
    assert "Friday 4 December 2026, 23:59 in" in text


def test_link_of_an_ended_focal_point_is_dead_for_all(app_sqlite: Flask, focal: Browser) -> None:
    focal.prove()
    db.session.get_one(FocalPoint, focal.point).ended_at = datetime.now(UTC)
    db.session.commit()
    assert focal.get().status_code == 404
    assert focal.get("/person").status_code == 404
    assert focal.post("", {"act": "code"}).status_code == 404


def test_asking_for_codes_is_limited(store_sqlite: str, tmp_path: Path) -> None:
    app = make_app(store_sqlite, tmp_path, RATELIMIT_ENABLED=True, REGISTRATIONS_LIMIT="3 per minute")
    with app.app_context():
        browser = browser_of(app, make_delegation(make_conference(), make_state()))
        statuses = [browser.post("", {"act": "code"}).status_code for _time in range(4)]
        assert statuses == [303, 303, 303, 429]
        ask_code(browser.point, NOW)
        db.session.remove()
        db.engine.dispose()
