"""Every list that takes `updated_since` leaves out what did not change, and none takes it and gives all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.gates.site import Saved, Site, make_site

AHEAD: Final = "updated_since=2099-01-01T00:00:00Z"
NEEDS: Final = {"/api/v1/registrations": "programme=season&"}


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    saved = Saved(sqlite_template, tmp_path_factory.mktemp("since"))
    saved.keep(make_site(saved.app))
    yield saved.site
    saved.close()


@pytest.fixture(scope="module")
def lists(site: Site) -> dict[str, set[str]]:
    """Give the lists that the description has, with what each takes, by address with a language for nobody."""
    spec: dict[str, Any] = site.app.test_client().get("/api/v1/openapi.json").get_json()
    taken = {
        path: {one["name"] for one in item["get"].get("parameters", []) if one["in"] == "query"}
        for path, item in spec["paths"].items()
        if "get" in item
    }
    return {path: names for path, names in taken.items() if "after" in names}


def ask(site: Site, path: str, query: str) -> Any:
    address = site.path(path.replace("{", "<").replace("}", ">"))
    answer = site.ask("administrator", "GET", f"{address}?{NEEDS.get(path, '')}{query}")
    return answer.status_code, answer.get_json(force=True)


def items(body: Any) -> list[Any]:
    found: list[Any] = body["items"] if "items" in body else body["value"]
    return found


def test_what_did_not_change_is_left_out(site: Site, lists: dict[str, set[str]]) -> None:
    asked = [path for path, names in lists.items() if "updated_since" in names]
    all_of, since = {}, {}
    for path in asked:
        status, body = ask(site, path, "size=20")
        assert status == 200, (path, body)
        all_of[path] = len(items(body))
        status, body = ask(site, path, AHEAD)
        assert (status, len(items(body))) == (200, 0), path
        status, body = ask(site, path, "updated_since=2000-01-01T00:00:00Z&size=20")
        since[path] = len(items(body))
    assert since == all_of
    assert [path for path, number in all_of.items() if not number] == []


def test_lists_that_do_not_know_say_so(site: Site, lists: dict[str, set[str]]) -> None:
    undated = [path for path, names in lists.items() if "updated_since" not in names]
    answers = {path: ask(site, path, AHEAD) for path in undated}
    silent = [
        path for path, (status, body) in answers.items() if status != 422 or body["field"] != "updated_since"
    ]
    assert silent == []
