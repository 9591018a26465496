"""The season board, as an organizer without JavaScript meets it, and what its script is answered."""

import gzip
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Draft, Panelist, Person, Programme, Session, Slot, Stream
from meetings.models.foreign import ForeignCalendar, ForeignMeeting
from meetings.queries.board import session_facts
from meetings.services import programmes
from meetings.services.registrations import register
from tests.factories import NOW, make_programme, make_session, make_slot, request_for, somebody
from tests.web.test_desk import csrf, sign_in

PAGE = "/en/desk/season/board"
ZURICH = "Europe/Zurich"
TYPED: dict[str, Any] = {
    "title-en": "Article 8 emissions",
    "title-fr": "Article 8",
    "abstract-en": "What it is about.\r\nAnd more.",
    "stream": "science",
    "partners": "GMP\r\nICMGP",
    "languages": ["en"],
    "interpreted": ["fr", "es"],
    "local_start-0": "2027-02-04T10:00",
    "minutes-0": "90",
    "zone-0": ZURICH,
    "local_start-1": "2027-02-04T16:00",
    "minutes-1": "90",
    "zone-1": ZURICH,
    "held": "again",
}


@pytest.fixture
def season(app_sqlite: Flask) -> Flask:
    """Give an application with a season of two streams."""
    with app_sqlite.app_context():
        programme = make_programme(starts_on=date(2027, 2, 1), ends_on=date(2027, 3, 14))
        policy = Stream(slug="policy", title={"en": "Policy"}, palette=2, position=1, updated_at=NOW)
        programme.streams.append(policy)
        db.session.commit()
    return app_sqlite


@pytest.fixture
def desk(season: Flask, client_sqlite: FlaskClient) -> FlaskClient:
    """Give a client that signed in as an organizer."""
    return sign_in(season, client_sqlite, "organizer")


def post(desk: FlaskClient, path: str, part: bool = False, **values: Any) -> Any:
    head = {"X-Part": "board"} if part else {}
    return desk.post(path, data={"csrf_token": csrf(desk, PAGE)} | values, headers=head)


def begin(desk: FlaskClient, **changes: Any) -> None:
    assert post(desk, f"{PAGE}/new", **(TYPED | changes)).status_code == 303


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"(?: type="[a-z-]+")? value="([^"]*)"', page)
    assert found is not None, name
    return unescape(found[1])


def mark(app: Flask, slug: str) -> str:
    with app.app_context():
        return session_facts("season", slug).mark


def walls(app: Flask, slug: str) -> list[str]:
    with app.app_context():
        return [one.local_start.isoformat(" ", "minutes") for one in session_facts("season", slug).slots]


def test_a_session_is_begun_held_twice_and_stands_on_the_board(season: Flask, desk: FlaskClient) -> None:
    assert "There is no session yet" not in desk.get(PAGE).text
    answer = post(desk, f"{PAGE}/new", **TYPED)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?done=create#s-article-8-emissions")
    page = desk.get(PAGE).text
    cell = page[page.index('id="c-2027-02-01-science"') :]
    cell = cell[: cell.index("</td>")]
    assert "Article 8 emissions" in cell
    assert 'Thu 4 February · <span class="tag">Draft</span><br><bdi>10:00</bdi>, <bdi>16:00</bdi>' in cell
    assert "1 session, 2 times, hours: 3" in page
    assert "1 session is not published" in page
    with season.app_context():
        facts = session_facts("season", "article-8-emissions")
        assert facts.abstract == {"en": "What it is about.\nAnd more."}
        assert (facts.partners, facts.languages, facts.interpreted) == (
            ("GMP", "ICMGP"),
            ("en",),
            ("fr", "es"),
        )
        assert {one.part for one in facts.slots} == {1}
    begin(desk, held="parts", **{"title-en": "Two days", "local_start-1": "2027-02-05T10:00"})
    with season.app_context():
        assert [one.part for one in session_facts("season", "two-days").slots] == [1, 2]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title-en": "", "title-fr": ""}, "title-en", "This is needed."),
        ({"title-fr": "x" * 301}, "title-fr", "Please keep it to 300 characters."),
        ({"stream": "nowhere"}, "stream", "Please choose one of the list."),
        ({"languages": ["xx"]}, "languages", "Please choose one of the list."),
        ({"local_start-1": "yesterday"}, "local_start-1", "Please write the day and hour"),
        (
            {"local_start-1": "2027-03-28T02:30"},
            "local_start-1",
            "Nearest: 2027-03-28 01:30, 2027-03-28 03:30",
        ),
        ({"zone-0": "Europe/Nowhere"}, "zone-0", "We do not know the time zone"),
        ({"minutes-1": "0"}, "minutes-1", "Please write a whole number from 1 to 1440."),
        ({"minutes-1": "9" * 30}, "minutes-1", "Please write a whole number from 1 to 1440."),
        ({"local_start-0": "2039-01-01T10:00"}, "local_start-0", "Please choose a day before 2038."),
    ],
)
def test_what_is_wrong_comes_back_as_it_was_typed(
    season: Flask, desk: FlaskClient, changes: dict[str, Any], field: str, words: str
) -> None:
    answer = post(desk, f"{PAGE}/new", **(TYPED | changes))
    assert answer.status_code == 422
    summary = answer.text[answer.text.index('id="error-summary"') :][:900]
    assert f'href="#{field}"' in summary
    assert words in unescape(summary)
    assert f'id="{field}"' in answer.text
    assert 'value="2027-02-04T10:00"' in answer.text or "local_start-0" in changes
    assert "GMP\r\nICMGP" in answer.text or "GMP\nICMGP" in answer.text
    with season.app_context():
        assert db.session.scalars(select(Session)).all() == []


