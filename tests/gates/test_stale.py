"""Whoever acts on what somebody else changed first is shown both sides: what they gave, and what is stored."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.gates.access import TABLE
from tests.gates.site import BASE, Saved, Site, make_site

STALE: Final = '"r99999"'
API: Final = "/api/v1/"
BOTH: Final = {"current", "given", "stored"}


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    saved = Saved(sqlite_template, tmp_path_factory.mktemp("stale"))
    saved.keep(make_site(saved.app))
    yield saved.site
    saved.close()


def revised(site: Site) -> Iterator[tuple[str, str, list[Any]]]:
    """Give each operation that takes `If-Match`, with bodies that may be one of its own."""
    client = site.app.test_client()
    spec: dict[str, Any] = client.get(f"{API}openapi.json").get_json()
    bodies = {(method, re.sub(r"<\w+:", "<", rule)): one.body for (method, rule), one in TABLE.items()}
    for path, item in spec["paths"].items():
        for method in ("post", "put", "patch", "delete"):
            one = item.get(method, {})
            if "If-Match" not in {each.get("name") for each in one.get("parameters", [])}:
                continue
            rule = path.replace("{", "<").replace("}", ">")
            content = one.get("requestBody", {}).get("content", {})
            shown = [each["example"] for each in content.values() if "example" in each]
            yield method.upper(), rule, [bodies.get((method.upper(), rule)) or {}, *shown, {}]


def act(site: Site, method: str, rule: str, body: Any) -> Any:
    head = {"Authorization": f"Bearer {site.bearers['administrator']}", "If-Match": STALE}
    sent = {} if method == "DELETE" else {"json": site.filled(body)}
    answer = site.app.test_client().open(site.path(rule), method=method, base_url=BASE, headers=head, **sent)
    return answer.status_code, answer.get_json(force=True, silent=True)


def test_both_sides_are_shown(site: Site) -> None:
    one_sided, tried = [], 0
    for method, rule, bodies in revised(site):
        for body in bodies:
            status, told = act(site, method, rule, body)
            if status == 412:
                tried += 1
                one_sided += [] if set(told) >= BOTH else [f"{method} {rule}: {sorted(told)}"]
                break
    assert one_sided == []
    assert tried > 80  # the others need what this site has not; they are tested beside their feature
