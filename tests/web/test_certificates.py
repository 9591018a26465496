"""Certificates as their people, the desk and strangers meet them, on both stores and without JavaScript."""

import re
import zipfile
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from meetings.domain.printed_codes import ALPHABET
from meetings.extensions import db
from meetings.jobs import tick_jobs
from meetings.models import Audit, Certificate, CertificateRule, Job, Person
from meetings.services import certificates as services
from meetings.services.erasing import erase
from meetings.services.links import rights_of
from tests.certificates import make_held, person_there
from tests.conftest import make_app
from tests.factories import KEYS, NOW
from tests.papers import facts_of, text_of
from tests.web.test_desk import csrf, sign_in

PAGE = "/en/desk/season/certificates"
ODD = (
    "<script>alert(1)</script>",
    "=1+1",
    "#import $x$ *b* @ref",
    "\u202eAna Silva",
    "مي زيادة",
    "Suharto",
    "陈小明",
)


@pytest.fixture
def slot(app: Flask) -> str:
    with app.app_context():
        return make_held()[0]


def there(app: Flask, slot: str, minutes: float | None = 90, name: str = "Ana Silva") -> tuple[int, str]:
    """Let somebody be there; gives their number and the address of their page."""
    with app.app_context():
        person = person_there(slot, minutes, name=name)
        return person, f"/en/me/{rights_of(person, None, NOW, KEYS).me_token}"


def take(client: FlaskClient, mine: str, session: str = "season/topic") -> str:
    answer = client.post(mine, data={"act": "certificate", "session": session})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def code_in(address: str) -> str:
    return address.rpartition("/")[2]


def test_somebody_takes_theirs_reads_it_and_has_it_as_pdf(
    app: Flask, client: FlaskClient, slot: str, tmp_path: Path
) -> None:
    _person, mine = there(app, slot, 54)
    page = client.get(mine).text
    assert "Certificate of attendance" in page
    assert 'name="act" value="certificate"' in page
    address = take(client, mine)
    assert take(client, mine) == address
    page = client.get(address).text
    for words in (
        "Certificate of attendance",
        "<bdi>Ana Silva</bdi>",
        "attended the session",
        "Session topic",
    ):
        assert words in page
    assert "Present for at least 60% of the scheduled time (90 minutes)" in page
    assert f"https://meetings.example.org/en/verify/{code_in(address)}" in page
    for language in ("ar", "zh", "en", "fr", "ru", "es"):
        answer = client.get(address.replace("/en/", f"/{language}/") + ".pdf")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert f"/Lang({language}".encode() in answer.data
        assert code_in(address) in text_of(answer.data, tmp_path)
    english = client.get(f"{address}.pdf").data
    assert client.get(f"{address}.pdf").data == english
    assert facts_of(english, tmp_path)["Title"] == "Certificate of attendance: Ana Silva"
    assert "Read and print" in client.get(mine).text


def test_who_was_there_too_shortly_gets_none(app: Flask, client: FlaskClient, slot: str) -> None:
    _person, mine = there(app, slot, 53)
    assert 'value="certificate"' not in client.get(mine).text
    answer = client.post(mine, data={"act": "certificate", "session": "season/topic"})
    assert answer.status_code == 404
    with app.app_context():
        assert db.session.scalars(select(Certificate)).all() == []


def test_a_certificate_opens_by_its_persons_link_only(app: Flask, client: FlaskClient, slot: str) -> None:
    _person, mine = there(app, slot)
    _other, others = there(app, slot, name="Ben Okoro")
    address = take(client, mine)
    stolen = f"{others}/certificate/{code_in(address)}"
    assert [client.get(stolen + end).status_code for end in ("", ".pdf")] == [404, 404]
    assert client.post(stolen, data={"act": "name", "name": "Ben"}).status_code == 404
    assert client.get(f"/en/me/none/certificate/{code_in(address)}").status_code in (404, 410)


