"""What the planner says of 17 November 2020: for the demonstration's audience and for the Parties by their capitals."""

import re
from html import unescape
from typing import Final

from flask import Flask
from flask.testing import FlaskClient

from tests.services.test_demonstration import load
from tests.web.test_desk import sign_in

PAGE: Final = "/en/desk/demonstration/planner?date=2020-11-17&minutes=60"
PEOPLE: Final = "registrations:demonstration"
SAID: Final = {
    PEOPLE: "Two times, 08:00 and 16:00, find all 124 people awake."
    " The best single one, 14:00, finds 117 of 124 people.",
    "parties": "Two times, 08:00 and 16:00, find all 123 Parties awake."
    " The best single one, 14:00, finds 114 of 123 Parties.",
}
CANDIDATES: Final = {
    PEOPLE: [
        ["○ Best one", "14:00", "94.3%", "58.8%", "7: Japan (3), Australia (2), Kiribati, Samoa"],
        ["● Best two", "08:00, 16:00", "100%", "96.7%", "0"],
    ],
    "parties": [
        [
            "○ Best one",
            "14:00",
            "92.6%",
            "65.8%",
            "9: Japan, Kiribati, Marshall Islands, Palau, Republic of Korea, Samoa and 3 more",
        ],
        ["● Best two", "08:00, 16:00", "100%", "93.4%", "0"],
    ],
}
# Of a regional group: how many, awake at 14:00 with the hours there, and at work.
ONE: Final = {
    PEOPLE: [
        ["African States", "32", "32 13:00–16:00", "32"],
        ["Asia-Pacific States", "33", "28 15:00–03:00 +1 day", "6"],
        ["Eastern European States", "17", "17 14:00–17:00", "14"],
        ["Latin American and Caribbean States", "22", "22 07:00–10:00", "8"],
        ["Western European and other States", "20", "18 08:00–00:00 +1 day", "13"],
        ["All", "124", "117", "73"],
    ],
    "parties": [
        ["African States", "32", "32 13:00–17:00", "30"],
        ["Asia-Pacific States", "30", "21 15:00–03:00 +1 day", "7"],
        ["Eastern European States", "15", "15 14:00–17:00", "12"],
        ["Latin American and Caribbean States", "24", "24 07:00–10:00", "12"],
        ["Western European and other States", "21", "21 08:00–15:00", "19"],
        ["Not in a regional group", "1", "1 14:00", "1"],
        ["All", "123", "114", "81"],
    ],
}
# How many, awake at 08:00 and at 16:00, at one of them, and at work at one of them.
TWO: Final = {
    PEOPLE: [
        ["African States", "32", "32 07:00–10:00", "32 15:00–18:00", "32", "32"],
        ["Asia-Pacific States", "33", "33 09:00–21:00", "13 17:00–05:00 +1 day", "33", "31"],
        ["Eastern European States", "17", "17 08:00–11:00", "17 16:00–19:00", "17", "17"],
        ["Latin American and Caribbean States", "22", "0 01:00–04:00", "22 09:00–12:00", "22", "22"],
        ["Western European and other States", "20", "15 02:00–18:00", "18 10:00–02:00 +1 day", "20", "18"],
        ["All", "124", "97", "102", "124", "120"],
    ],
    "parties": [
        ["African States", "32", "32 07:00–11:00", "32 15:00–19:00", "32", "32"],
        ["Asia-Pacific States", "30", "30 09:00–21:00", "13 17:00–05:00 +1 day", "30", "24"],
        ["Eastern European States", "15", "15 08:00–11:00", "15 16:00–19:00", "15", "13"],
        ["Latin American and Caribbean States", "24", "0 01:00–04:00", "24 09:00–12:00", "24", "24"],
        ["Western European and other States", "21", "19 02:00–09:00", "21 10:00–17:00", "21", "21"],
        ["Not in a regional group", "1", "1 08:00", "1 16:00", "1", "1"],
        ["All", "123", "97", "106", "123", "115"],
    ],
}


def text(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def rows(page: str, heading: str) -> list[list[str]]:
    """Give the cells of the table below a heading."""
    table = page[page.index(f'id="{heading}"') :]
    body = table[table.index("<tbody>") : table.index("</tbody>")]
    lines = re.findall(r"<tr.*?</tr>", body, flags=re.DOTALL)
    return [[text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", line)] for line in lines]


def test_figures_of_17_november_2020(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        load()
    desk = sign_in(app_sqlite, client_sqlite, "administrator")
    for audience in (PEOPLE, "parties"):
        one, two = (desk.get(f"{PAGE}&audience={audience}&show={show}").text for show in ("one", "two"))
        (said,) = re.findall(r'id="answer">(.*?)</p>', two)
        assert text(said) == SAID[audience]
        assert rows(two, "candidates") == CANDIDATES[audience]
        assert rows(one, "regions") == ONE[audience]
        assert rows(two, "regions") == TWO[audience]