def test_an_hour_that_comes_twice_asks_which(season: Flask, desk: FlaskClient) -> None:
    twice = TYPED | {"local_start-1": "2027-10-31T02:30"}
    answer = post(desk, f"{PAGE}/new", **twice)
    assert answer.status_code == 422
    assert 'name="fold-1"' in answer.text
    begin(desk, **(twice | {"fold-1": "1"}))
    with season.app_context():
        last = session_facts("season", "article-8-emissions").slots[-1]
        assert last.starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_times_that_the_planner_proposes_stand_in_the_form(season: Flask, desk: FlaskClient) -> None:
    begin(desk)
    asked = "?local_start=2027-02-09T13:15&local_start=2027-02-09T20:00&zone=Africa/Nairobi&minutes=60"
    page = desk.get(f"{PAGE}/new{asked}").text
    for value in ("2027-02-09T13:15", "2027-02-09T20:00", "Africa/Nairobi"):
        assert f'value="{value}"' in page
    answer = desk.get(f"{PAGE}/new{asked}&session=article-8-emissions")
    assert answer.status_code == 302
    page = desk.get(answer.location).text
    assert 'value="2027-02-09T13:15"' in page
    assert "Article 8 emissions" in page
    with season.app_context():
        programme = db.session.scalars(select(Programme)).one()
        slot_id = make_slot(make_session(programme, "open"), NOW + timedelta(days=70)).id
    answer = desk.get(f"{PAGE}/new?local_start=2027-02-09T13:15&zone=Africa/Nairobi&session=open")
    page = desk.get(answer.location).text
    assert '<input type="hidden" name="week" value="2027-02-08">' in page
    assert f'<input type="hidden" name="hour-{slot_id}" value="11:15">' in page