@pytest.mark.parametrize("name", ODD)
def test_odd_names_stay_text_everywhere(
    app: Flask, client: FlaskClient, slot: str, tmp_path: Path, name: str
) -> None:
    _person, mine = there(app, slot, name=name)
    address = take(client, mine)
    shown = name.replace("\u202e", "")
    page = client.get(address).text
    assert "<script>alert" not in page
    assert shown in unescape(page)
    pdf = client.get(f"{address}.pdf").data
    words = text_of(pdf, tmp_path).replace("\n", " ")
    assert all(word in words for word in shown.split())
    desk = sign_in(app, app.test_client(), "organizer")
    row = desk.get(f"{PAGE}.csv").text
    assert ("'=1+1" in row) is (name == "=1+1")
    book = load_workbook(BytesIO(desk.get(f"{PAGE}.xlsx").data)).worksheets[0]
    assert (book.cell(2, 1).value, book.cell(2, 1).data_type) == (shown, "s")
    assert "<script>alert" not in desk.get(PAGE).text


def test_the_longest_name_stays_on_one_sheet(
    app: Flask, client: FlaskClient, slot: str, tmp_path: Path
) -> None:
    for name in ("W" * 200, "Maria " * 33, "م" * 200):
        _person, mine = there(app, slot, name=name)
        pdf = client.get(f"{take(client, mine)}.pdf").data
        assert facts_of(pdf, tmp_path)["Pages"] == "1"


def test_a_name_is_put_right_once(app: Flask, client: FlaskClient, slot: str) -> None:
    _person, mine = there(app, slot, name="Ana Slva")
    address = take(client, mine)
    for typed, status in (("", 422), ("a\x00b", 422), ("x" * 201, 422)):
        answer = client.post(address, data={"act": "name", "name": typed})
        assert answer.status_code == status
        assert 'id="error-summary"' in answer.text
    answer = client.post(address, data={"act": "name", "name": "Ana Silva"})
    new = answer.headers["Location"]
    assert (answer.status_code, new != address) == (303, True)
    assert "<bdi>Ana Silva</bdi>" in client.get(new).text
    old = client.get(address)
    assert "Another certificate has replaced it" in old.text
    assert client.get(f"{address}.pdf").status_code == 404
    assert "Your name was corrected before" in client.get(new).text
    answer = client.post(new, data={"act": "name", "name": "Ana Souza"})
    assert (answer.status_code, "Your name was corrected before" in answer.text) == (409, True)


def test_a_code_tells_little_and_a_name_more(app: Flask, client: FlaskClient, slot: str) -> None:
    _person, mine = there(app, slot)
    verify = f"/en/verify/{code_in(take(client, mine))}"
    answer = client.get(verify)
    assert (answer.status_code, answer.headers["X-Robots-Tag"]) == (200, "noindex")
    for words in ("Valid.", "Session topic", "22 November 2026, 10:00–11:30", "<bdi>A… S…</bdi>"):
        assert words in answer.text
    assert "Silva" not in answer.text
    wrong = client.post(verify, data={"name": "Ana Souza"})
    assert (wrong.status_code, "This is not the name" in wrong.text, "Silva" in wrong.text) == (
        422,
        True,
        False,
    )
    right = client.post(verify, data={"name": " ana SILVA "})
    assert (right.status_code, "This is the name on it." in right.text) == (200, True)
    assert "<bdi>Ana Silva</bdi>" in right.text
    assert client.get(f"/en/verify?code={code_in(verify).lower()}").headers["Location"] == verify


def test_a_code_with_one_letter_changed_is_not_known(app: Flask, client: FlaskClient, slot: str) -> None:
    _person, mine = there(app, slot)
    code = code_in(take(client, mine))
    for at, letter in enumerate(code):
        if letter == "-":
            continue
        other = ALPHABET[(ALPHABET.index(letter) + 1) % len(ALPHABET)]
        answer = client.get(f"/en/verify/{code[:at]}{other}{code[at + 1 :]}")
        assert (answer.status_code, "Not known." in answer.text, "Session topic" in answer.text) == (
            404,
            True,
            False,
        )
    for odd in ("<script>", "%00", "x" * 500, "..", "A" * 14):
        assert client.get(f"/en/verify/{odd}").status_code == 404
    assert client.get("/en/verify?code=%3Cb%3E").headers["Location"] == "/en/verify/b"
    assert client.get("/en/verify").status_code == 200


