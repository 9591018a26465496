"""Gateways open every link of every mail and press the first button they find: no state differs, nobody is harmed."""

import re
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import Base, Registration
from tests.conftest import Server
from tests.gateway import links_of, open_as_scanners, press_first
from tests.mail.every_kind import every_kind
from tests.mail.test_outbox import World

ORIGINS = ("192.0.2.10", "198.51.100.20")
COUNTERS = {"links": {"used_at"}}
# Whose stream was left since: the one way in to all of it leads nowhere any more.
LEFT = dict.fromkeys(("several", "enrolled", "enrolled_several", "unfollowed"), ("404",))
# Whose link was renewed since; and pages below a panellist's own, which a device that proved nothing does not see.
RENEWED = {"panel_invited": ("404",)}
SHUT = dict.fromkeys(("rehearsal_invited", "rehearsal_moved", "rehearsal_off", "run_sheet_tasks"), ("401",))
BESIDE = LEFT | RENEWED | SHUT

# Whoever was taken off a panel may have no page any more, and an office is registered for nothing.
NO_WAY = ("panel_off", "panel_helper_off", "focal_reminder")


def everything(server: Server) -> dict[str, list[str]]:
    """Give every row of every table, without what only counts."""
    with server.app.app_context():
        return {
            table.name: sorted(
                repr(tuple(row))
                for row in db.session.execute(
                    select(*[one for one in table.columns if one.name not in COUNTERS.get(table.name, ())])
                )
            )
            for table in Base.metadata.sorted_tables
        }


@pytest.fixture
def mails(live_server: Server) -> Iterator[dict[str, list[str]]]:
    """Give the links of a mail of every kind, each by the kind."""
    live_server.app.config["TRUSTED_PROXIES"] = (ip_network("127.0.0.1"),)
    with live_server.app.app_context():
        found = every_kind(World(live_server.app), "en")
        headers = {kind: str(mail["List-Unsubscribe"] or "").strip("<>") for kind, mail in found.items()}
        yield {
            kind: [*links_of(mail.as_bytes()), *filter(None, [headers[kind]])] for kind, mail in found.items()
        }
        db.session.remove()


def test_scanners_change_nothing(live_server: Server, mails: dict[str, list[str]]) -> None:
    assert {"confirmation", "change", "cancellation", "offer", "lapsed", "digest", "thank_you"} <= set(mails)
    before, wrong = everything(live_server), {}
    for kind, links in mails.items():
        assert any(way in link for link in links for way in ("/me/", "/speak/")) is (kind not in NO_WAY), kind
        rows = [row for link in links for row in open_as_scanners(live_server.url, link, ORIGINS)]
        assert len(rows) == 2 * 2 * len(ORIGINS) * len(links)
        statuses = {row["status"] for row in rows}
        if not statuses <= {"200", *BESIDE.get(kind, ())} or everything(live_server) != before:
            wrong[kind] = rows
    assert wrong == {}


def test_first_button_pressed_harms_nobody_and_the_persons_click_still_works(
    page: Any, live_server: Server, mails: dict[str, list[str]]
) -> None:
    before, led = everything(live_server), {}
    every = {link: kind for kind, links in mails.items() for link in links}
    assert len(every) >= 20
    for link, kind in every.items():
        led[link] = press_first(page, link)
        assert everything(live_server) == before, (kind, link)
    assert {rule(link) for link, there in led.items() if not there} == {"speak"}
    assert {rule(there) for there in led.values() if there} <= {"zone", "join", "link", ""}
    (me,) = {link for link in every if "/me/" in link}
    (stop, *_more) = sorted(link for link in every if "/stop/" in link)
    page.goto(stop)
    with page.expect_navigation():
        page.get_by_role("button", name="Send me no more of them").click()
    assert page.get_by_role("button", name="Send them again").is_visible()
    assert everything(live_server)["opt_outs"] != before["opt_outs"]
    page.goto(me)
    page.get_by_text("Somebody else gave this address").click()
    with page.expect_navigation():
        page.get_by_role("button", name="This was not me").click()
    assert "Thank you for telling us" in page.locator("h1").inner_text()
    with live_server.app.app_context():
        mine = select(Registration.ended_at).where(Registration.person_id == int(person_of(before, me)))
        assert None not in db.session.scalars(mine).all()


def rule(link: str) -> str:
    """Name the kind of page that an address leads to."""
    return urlsplit(link).path.split("/")[2]


def person_of(rows: dict[str, list[str]], link: str) -> str:
    """Give the number of the person whose link it is."""
    name = link.rpartition("/")[2].partition("-")[0]
    (row,) = [one for one in rows["links"] if name in one]
    found = re.search(r"'person:(\d+)'", row)
    assert found is not None
    return found[1]