def test_a_draft_is_changed_with_its_times_and_everything_can_be_undone(
    season: Flask, desk: FlaskClient
) -> None:
    begin(desk)
    form = f"{PAGE}/session/article-8-emissions"
    page = desk.get(form).text
    assert "data-draft" in page
    seen = {name: hidden(page, name) for name in ("mark", "revision", "seen", "slot-0", "slot-1")}
    changed = (
        TYPED | seen | {"title-en": "Emissions", "local_start-0": "2027-02-11T11:30", "local_start-1": ""}
    )
    assert post(desk, form, **changed).status_code == 303
    assert walls(season, "article-8-emissions") == ["2027-02-11 11:30"]
    page = desk.get(PAGE).text
    assert "Changed: Emissions" in page
    done = post(desk, PAGE, act="undo", key=hidden(page, "key"))
    assert (done.status_code, done.location) == (303, f"{PAGE}?done=undo#done")
    assert walls(season, "article-8-emissions") == ["2027-02-04 10:00", "2027-02-04 16:00"]
    page = desk.get(PAGE).text
    assert "Begun: Article 8 emissions" in page
    again = post(desk, PAGE, act="undo", key="x")
    assert (again.status_code, "Nothing was changed" in again.text) == (404, True)
    assert post(desk, PAGE, act="undo", key=hidden(page, "key")).status_code == 303
    assert "Undo" not in desk.get(PAGE).text


def test_what_somebody_changed_since_is_not_undone(season: Flask, desk: FlaskClient) -> None:
    begin(desk)
    key = hidden(desk.get(PAGE).text, "key")
    with season.app_context():
        programmes.change_session("season", "article-8-emissions", {"partners": ["GEN"]}, 1, NOW, "user:9")
    answer = post(desk, PAGE, act="undo", key=key)
    assert answer.status_code == 409
    assert "It cannot be undone: it was changed again since." in answer.text
    assert walls(season, "article-8-emissions") == ["2027-02-04 10:00", "2027-02-04 16:00"]


def test_who_saves_second_sees_both_sides_and_chooses(season: Flask, desk: FlaskClient) -> None:
    begin(desk)
    form = f"{PAGE}/session/article-8-emissions"
    page = desk.get(form).text
    seen = {name: hidden(page, name) for name in ("mark", "revision", "seen", "slot-0", "slot-1")}
    with season.app_context():
        theirs = {"title": {"en": "Theirs <b>", "fr": "Article 8"}, "partners": ["GEN"]}
        programmes.change_session("season", "article-8-emissions", theirs, 1, NOW, "user:9")
    mine = TYPED | seen | {"title-en": "Mine"}
    answer = post(desk, form, **mine)
    assert answer.status_code == 412
    sides = answer.text[answer.text.index('class="sides"') : answer.text.index("</table>")]
    for words in ("Title, English", "Article 8 emissions", "Theirs &lt;b&gt;", "Mine", "Partners"):
        assert words in sides
    assert 'value="Mine"' in answer.text
    merged = mine | {name: hidden(answer.text, name) for name in ("mark", "revision", "seen")}
    assert post(desk, form, **merged, **{"pick-partners": "now"}).status_code == 303
    with season.app_context():
        facts = session_facts("season", "article-8-emissions")
        assert (facts.title["en"], facts.partners) == ("Mine", ("GEN",))


def test_the_form_is_kept_as_a_draft(season: Flask, desk: FlaskClient) -> None:
    kept = {"draft_of": "desk/season/board/new", "draft_form": "session"}
    assert post(desk, "/en/desk/drafts", **(TYPED | kept)).status_code == 303
    with season.app_context():
        draft = db.session.scalars(select(Draft)).one().id
    page = desk.get(f"{PAGE}/new?draft={draft}").text
    assert 'value="Article 8 emissions"' in page
    assert 'value="2027-02-04T16:00"' in page


