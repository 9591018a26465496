"""Which feeds may be asked for, and how often."""

from datetime import timedelta
from ipaddress import ip_network

import pytest

from meetings.domain.errors import NotAWebAddress, NotOneLine, TooLong
from meetings.domain.feeds import check_feed_address, check_feed_name, is_public, next_try
from tests.factories import NOW


@pytest.mark.parametrize(
    ("given", "address", "named"),
    [
        ("https://brs.example/all.ics", "https://brs.example/all.ics", "brs.example"),
        (" webcal://BRS.example ", "https://brs.example/", "brs.example"),
        ("http://brs.example:8080/a?b=c#d", "http://brs.example:8080/a?b=c", "brs.example:8080"),
        ("https://brs.example:443/", "https://brs.example/", "brs.example"),
        ("http://[2001:db8::1]:81/x", "http://[2001:db8::1]:81/x", "[2001:db8::1]:81"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
    ],
)
def test_addresses_are_written_in_one_way(given: str, address: str, named: str) -> None:
    target = check_feed_address(given)
    assert (target.address, target.named) == (address, named)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "brs.example/all.ics",
        "ftp://brs.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://name:word@brs.example/",
        "https://brs.example/a b",
        "https://brs.example/\r\nX: y",
        "https://brs.example:99999/",
        "https://[::1/",
        "https://brs.example/ä",
        "https://" + "x" * 300 + ".example/",
        "https://brs.example/" + "x" * 1_000,
    ],
)
def test_what_is_no_address_of_the_web_is_refused(given: str) -> None:
    with pytest.raises(NotAWebAddress) as caught:
        check_feed_address(given)
    assert caught.value.field == "address"


def test_names_are_one_short_line() -> None:
    assert check_feed_name(" BRS ") == "BRS"
    for text, refusal in (("a\nb", NotOneLine), ("a\u202eb", NotOneLine), ("x" * 101, TooLong)):
        with pytest.raises(refusal):
            check_feed_name(text)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"])
def test_addresses_out_in_the_world_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "203.0.113.7",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "localhost",
        "",
    ],
)
def test_addresses_within_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_networks_that_are_named_are_open() -> None:
    inside = (ip_network("10.1.0.0/16"), ip_network("fd00::/8"))
    assert [is_public(one, inside) for one in ("10.1.2.3", "::ffff:10.1.2.3", "fd00::1", "10.2.0.1")] == [
        True,
        True,
        True,
        False,
    ]


def test_a_feed_is_read_every_few_hours_and_in_trouble_ever_later() -> None:
    assert next_try(0, NOW) - NOW == timedelta(hours=3)
    waits = [next_try(failures, NOW) - NOW for failures in (1, 2, 3, 7, 8, 1_000)]
    minutes = [15, 30, 60, 960, 1440, 1440]
    assert waits == [timedelta(minutes=number) for number in minutes]