def test_guessing_codes_and_names_is_limited(store: str, tmp_path: Path) -> None:
    app = make_app(store, tmp_path, RATELIMIT_ENABLED=True)
    client = app.test_client()
    with app.app_context():
        (slot,) = make_held()
    _person, mine = there(app, slot)
    verify = f"/en/verify/{code_in(take(client, mine))}"
    for _number in range(200):
        assert client.get(verify).status_code == 200
    tries = [client.post(verify, data={"name": f"Name {number}"}) for number in range(21)]
    assert [one.status_code for one in tries] == [422] * 20 + [429]
    assert int(tries[-1].headers["Retry-After"]) > 0
    assert client.post(verify, data={"name": "Ana Silva"}).status_code == 429
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_revoked_and_erased_say_so_and_nothing_more(app: Flask, client: FlaskClient, slot: str) -> None:
    person, mine = there(app, slot)
    verify = f"/en/verify/{code_in(take(client, mine))}"
    with app.app_context():
        services.revoke(code_in(verify), "A secret reason", NOW, "user:1")
    page = client.get(verify).text
    assert "Revoked." in page
    assert not [one for one in ("secret", "A… S…") if one in page]
    assert "This certificate was revoked." in client.get(mine).text
    assert client.post(mine, data={"act": "certificate", "session": "season/topic"}).status_code == 409
    with app.app_context():
        erase(person, NOW, "person", keys=KEYS, log=app.extensions["outside"].erasures)
    page = client.get(verify).text
    assert "Withdrawn." in page
    assert not [one for one in ("Session topic", "A… S…", "Revoked") if one in page]
    assert client.post(verify, data={"name": "Ana Silva"}).status_code == 422


def test_the_page_of_a_session_says_where_certificates_are(
    app: Flask, client: FlaskClient, slot: str
) -> None:
    assert "Your certificate is on your page" not in client.get("/en/season/topic/").text
    there(app, slot)
    assert "Your certificate is on your page" in client.get("/en/season/topic/").text


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> FlaskClient:
    return sign_in(app, client, "organizer")


def post(desk: FlaskClient, **values: Any) -> Any:
    return desk.post(PAGE, data={"csrf_token": csrf(desk, PAGE)} | values)


def test_the_desk_issues_all_narrows_and_revokes(app: Flask, desk: FlaskClient, slot: str) -> None:
    for number in range(3):
        there(app, slot, name=f"Person Number{number}")
    there(app, slot, 20, name="Too Short")
    assert PAGE in desk.get("/en/desk/season/").text
    assert "Issue 3" in desk.get(PAGE).text
    answer = post(desk, act="issue", session="topic")
    assert "3 certificates are new." in desk.get(answer.headers["Location"]).text
    assert "Issue 3" not in desk.get(PAGE).text
    page = desk.get(f"{PAGE}?text=number1").text
    assert ("Person Number1" in page, "Person Number2" in page) == (True, False)
    code = re.findall(r"verify/([A-Z0-9-]+)", page)[0]
    answer = post(desk, act="revoke", code=code, reason=" ")
    assert (answer.status_code, f'href="#reason-{code}"' in answer.text) == (422, True)
    assert post(desk, act="revoke", code=code, reason="Somebody else").status_code == 303
    page = desk.get(f"{PAGE}?state=revoked").text
    assert ("Somebody else" in page, page.count("verify/")) == (True, 1)
    assert post(desk, act="again", code=code).status_code == 303
    assert desk.get(f"{PAGE}?state=valid").text.count("/verify/") == 3
    assert desk.get(f"{PAGE}/{code}.pdf").status_code == 404
    valid = re.findall(r"certificates/([A-Z0-9-]+).pdf", desk.get(PAGE).text)
    assert desk.get(f"{PAGE}/{valid[0]}.pdf").mimetype == "application/pdf"
    with app.app_context():
        acts = [
            one.act for one in db.session.scalars(select(Audit).order_by(Audit.id)) if "certif" in one.act
        ]
    assert acts == ["certificates.issue", "certificate.revoke", "certificate.reissue"]
    assert post(desk, act="nothing").status_code == 422


def test_the_rule_is_set_and_a_stale_one_shows_both_sides(app: Flask, desk: FlaskClient, slot: str) -> None:
    there(app, slot, 70)
    assert "Issue 1" in desk.get(PAGE).text
    assert post(desk, act="rule", percent="80", version="0").status_code == 303
    assert "Issue 1" not in desk.get(PAGE).text
    stale = post(desk, act="rule", percent="70", version="0")
    assert (stale.status_code, "Stored now" in stale.text, 'value="70"' in stale.text) == (412, True, True)
    wrong = post(desk, act="rule", percent="sixty", version="1")
    assert (wrong.status_code, 'href="#percent"' in wrong.text, 'value="sixty"' in wrong.text) == (
        422,
        True,
        True,
    )
    with app.app_context():
        assert [one.percent for one in db.session.scalars(select(CertificateRule))] == [80]