def test_a_draft_moves_by_one_small_request_that_holds_what_changed(season: Flask, desk: FlaskClient) -> None:
    begin(desk)
    path = f"{PAGE}/session/article-8-emissions/move"
    answer = post(desk, path, part=True, mark=mark(season, "article-8-emissions"), act="move", days="7")
    assert (answer.status_code, answer.headers["X-Part"]) == (200, "board")
    assert set(re.findall(r'<td id="([^"]+)"', answer.text)) == {
        "c-2027-02-01-science",
        "c-2027-02-08-science",
    }
    assert "Moved: Thursday 11 February, 10:00–11:30 Geneva, UTC+1" in answer.text
    assert walls(season, "article-8-emissions") == ["2027-02-11 10:00", "2027-02-11 16:00"]
    seen = mark(season, "article-8-emissions")
    assert f'data-mark="{seen}"' in answer.text
    drop = {"week": "2027-02-22", "stream": "policy"}
    assert post(desk, path, part=True, mark=seen, act="move", **drop).status_code == 200
    with season.app_context():
        assert session_facts("season", "article-8-emissions").stream == "policy"
    assert walls(season, "article-8-emissions") == ["2027-02-25 10:00", "2027-02-25 16:00"]
    stale = post(desk, path, part=True, mark=seen, act="move", days="7")
    assert (stale.status_code, "Somebody else has saved this" in stale.text) == (412, True)
    out = post(desk, path, part=True, mark=mark(season, "article-8-emissions"), act="move", days="70")
    assert (out.status_code, out.headers["X-Board"]) == (204, "reload")


def test_a_session_is_moved_by_its_form(season: Flask, desk: FlaskClient) -> None:
    begin(desk)
    path = f"{PAGE}/session/article-8-emissions/move"
    page = desk.get(path).text
    later = re.findall(r'name="(hour-\w+)"', page)[1]
    typed = {"mark": hidden(page, "mark"), "act": "move", "week": "2027-03-22", "day": "6", later: "02:30"}
    answer = post(desk, path, **typed)
    assert answer.status_code == 422
    assert "Nearest: 2027-03-28 01:30, 2027-03-28 03:30" in answer.text
    answer = post(desk, path, **(typed | {"day": "1"}))
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?done=move#s-article-8-emissions")
    assert walls(season, "article-8-emissions") == ["2027-03-23 02:30", "2027-03-23 10:00"]
    for wrong in ({"week": "soon"}, {"day": "9"}, {"days": "x"}, {"days": "9999"}, {later: "26:00"}):
        typed = {"mark": mark(season, "article-8-emissions"), "act": "move"} | wrong
        assert post(desk, path, **typed).status_code == 422, wrong
    answer = post(desk, path, mark="old", act="move", week="2027-03-01", seen="Thursday")
    assert (answer.status_code, "Thursday" in answer.text) == (412, True)


def test_who_would_be_told_is_shown_before_what_people_see_moves(season: Flask, desk: FlaskClient) -> None:
    begin_at = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=30)
    with season.app_context():
        programme = db.session.scalars(select(Programme)).one()
        slot = make_slot(make_session(programme), begin_at)
        slot_id, before = slot.id, slot.local_start
        keys = season.extensions["outside"].keys
        register(request_for(somebody(name="Ada"), slot_id), datetime.now(UTC), keys)
    path = f"{PAGE}/session/topic/move"
    look = desk.get(f"{path}?days=7").text
    assert "Who is told what" in look
    assert "1 person has a mail about their registration on its way" in look
    answer = post(desk, path, mark=mark(season, "topic"), act="look", days="7")
    assert (answer.status_code, 'id="look"' in answer.text) == (200, True)
    assert walls(season, "topic") == [before.isoformat(" ", "minutes")]
    assert post(desk, path, mark=mark(season, "topic"), act="move", days="7").status_code == 303
    with season.app_context():
        assert db.session.get_one(Slot, slot_id).version == 2
    assert walls(season, "topic") == [(before + timedelta(days=7)).isoformat(" ", "minutes")]


