"""Other ways into a meeting."""

from typing import Any

import pytest

from meetings.domain import errors
from meetings.domain.channels import check_channels, label_of, phone_address

PHONE = {"kind": "phone", "address": "+41 22 555 01 00, 123 456#"}
WEB = {"kind": "web", "address": "https://platform.example.org/web"}


def test_channels_are_kept_in_their_order_with_every_field() -> None:
    label = {"fr": " Genève ", "en": "Geneva", "ar": ""}
    kept = check_channels([{**PHONE, "label": label, "language": "fr"}, {**WEB, "note": "no video"}])
    assert kept == [
        {
            "kind": "phone",
            "label": {"en": "Geneva", "fr": "Genève"},
            "address": "+41 22 555 01 00, 123 456#",
            "language": "fr",
            "note": "",
        },
        {"kind": "web", "label": "", "address": WEB["address"], "language": None, "note": "no video"},
    ]
    assert check_channels(kept) == kept
    assert [label_of(kept[0], lang) for lang in ("fr", "ru")] == ["Genève", "Geneva"]
    assert label_of(kept[1], "en") == ""


@pytest.mark.parametrize(
    ("address", "dialled"),
    [
        ("+41 22 555 01 00", "tel:+41225550100"),
        ("+41 22 555 01 00, 123 456#", "tel:+41225550100,,123456%23"),
        ("0800 (55) 501-00", "tel:08005550100"),
    ],
)
def test_telephone_is_dialled_with_its_code(address: str, dialled: str) -> None:
    assert phone_address(address) == dialled


@pytest.mark.parametrize(
    ("given", "refusal", "field"),
    [
        ("phone", errors.NotAChoice, "channels"),
        ({}, errors.NotAChoice, "channels"),
        ([PHONE] * 21, errors.TooManyLines, "channels"),
        (["phone"], errors.NotAChoice, "channels.0"),
        ([PHONE, {**PHONE, "colour": "red"}], errors.NotAChoice, "channels.1"),
        ([{**PHONE, "kind": "fax"}], errors.NotAChoice, "channels.0.kind"),
        ([{**PHONE, "language": "xx"}], errors.NotAChoice, "channels.0.language"),
        ([{**PHONE, "address": ""}], errors.Missing, "channels.0.address"),
        ([{**PHONE, "address": 5}], errors.NotAChoice, "channels.0.address"),
        ([{**PHONE, "address": "call me"}], errors.NotAPhoneNumber, "channels.0.address"),
        ([{**PHONE, "address": "+41 22 555 01 00, x\r\n"}], errors.NotAPhoneNumber, "channels.0.address"),
        ([{**WEB, "address": "javascript:alert(1)"}], errors.NotAWebAddress, "channels.0.address"),
        ([{**WEB, "address": " "}], errors.Missing, "channels.0.address"),
        ([{**WEB, "label": "x" * 300}], errors.TooLong, "channels.0.label"),
        ([{**WEB, "label": {"xx": "x"}}], errors.NotAChoice, "channels.0.label"),
        ([{**WEB, "note": "a\nb"}], errors.NotOneLine, "channels.0.note"),
    ],
)
def test_wrong_channel_names_its_field(given: Any, refusal: type[errors.Refused], field: str) -> None:
    with pytest.raises(refusal) as raised:
        check_channels(given)
    assert raised.value.field == field