def test_whose_ground_is_gone_is_shown(app: Flask, desk: FlaskClient, slot: str) -> None:
    person, _mine = there(app, slot)
    with app.app_context():
        services.issue_all("season", "topic", NOW, "user:1")
    assert "rests on nothing any more</span>" not in desk.get(PAGE).text
    with app.app_context():
        person_row = db.session.get_one(Person, person)
        person_row.held_at = NOW
        db.session.commit()
    page = desk.get(f"{PAGE}?state=gone").text
    assert "Valid, but rests on nothing any more</span>" in page


def run(app: Flask) -> None:
    with app.app_context():
        tick_jobs(app, datetime.now(UTC))


def test_many_are_made_by_a_worker_and_fetched(
    app: Flask, desk: FlaskClient, slot: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meetings.making.SHEETS", 2)
    for number, language in enumerate(("en", "en", "en", "fr", "ar")):
        with app.app_context():
            person_there(slot, name=f"Person{number}", language=language)
    with app.app_context():
        person_there(slot, name="Without \U000f1234 font", language="fr")
    post(desk, act="issue", session="topic")
    assert post(desk, act="bundle", language="xx").status_code == 422
    answer = post(desk, act="bundle", language="")
    job = answer.headers["Location"]
    assert post(desk, act="bundle", language="").headers["Location"] == job
    page = desk.get(job)
    assert ("Waits for a worker" in page.text, page.headers["Refresh"]) == (True, f"3; url={job}")
    assert desk.get(f"{job}/file").status_code == 404
    run(app)
    page = desk.get(job)
    assert ("Ready" in page.text, "Refresh" in page.headers) == (True, False)
    assert "1 is left out, because a font is missing." in page.text
    with zipfile.ZipFile(BytesIO(desk.get(f"{job}/file").data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        words = [text_of(archive.read(name), tmp_path) for name in names]
    assert names == [
        "certificates-00001-00001-ar.pdf",
        "certificates-00002-00003-en.pdf",
        "certificates-00004-00004-en.pdf",
        "certificates-00005-00006-fr.pdf",
    ]
    assert [sorted(re.findall(r"Person\d", one)) for one in words] == [
        ["Person4"],
        ["Person0", "Person1"],
        ["Person2"],
        ["Person3"],
    ]
    assert "Ready" in desk.get(PAGE).text
    other = sign_in(app, app.test_client(), "administrator")
    assert [other.get(job + end).status_code for end in ("", "/file")] == [403, 403]
    one_language = post(desk, act="bundle", language="zh").headers["Location"]
    run(app)
    with zipfile.ZipFile(BytesIO(desk.get(f"{one_language}/file").data)) as archive:
        assert {name[-6:-4] for name in archive.namelist()} == {"zh"}


def test_without_a_typesetter_all_but_the_files_works(
    app: Flask, desk: FlaskClient, slot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _person, mine = there(app, slot)
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    address = take(desk, mine)
    assert desk.get(address).status_code == 200
    answer = desk.get(f"{address}.pdf")
    assert (answer.status_code, "No PDF can be made here" in answer.text) == (503, True)
    job = post(desk, act="bundle", language="").headers["Location"]
    run(app)
    assert "No PDF can be made here" in desk.get(job).text
    with app.app_context():
        assert db.session.scalars(select(Job.state)).all() == ["failed"]


def test_nothing_to_print_is_said(desk: FlaskClient, slot: str) -> None:
    assert post(desk, act="bundle", language="").status_code == 422


def test_the_list_for_programs(app: Flask, client: FlaskClient, slot: str) -> None:
    from meetings.services.staff import create_token

    there(app, slot)
    with app.app_context():
        services.issue_all("season", "topic", NOW, "user:1")
        token = create_token("reports", "officer", NOW)
    head = {"Authorization": f"Bearer {token}"}
    (item,) = client.get("/api/v1/programmes/season/certificates", headers=head).json["items"]
    assert (item["session"], item["state"], item["person"]["name"], item["seconds"]) == (
        "topic",
        "valid",
        "Ana Silva",
        5400,
    )
    address = "/api/v1/programmes/season/certificates?session=other"
    assert client.get(address, headers=head).json["items"] == []
    assert client.get("/api/v1/programmes/season/certificates").status_code == 401
