"""Meetings as bytes: whatever a title holds, each form can be read, and all of them say the same."""

import json
import shutil
import subprocess
from dataclasses import replace
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.codes import LANGUAGES
from meetings.domain.informea import description_of, plain, title_of
from meetings.formats import informea, informea_atom
from tests.domain.test_informea import MEETING
from tests.harvester import feed, of_entry, of_json, of_plain

NODE = "https://meetings.example.org/informea.svc"
XMLLINT = shutil.which("xmllint")
WORDS = st.dictionaries(st.sampled_from(LANGUAGES), st.text(st.characters(), max_size=40))


def well_formed(content: bytes) -> bool:
    """Say whether XML is well-formed, by another reader too where there is one."""
    ElementTree.fromstring(content)
    if XMLLINT is None:
        return True
    return subprocess.run([XMLLINT, "--noout", "-"], input=content, check=False).returncode == 0


@given(WORDS, WORDS, st.text(st.characters(), max_size=40))
def test_any_words_are_told_alike_in_all_forms(
    title: dict[str, str], description: dict[str, str], venue: str
) -> None:
    named = title_of(title, "one")
    meeting = replace(
        MEETING,
        title=named,
        description=description_of(description, named, {}),
        location=plain(venue) or None,
    )
    record = of_json(json.loads(informea.single_bytes(meeting, NODE))["d"])
    assert record == of_entry(ElementTree.fromstring(informea_atom.entry_bytes(meeting, NODE)))
    assert record == of_plain(json.loads(json.dumps(informea.plain(meeting))))
    assert record["title"] == named
    assert not any(ord(one) < 0x20 for one in record["title"]["en"] + (record["location"] or ""))


def test_all_documents_are_well_formed_and_what_they_name_is_escaped() -> None:
    words = "<&>\"' ]]> 水俣"
    meeting = replace(MEETING, title={"en": words}, description={"en": f"{words}\n{words}"}, location=words)
    following = f"{NODE}/Meetings?$filter=id eq '<&\"'&$skiptoken=x"
    whole = informea_atom.feed_bytes([meeting, meeting], NODE, count=7, following=following)
    documents = (
        whole,
        informea_atom.feed_bytes([], NODE),
        informea_atom.entry_bytes(meeting, NODE),
        informea_atom.service_bytes(NODE),
        informea_atom.metadata_bytes(),
        informea_atom.error_bytes("BadRequest", words),
    )
    assert [well_formed(one) for one in documents] == [True] * len(documents)
    records, said, count = feed(whole)
    assert [(one["title"]["en"], one["location"]) for one in records] == [(words, words)] * 2
    assert (said, count) == (following, 7)
    assert json.loads(informea.error_bytes("BadRequest", words))["error"]["message"]["value"] == words
