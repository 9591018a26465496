"""Lists ask the store as many questions for three rows as for one."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from meetings.extensions import db
from tests.conftest import make_app
from tests.gates.access import TABLE
from tests.gates.access_of_api_conferences import LISTS as OF_CONFERENCES
from tests.gates.access_roles import API, D, L
from tests.gates.site import Site, make_site

LISTS = (
    f"{L}/<programme>/",
    f"{L}/<programme>/whats-new",
    f"{L}/<programme>/agenda",
    f"{L}/search",
    f"{L}/archive",
    f"{L}/<programme>/archive",
    f"{L}/<programme>/<session>/",
    f"{L}/<programme>/<session>/register",
    f"{L}/<programme>/register",
    f"{L}/me/<token>",
    f"{L}/me/<token>/data",
    f"{L}/join/<token>",
    f"{L}/survey/<token>",
    f"{L}/delegation/<token>",
    f"{L}/speak/<token>",
    f"{D}/<programme>/panel",
    f"{D}/<programme>/panel/<person>",
    f"{D}/<programme>/panel/<person>/about",
    f"{D}/<programme>/panel/<person>/availability",
    f"{D}/<programme>/panel/session/<session>",
    f"{L}/delegation/<token>/person",
    f"{L}/delegation/<token>/sheet",
    f"{L}/delegation/<token>/sheet.<any(xlsx, csv):form>",
    f"{L}/<programme>/papers",
    f"{L}/me/<token>/papers/<programme>",
    f"{D}/<programme>/papers",
    f"{D}/<programme>/papers/<paper>",
    f"{L}/delegation/<token>/statements",
    f"{D}/<programme>/statements",
    f"{L}/speak/<token>/slides/<session>",
    f"{L}/speak/<token>/about",
    f"{L}/speak/<token>/availability",
    f"{L}/speak/<token>/letter",
    f"{L}/speak/<token>/afterwards/<session>",
    "/calendars/speak/<token>.ics",
    f"{D}/<programme>/panel/letters",
    f"{L}/<programme>/participants",
    f"{L}/me/<token>/participants/<programme>",
    f"{L}/delegation/<token>/list",
    f"{D}/<programme>/kronos",
    f"{D}/<programme>/kronos.json",
    f"{D}/<programme>/list",
    f"{D}/<programme>/list/<segment>",
    f"{L}/<programme>/side-events",
    f"{L}/side-event/<token>",
    f"{D}/<programme>/side-events",
    f"{L}/<programme>/journal",
    f"{L}/<programme>/journal.atom",
    f"{L}/<programme>/journal/<day>",
    f"{D}/<programme>/journal",
    f"{D}/<programme>/journal/<day>",
    f"{L}/join/<token>/floor/<slot>",
    f"{L}/speak/<token>/floor/<slot>",
    f"{D}/<programme>/floor/<slot>",
    f"{D}/<programme>/floor/<slot>/record",
    f"{D}/<programme>/live/<slot_id>",
    f"{D}/<programme>/live/<slot_id>/now",
    f"{D}/<programme>/live/<slot_id>/answers",
    f"{L}/speak/<token>/live/<slot_id>",
    f"{L}/join/<token>/live/<slot_id>",
    f"{L}/live/<slot_id>/status",
    f"{D}/contacts",
    f"{D}/contacts/<contact>",
    f"{D}/contacts/import",
    f"{D}/contacts/import/<contact_import>",
    f"{D}/contacts/queue",
    f"{D}/contacts/balance",
    "/informea.svc/Meetings",
    "/informea.svc/Meetings(<entity>)",
    "/api/v2/meetings",
    "/api/v2/meetings/<meeting_id>",
    "/calendars/<programme>.ics",
    "/calendars/<programme>/<session>.ics",
    "/calendars/<programme>/stream/<stream>.ics",
    "/calendars/me/<token>.ics",
    "/metrics",
    f"{D}/",
    f"{D}/<programme>/",
    f"{D}/<programme>/surveys",
    f"{D}/<programme>/surveys/<survey_id>",
    f"{D}/<programme>/surveys/<survey_id>/preview",
    f"{D}/<programme>/surveys/<survey_id>/question/<question>",
    f"{D}/<programme>/surveys/<survey_id>/results",
    f"{D}/<programme>/surveys/<survey_id>/results.csv",
    f"{D}/<programme>/surveys/<survey_id>/results.xlsx",
    f"{D}/<programme>/surveys/<survey_id>/compare/<question>",
    f"{D}/<programme>/accreditation",
    f"{D}/<programme>/accreditation/<delegation_id>",
    f"{D}/<programme>/accreditation/<delegation_id>/person/<person>",
    f"{D}/<programme>/presence",
    f"{D}/<programme>/presence.xlsx",
    f"{D}/<programme>/connection-tests",
    f"{D}/<programme>/connection-tests.xlsx",
    f"{D}/<programme>/follow-up",
    f"{D}/<programme>/follow-up.xlsx",
    f"{D}/<programme>/funding",
    f"{D}/<programme>/funding.xlsx",
    f"{D}/<programme>/glance",
    f"{D}/<programme>/glance/parties",
    f"{D}/<programme>/glance/<queue>",
    f"{D}/<programme>/reminders",
    f"{D}/<programme>/run-sheet/<slot_id>",
    f"{D}/<programme>/run-sheet/<slot_id>/rehearsals",
    f"{D}/<programme>/interpretation",
    f"{D}/<programme>/interpretation/<slot_id>",
    f"{L}/speak/<token>/brief/<slot_id>",
    f"{D}/<programme>/recordings",
    f"{D}/<programme>/session/<session>/documents",
    f"{D}/slot/<slot_id>/recordings",
    f"{D}/<programme>/report",
    f"{L}/<programme>/report",
    f"{L}/<programme>/report/<int:number>",
    f"{D}/<programme>/report/publish",
    f"{D}/<programme>/report/rows/<count>",
    f"{D}/<programme>/report/rows/<count>.csv",
    f"{D}/calendars",
    f"{D}/held",
    f"{D}/account",
    f"{D}/staff",
    f"{D}/staff/<int:user_id>",
    f"{D}/tokens",
    f"{API}/tokens",
    f"{D}/audit",
    f"{D}/audit.csv",
    f"{D}/mails",
    f"{D}/<programme>/sent",
    f"{D}/<programme>/sent.csv",
    f"{D}/<programme>/consents",
    f"{D}/letters",
    f"{D}/letters/<letter_id>",
    f"{D}/<programme>/consents.csv",
    f"{D}/<programme>/planner",
    f"{D}/<programme>/conference",
    f"{D}/<programme>/publish",
    f"{D}/<programme>/board",
    f"{D}/<programme>/warnings",
    f"{D}/<programme>/board/new",
    f"{D}/<programme>/board/weekly",
    f"{D}/<programme>/board/season",
    f"{D}/<programme>/board/session/<session>",
    f"{D}/<programme>/board/session/<session>/move",
    f"{D}/<programme>/announcements",
    f"{D}/<programme>/announcements.txt",
    f"{D}/<programme>/session/<session>/announcement",
    f"{D}/<programme>/session/<session>/announcement.txt",
    f"{D}/<programme>/translations",
    f"{D}/<programme>/translations/<thing>",
    f"{D}/<programme>/gate",
    f"{D}/<programme>/gate/list",
    f"{D}/<programme>/badges",
    f"{D}/<programme>/badges/<participation>",
    f"{D}/<programme>/arrivals",
    f"{D}/<programme>/arrivals.xlsx",
    f"{D}/<programme>/quorum",
    *OF_CONFERENCES,
    f"{API}/programmes/<programme>/badges",
    f"{D}/<programme>/certificates",
    f"{D}/<programme>/certificates.csv",
    f"{D}/<programme>/certificates.xlsx",
    f"{D}/campaigns",
    f"{D}/campaigns/<campaign_id>",
    f"{D}/campaigns/<campaign_id>/unreached",
    f"{D}/people",
    f"{D}/telephone",
    f"{D}/doubles",
    f"{D}/person/<public_id>",
    f"{D}/platforms",
    f"{D}/<programme>/platforms",
    f"{D}/slot/<slot_id>",
    f"{D}/slot/<slot_id>/sent",
    f"{D}/slot/<slot_id>/sources",
    f"{D}/slot/<slot_id>/attendance",
    f"{D}/<programme>/attendance",
    f"{D}/<programme>/attendance/review",
    f"{D}/attendance/<import_id>",
    f"{D}/attendance/row/<int:row_id>",
    f"{D}/parties",
    f"{D}/parties/to-confirm",
    f"{D}/parties/report",
    f"{D}/parties/report.csv",
    f"{D}/parties/report.xlsx",
    f"{D}/parties/<party>",
    f"{D}/observers",
    f"{D}/observers/<body>",
    f"{D}/<programme>/admissions",
    f"{D}/<programme>/credentials/<segment>",
    f"{D}/<programme>/credentials/<segment>/report",
    f"{D}/<programme>/credentials/<segment>/report.xlsx",
    f"{D}/<programme>/credentials/<segment>/<delegation_id>",
    f"{API}/programmes/<programme>/credentials",
    f"{D}/contacts/focal-points",
    f"{D}/contacts/focal-points.xlsx",
    f"{API}/focal-points",
    f"{D}/contacts/lists",
    f"{D}/contacts/lists/<list_id>",
    f"{API}/programmes",
    f"{API}/programmes/<programme>/report",
    f"{API}/programmes/<programme>/certificates",
    f"{API}/programmes/<programme>/delegations",
    f"{API}/programmes/<programme>/nominations",
    f"{API}/programmes/<programme>/participations",
    f"{API}/programmes/<programme>/sessions",
    f"{API}/programmes/<programme>/streams",
    f"{API}/registrations",
    f"{API}/slots/<slot_id>/attendance",
    f"{API}/imports",
)


@pytest.fixture
def sites(sqlite_template: Path, tmp_path: Path) -> list[Site]:
    """Give two sites, with one row and with three of everything."""
    made = []
    for rows in (1, 3):
        folder = tmp_path / str(rows)
        folder.mkdir()
        shutil.copyfile(sqlite_template, folder / "store.sqlite")
        made.append(make_site(make_app(f"sqlite:///{folder / 'store.sqlite'}", folder), rows))
    return made


def test_lists_ask_the_same_number_of_questions(sites: list[Site], count_queries: Callable[[], Any]) -> None:
    grown: dict[str, list[list[str]]] = {}
    for rule in LISTS:
        seen = [_questions(site, rule, count_queries) for site in sites]
        if len(seen[0]) != len(seen[1]):
            grown[rule] = seen
    _close(sites)
    assert grown == {}


def _questions(site: Site, rule: str, count_queries: Callable[[], Any]) -> list[str]:
    path = site.path(rule) + TABLE["GET", rule].query
    roles = {"/delegation/": "focal", "/speak/<token>": "panelist"}
    role = next((one for piece, one in roles.items() if piece in rule), "administrator")
    with count_queries() as seen:
        assert site.ask(role, "GET", path).status_code in (200, 302)
    return list(seen)


def _close(sites: list[Site]) -> None:
    for site in sites:
        with site.app.app_context():
            db.engine.dispose()
