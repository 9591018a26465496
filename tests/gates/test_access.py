"""Every route, asked as every role: open to whom the table says, and to nobody else."""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, Table, select

from meetings.extensions import db
from meetings.models import Base
from tests.gates.access import TABLE
from tests.gates.access_roles import refusal
from tests.gates.site import ROLES, Saved, Site, make_site

REFUSED = (400, 401, 403, 404)
COUNTERS = (("api_tokens", "used_at"),)  # reading counts when a token was used last, and changes nothing else
READ = [(method, rule) for method, rule in TABLE if method == "GET"]


@pytest.fixture(scope="module")
def made(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Saved]:
    """Give a site with one of everything, made once."""
    saved = Saved(sqlite_template, tmp_path_factory.mktemp("site"))
    saved.keep(make_site(saved.app))
    yield saved
    saved.close()


@pytest.fixture
def site(made: Saved) -> Site:
    """Give the site as it was made, for whatever changes it."""
    made.is_touched = True
    return made.again()


@pytest.fixture
def read_site(made: Saved) -> Site:
    """Give the site as it stands, for reading, which changes nothing."""
    return made.site if not made.is_touched else made.again()


def test_every_route_is_in_the_table(made: Saved) -> None:
    there = {
        (method, rule.rule)
        for rule in made.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert sorted(there - set(TABLE)) == []
    assert sorted(set(TABLE) - there) == []


@pytest.mark.parametrize(
    ("method", "rule"), list(TABLE), ids=lambda part: re.sub(r"<any[^>]*>", "<lang>", part)
)
def test_route_is_open_to_whom_the_table_says(made: Saved, method: str, rule: str) -> None:
    site = made.again() if method != "GET" or made.is_touched else made.site
    made.is_touched = method != "GET"
    entry, wrong = TABLE[method, rule], {}
    body = {name: site.filled(value) for name, value in (entry.body or {}).items()}
    for role in ROLES:
        status = site.ask(role, method, site.path(rule) + entry.query, body).status_code
        is_right = status not in REFUSED if role in entry.to else status == refusal(role, rule, entry)
        if not is_right or status >= 500:
            wrong[role] = status
    assert wrong == {}


def test_search_finds_nobody_outside_a_roles_programme(read_site: Site) -> None:
    site = read_site
    assert "participant0@example.org" in site.ask("officer", "GET", "/en/desk/people?text=participant").text
    assert "participant0@" not in site.ask("elsewhere", "GET", "/en/desk/people?text=participant").text


@pytest.mark.parametrize("rule", [rule for method, rule in READ if "<programme>" in rule])
def test_what_is_not_published_is_not_there(site: Site, rule: str) -> None:
    status = 401 if "/desk/" in rule else 404
    site.names["programme"] = "hidden"
    assert site.ask("anonymous", "GET", site.path(rule)).status_code == status
    if "<session>" in rule:
        site.names |= {"programme": "season", "session": "draft"}
        assert site.ask("anonymous", "GET", site.path(rule)).status_code == status


@pytest.mark.parametrize("rule", sorted({rule for _, rule in TABLE if "<token>" in rule}))
def test_links_open_only_what_they_were_made_for(site: Site, rule: str) -> None:
    wrong = site.names | {"me": site.names["join"], "join": site.names["me"]}
    for token in ("x" * 30, site.bearers["organizer"], wrong["me" if "/me/" in rule else "join"]):
        if token == site.names["join"] and rule.startswith("/calendars/me/"):
            continue  # the personal calendar of one registration goes by the join link
        path = rule.replace("<any(ar, zh, en, fr, ru, es):lang>", "en").replace("<token>", token)
        for method in {method for method, each in TABLE if each == rule}:
            assert site.ask("anonymous", method, path).status_code == 404, (method, path)


@pytest.mark.parametrize("rule", [rule for method, rule in TABLE if method == "POST" and "/desk/" in rule])
def test_desk_takes_no_form_without_its_token(site: Site, rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "form_token", lambda _self: "made up")
    assert site.ask("administrator", "POST", site.path(rule)).status_code == 400


def test_desk_lets_a_browser_say_where_a_form_was(site: Site) -> None:
    for path in ("/en/desk/", site.path(next(rule for _, rule in TABLE if "sign-in" in rule))):
        assert site.ask("organizer", "GET", path).headers["Referrer-Policy"] == "same-origin"
    assert (
        site.ask("organizer", "GET", site.path("/en/me/<token>")).headers["Referrer-Policy"] == "no-referrer"
    )


def test_reading_changes_no_row(site: Site) -> None:
    rules = [rule for _method, rule in READ if "sign-in" not in rule]  # making the link is a row of its own
    before = every_row(site.app)
    read(site, rules)
    if every_row(site.app) != before:
        assert changing(site, rules) == []


def read(site: Site, rules: Iterable[str]) -> None:
    for rule in rules:
        for role in ("anonymous", "administrator"):
            for asked in ("GET", "HEAD"):
                site.ask(role, asked, site.path(rule) + TABLE["GET", rule].query)


def changing(site: Site, rules: list[str]) -> list[str]:
    """Name the routes that change a row each time they are read; where only the first time does, all that were."""
    found, before = [], every_row(site.app)
    for rule in rules:
        read(site, [rule])
        after = every_row(site.app)
        found += [rule] if after != before else []
        before = after
    return found or rules


def test_opening_a_link_to_sign_in_uses_nothing_up(site: Site) -> None:
    path = site.path(next(rule for method, rule in READ if "sign-in" in rule))
    before = every_row(site.app)
    assert site.ask("anonymous", "GET", path).status_code == 200
    assert site.ask("anonymous", "HEAD", path).status_code == 200
    assert every_row(site.app) == before


def facts_of(table: Table) -> Select[Any]:
    return select(*[one for one in table.columns if (table.name, one.name) not in COUNTERS])


def every_row(app: Flask) -> dict[str, str]:
    with app.app_context():
        return {
            name: sha256(
                "\n".join(sorted(map(repr, db.session.execute(facts_of(table))))).encode()
            ).hexdigest()
            for name, table in Base.metadata.tables.items()
        }