def test_a_weekly_series_shows_its_days_and_then_is_made(season: Flask, desk: FlaskClient) -> None:
    typed: dict[str, Any] = {
        "titles": "One\r\nTwo",
        "language": "fr",
        "count": "3",
        "every": "1",
        "local_start": "2027-03-16T14:00",
        "again": "20:00",
        "minutes": "60",
        "zone": ZURICH,
        "stream": "policy",
        "languages": ["en", "fr"],
    }
    look = post(desk, f"{PAGE}/weekly", act="look", **typed)
    assert look.status_code == 200
    assert "Tuesday 30 March 2027" in look.text
    assert re.findall(r"(\d\d:\d\d)–\d\d:\d\d UTC", look.text) == [
        "13:00", "19:00", "13:00", "19:00", "12:00", "18:00",
    ]  # fmt: skip
    with season.app_context():
        assert db.session.scalars(select(Session)).all() == []
    assert post(desk, f"{PAGE}/weekly", act="make", **typed).status_code == 303
    with season.app_context():
        found = {one.slug: one.title for one in db.session.scalars(select(Session))}
        assert found == {"one": {"fr": "One"}, "two": {"fr": "Two"}, "two-2": {"fr": "Two (2)"}}
    wrong = {
        "titles": "",
        "count": "0",
        "every": "x",
        "local_start": "",
        "again": "late",
        "zone": "",
        "minutes": "",
    }
    for name, value in (*wrong.items(), ("language", "xx"), ("stream", "nowhere"), ("count", "1")):
        answer = post(desk, f"{PAGE}/weekly", act="make", **(typed | {name: value}))
        assert answer.status_code == 422, name
        assert 'id="error-summary"' in answer.text
    answer = post(desk, f"{PAGE}/weekly", act="make", **(typed | {"local_start": "2027-03-14T02:30"}))
    assert "Nearest: 2027-03-28 01:30, 2027-03-28 03:30" in answer.text
    answer = post(desk, f"{PAGE}/weekly", act="look", **(typed | {"local_start": "2027-10-17T02:30"}))
    assert 'name="fold"' in answer.text
    assert len(walls(season, "one")) == 2


def test_a_session_and_a_season_are_copied(season: Flask, desk: FlaskClient) -> None:
    begin(desk)
    path = f"{PAGE}/session/article-8-emissions"
    answer = post(desk, f"{path}/duplicate", weeks="2")
    assert answer.location == f"{path}-2?done=create#done"
    assert walls(season, "article-8-emissions-2") == ["2027-02-18 10:00", "2027-02-18 16:00"]
    assert post(desk, f"{path}/duplicate", weeks="many").status_code == 422
    page = desk.get(f"{PAGE}/season").text
    typed = {name: hidden(page, name) for name in ("slug", "begins_on", "title-en", "title-fr")}
    assert typed == {
        "slug": "season-2028",
        "begins_on": "2028-01-31",
        "title-en": "Minamata Online",
        "title-fr": "Minamata en ligne",
    }
    for wrong, status in (({"slug": "season"}, 422), ({"slug": "A b"}, 422), ({"begins_on": "x"}, 422)):
        answer = post(desk, f"{PAGE}/season", **(typed | wrong))
        assert (answer.status_code, 'id="error-summary"' in answer.text) == (status, True)
    answer = post(desk, f"{PAGE}/season", **typed)
    assert answer.location == "/en/desk/season-2028/board?done=season#done"
    page = desk.get(answer.location).text
    assert page.count('<li class="card') == 2
    assert "The season was copied." in page
    done = desk.post(
        "/en/desk/season-2028/board",
        data={"csrf_token": csrf(desk, PAGE), "act": "undo", "key": hidden(page, "key")},
    )
    assert done.location == "/en/desk/"
    with season.app_context():
        assert [one.slug for one in db.session.scalars(select(Programme))] == ["season"]


