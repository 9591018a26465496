"""Sealed bytes: what goes in comes out, and nothing else opens."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.formats import sealed
from meetings.formats.sealed import PIECE_BYTES, Broken, Opener, Sealer, WrongPassphrase

WORD = "correct horse"


def seal(*parts: bytes) -> bytes:
    to = io.BytesIO()
    sealer = Sealer(to, WORD)
    for part in parts:
        sealer.write(part)
    sealer.close()
    return to.getvalue()


def opened(raw: bytes, passphrase: str = WORD, step: int = -1) -> bytes:
    opener, found = Opener(io.BytesIO(raw), passphrase), b""
    while piece := opener.read(step):
        found += piece
    return found


@pytest.mark.parametrize(
    "size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES, 3_000_000]
)
def test_comes_out_as_it_went_in(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    raw = seal(content[: size // 3], content[size // 3 : size])
    assert opened(raw) == opened(raw, step=700_001) == content[:size]
    assert content[:64] not in raw or size < 64


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(WrongPassphrase):
        opened(seal(b"words"), "Correct horse")


def test_two_of_the_same_are_not_the_same() -> None:
    assert seal(b"words") != seal(b"words")


@pytest.fixture(scope="module")
def raw() -> bytes:
    return seal(b"first" * 300_000, b"last")


def pieces(raw: bytes) -> list[bytes]:
    """Give the head and the pieces of sealed bytes."""
    found, at = [raw[: len(sealed.MAGIC) + 16]], len(sealed.MAGIC) + 16
    while at < len(raw):
        end = at + 5 + int.from_bytes(raw[at : at + 4], "big")
        found.append(raw[at:end])
        at = end
    return found


def test_no_piece_can_be_left_out_doubled_or_put_elsewhere(raw: bytes) -> None:
    head, first, last = pieces(raw)
    assert opened(head + first + last) == opened(raw)
    for wrong in (
        (head, first),
        (head, last),
        (head, last, first),
        (head, first, first, last),
        (head, first, last, last),
    ):
        with pytest.raises((Broken, WrongPassphrase)):
            opened(b"".join(wrong))
    as_last = first[:4] + b"\x01" + first[5:]
    with pytest.raises((Broken, WrongPassphrase)):
        opened(head + as_last)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_byte_can_be_changed_and_no_end_cut(raw: bytes, data: st.DataObject) -> None:
    at = data.draw(st.one_of(st.integers(0, 40), st.integers(0, len(raw) - 1)))
    changed = raw[:at] + bytes([raw[at] ^ data.draw(st.integers(1, 255))]) + raw[at + 1 :]
    for wrong in (changed, raw[:at], raw + b"x"):
        with pytest.raises((Broken, WrongPassphrase)):
            opened(wrong)
