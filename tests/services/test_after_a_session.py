"""What follows from one person at both times of a session, counted by everything that counts, on both stores."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.adapters.erasure_log import FileErasureLog
from meetings.adapters.key_shelf import FolderShelf
from meetings.domain.survey_errors import AnsweredBefore
from meetings.extensions import db
from meetings.models import Asked, Ballot, Certificate
from meetings.queries.reports import report
from meetings.services import certificates
from meetings.services.erasing import erase
from meetings.services.survey_answers import answer
from tests.factories import KEYS, NOW
from tests.surveys import attend, came, given, held_session, make_survey, run, slots_of

COUNTS = ("participants", "attendances", "registrations", "countries")


def counted() -> dict[str, float | None]:
    db.session.rollback()
    found = report("season", NOW)
    assert found is not None
    return {name: found.counts[name].value for name in COUNTS}


@pytest.mark.usefixtures("database")
def test_one_person_at_both_times_is_one_person_two_attendances_one_certificate_and_one_answer(
    app: Flask, tmp_path: Path
) -> None:
    shelf = FolderShelf(Path(app.config["INSTANCE"]) / "survey-keys")
    session = held_session()
    survey_id = make_survey(session)
    (person_id,) = came(session, 1)
    attend(slots_of(session)[1].id, person_id)
    session_id = session.id
    run(NOW, shelf)
    answer(survey_id, person_id, given(1), NOW)
    with pytest.raises(AnsweredBefore):
        answer(survey_id, person_id, given(1), NOW)
    code = certificates.issue(person_id, session_id, NOW, "person")
    assert certificates.issue(person_id, session_id, NOW, "person") == code
    certificates.issue_all("season", "topic", NOW, "user:1")
    for table, key in ((Asked, Asked.person_id), (Ballot, Ballot.person_id), (Certificate, Certificate.id)):
        assert db.session.scalar(select(func.count(key)).select_from(table)) == 1
    before = counted()
    assert (before["participants"], before["attendances"], before["registrations"]) == (1, 2, 1)
    erase(person_id, NOW, "person", keys=KEYS, log=FileErasureLog(tmp_path / "erasures.log"))
    assert counted() == before