def test_an_empty_season_cannot_be_copied(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        make_programme(starts_on=None, ends_on=None)
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    assert "There is no session yet." in desk.get(PAGE).text
    assert "There is no session yet." in desk.get(f"{PAGE}/season").text
    answer = post(desk, f"{PAGE}/season", slug="next", begins_on="2028-01-31", **{"title-en": "Next"})
    assert answer.status_code == 409


def test_who_has_a_stream_changes_what_is_theirs_and_sees_the_rest_as_everybody(
    season: Flask, client_sqlite: FlaskClient
) -> None:
    with season.app_context():
        programme = db.session.scalars(select(Programme)).one()
        science, policy = (one.id for one in programme.streams)
        make_slot(make_session(programme, "mine", stream_id=science, state="draft"), NOW + timedelta(days=70))
        make_slot(make_session(programme, "theirs", stream_id=policy), NOW + timedelta(days=71))
        make_session(programme, "unseen", stream_id=policy, state="draft")
    desk = sign_in(season, client_sqlite, "organizer", programme="season", stream="science")
    page = desk.get(PAGE).text
    assert ("/board/session/mine" in page, "unseen" in page) == (True, False)
    assert 'href="/en/season/theirs/"' in page
    assert "/board/session/theirs" not in page
    assert "Copy the season" not in page
    for slug in ("theirs", "unseen", "nowhere"):
        assert desk.get(f"{PAGE}/session/{slug}").status_code == 403
        assert post(desk, f"{PAGE}/session/{slug}/move", days="7", act="move").status_code == 403
    answer = post(desk, f"{PAGE}/new", **(TYPED | {"stream": "policy"}))
    assert (answer.status_code, "Your role does not allow this here." in answer.text) == (403, True)
    assert 'value="Article 8 emissions"' in answer.text
    away = {"mark": mark(season, "mine"), "act": "move", "stream": "policy"}
    assert post(desk, f"{PAGE}/session/mine/move", **away).status_code == 403
    form = desk.get(f"{PAGE}/new").text
    assert ('value="science" selected' in form, 'value="policy"' in form) == (True, False)
    begin(desk)


def test_a_partner_begins_sessions_of_its_own(season: Flask, client_sqlite: FlaskClient) -> None:
    desk = sign_in(season, client_sqlite, "organizer", programme="season", partner="GMP")
    for path in ("new", "weekly"):
        assert ">\nGMP</textarea>" in desk.get(f"{PAGE}/{path}").text
    assert post(desk, f"{PAGE}/new", **(TYPED | {"partners": "Other"})).status_code == 403
    begin(desk)
    with season.app_context():
        slug = db.session.scalars(select(Session.slug)).one()
    away = {"mark": mark(season, slug), "act": "move", "stream": "policy"}
    assert post(desk, f"{PAGE}/session/{slug}/move", **away).status_code == 303


def test_other_meetings_and_warnings_stand_on_the_board(season: Flask, desk: FlaskClient) -> None:
    begin(desk)
    with season.app_context():
        calendar = ForeignCalendar(key="brs", name="BRS", created_at=NOW, updated_at=NOW)
        db.session.add(calendar)
        db.session.flush()
        db.session.add(foreign(calendar.id, "COP-15 <b>", date(2027, 2, 3), date(2027, 2, 9)))
        db.session.commit()
    page = desk.get(PAGE).text
    assert page.count("<li>COP-15 &lt;b&gt;, 3–9 February 2027</li>") == 2
    assert '<li id="w-1"><b class="no">1</b>' in page
    card = page[page.index('id="s-article-8-emissions"') :]
    assert 'href="#w-1"' in card[: card.index("</li>")]
    assert "Checked, none found:" in page


def foreign(calendar_id: int, title: str, first: date, last: date) -> ForeignMeeting:
    facts = {
        "uid": title,
        "occurrence": "",
        "title": title,
        "starts_on": first,
        "ends_on": last,
        "read_at": NOW,
    }
    return ForeignMeeting(calendar_id=calendar_id, **facts)


def whole(app: Flask, number: int) -> None:
    """Store a season of many sessions, with panels, changes and meetings of others."""
    with app.app_context():
        programme = db.session.scalars(select(Programme)).one()
        streams = [one.id for one in programme.streams]
        calendar = ForeignCalendar(key="brs", name="BRS", created_at=NOW, updated_at=NOW)
        person = Person(name="Ana", name_key="ana", country="KE", created_at=NOW, updated_at=NOW)
        db.session.add_all([calendar, person])
        db.session.flush()
        for one in range(number):
            session = make_session(
                programme,
                f"topic-{one}",
                title={"en": f"Mercury material flow, supply, demand and trade {one}"},
                stream_id=streams[one % 2],
                state="draft" if one % 3 else "published",
            )
            for hour in (9, 15):
                make_slot(session, datetime(2027, 2, 2, hour, tzinfo=UTC) + timedelta(days=3 * one))
            db.session.add(Panelist(session_id=session.id, person_id=person.id, updated_at=NOW))
            day = date(2027, 2, 1) + timedelta(days=3 * one)
            db.session.add(foreign(calendar.id, f"Meeting {one}", day, day + timedelta(days=2)))
        db.session.commit()


def test_forty_sessions_are_one_page_of_twelve_questions_and_a_move_of_five_kilobytes(
    season: Flask, desk: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    whole(season, 40)
    begin(desk)  # so that there is something to undo
    desk.get(PAGE)
    with count_queries() as seen:
        page = desk.get(PAGE)
    assert page.text.count('<li class="card') == 41
    assert 'href="#w-40"' in page.text
    assert len(seen) <= 12, "\n\n".join(seen)
    token = csrf(desk, PAGE)
    for slug, days in (("topic-10", "7"), ("topic-1", "105")):
        answer = desk.post(
            f"{PAGE}/session/{slug}/move",
            data={"csrf_token": token, "mark": mark(season, slug), "act": "move", "days": days},
            headers={"X-Part": "board", "Accept-Encoding": "gzip"},
        )
        assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "gzip")
        assert len(answer.data) <= 5_000
        assert '<td id="c-' in gzip.decompress(answer.data).decode()


def test_the_board_can_be_read_and_not_changed_by_a_reader(season: Flask, client_sqlite: FlaskClient) -> None:
    with season.app_context():
        programme = db.session.scalars(select(Programme)).one()
        make_slot(make_session(programme, "draft", state="draft"), NOW + timedelta(days=70))
    desk = sign_in(season, client_sqlite, "reader")
    page = desk.get(PAGE).text
    assert "Session draft" in page
    for words in ("/board/new", "/board/session/", "data-board", "Publish"):
        assert words not in page
    assert desk.get(f"{PAGE}/new").status_code == 403


def test_form_sent_twice_begins_one_session(desk: FlaskClient) -> None:
    key = hidden(desk.get(f"{PAGE}/new").text, "once")
    first = post(desk, f"{PAGE}/new", **TYPED, once=key)
    second = post(desk, f"{PAGE}/new", **TYPED, once=key)
    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == f"{PAGE}?done=create#done"
    assert desk.get(PAGE).text.count('id="s-') == 1


@pytest.mark.parametrize("days", ["--5", "00000999999999", "0" * 5000, "401", "-401", "5-", "1e2", "٥", ""])
def test_absurd_days_of_a_move_are_refused(desk: FlaskClient, days: str) -> None:
    begin(desk)
    slug = "article-8-emissions"
    assert post(desk, f"{PAGE}/session/{slug}/move", days=days, mark="").status_code in (409, 412, 422)
    assert desk.get(f"{PAGE}/session/{slug}/move", query_string={"days": days}).status_code < 500


@pytest.mark.parametrize("hour", ["10:00Z", "10:00+02:00", "25:00", "x"])
def test_hours_of_a_move_are_those_of_its_zone(desk: FlaskClient, season: Flask, hour: str) -> None:
    begin(desk)
    with season.app_context():
        first = db.session.scalars(select(Slot.id)).first()
    path = f"{PAGE}/session/article-8-emissions/move"
    assert desk.get(path, query_string={f"hour-{first}": hour}).status_code < 500
    assert post(desk, path, **{f"hour-{first}": hour, "mark": ""}).status_code < 500
