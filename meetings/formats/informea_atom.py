"""Meetings as XML for InforMEA: feeds and entries of Atom, the service document, the metadata, and what is wrong.

Source: OData 2, Atom format; RFC 4287, RFC 5023.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from meetings.domain.informea import EPOCH, PROPERTIES, Edm, Meeting, Value, written
from meetings.domain.languages import ENGLISH
from meetings.formats.informea import EVERYTHING, TYPE, address_of

HEAD: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
ATOM: Final = "http://www.w3.org/2005/Atom"
APP: Final = "http://www.w3.org/2007/app"
DATA: Final = "http://schemas.microsoft.com/ado/2007/08/dataservices"
META: Final = f"{DATA}/metadata"
EDMX: Final = "http://schemas.microsoft.com/ado/2007/06/edmx"
EDM: Final = "http://schemas.microsoft.com/ado/2009/11/edm"
SPACES: Final = f'xmlns="{ATOM}" xmlns:d="{DATA}" xmlns:m="{META}"'
ITEM: Final = "InforMEA.LocalizableString"


def feed_bytes(
    meetings: Sequence[Meeting],
    node: str,
    fields: Sequence[str] = EVERYTHING,
    *,
    count: int | None = None,
    following: str | None = None,
) -> bytes:
    """Write a page of meetings.

    Takes: the node's address; the fields that are wanted; `count`, where it is asked for; the address of what follows.
    """
    updated = max((one.updated for one in meetings), default=EPOCH)
    pieces = [
        f"{HEAD}<feed {SPACES} xml:base={quoteattr(f'{node}/')}>\n",
        f'<title type="text">Meetings</title>\n<id>{escape(node)}/Meetings</id>\n',
        f"<updated>{written(updated)}</updated>\n<author><name>InforMEA</name></author>\n",
        '<link rel="self" title="Meetings" href="Meetings"/>\n',
        "" if count is None else f"<m:count>{count}</m:count>\n",
        *(_entry(one, node, fields) for one in meetings),
        "" if following is None else f'<link rel="next" href={quoteattr(following)}/>\n',
        "</feed>\n",
    ]
    return "".join(pieces).encode()


def entry_bytes(meeting: Meeting, node: str, fields: Sequence[str] = EVERYTHING) -> bytes:
    """Write one meeting."""
    return (HEAD + _entry(meeting, node, fields, f" {SPACES} xml:base={quoteattr(f'{node}/')}")).encode()


def service_bytes(node: str) -> bytes:
    """Write what the node holds."""
    return (
        f'{HEAD}<service xmlns="{APP}" xmlns:atom="{ATOM}" xml:base={quoteattr(f"{node}/")}>\n'
        "<workspace><atom:title>InforMEA</atom:title>\n"
        '<collection href="Meetings"><atom:title>Meetings</atom:title></collection>\n'
        "</workspace>\n</service>\n"
    ).encode()


def metadata_bytes() -> bytes:
    """Write what a meeting consists of."""
    properties = "".join(
        f'<Property Name="{name}" Type="{one.edm}" Nullable="{str(not one.is_needed).lower()}"/>\n'
        for name, one in PROPERTIES.items()
    )
    texts = "".join(
        f'<Property Name="{name}" Type="Edm.String" Nullable="false"/>\n' for name in ("language", "value")
    )
    return (
        f'{HEAD}<edmx:Edmx Version="1.0" xmlns:edmx="{EDMX}">\n'
        f'<edmx:DataServices xmlns:m="{META}" m:DataServiceVersion="3.0">\n'
        f'<Schema Namespace="InforMEA" xmlns="{EDM}">\n'
        f'<EntityType Name="Meeting">\n<Key><PropertyRef Name="id"/></Key>\n{properties}</EntityType>\n'
        f'<ComplexType Name="LocalizableString">\n{texts}</ComplexType>\n'
        '<EntityContainer Name="Node" m:IsDefaultEntityContainer="true">\n'
        f'<EntitySet Name="Meetings" EntityType="{TYPE}"/>\n'
        "</EntityContainer>\n</Schema>\n</edmx:DataServices>\n</edmx:Edmx>\n"
    ).encode()


def error_bytes(code: str, words: str) -> bytes:
    """Write what is wrong with a request."""
    return (
        f'{HEAD}<error xmlns="{META}"><code>{escape(code)}</code>'
        f'<message xml:lang="en">{escape(words)}</message></error>\n'
    ).encode()


def _entry(meeting: Meeting, node: str, fields: Sequence[str], spaces: str = "") -> str:
    own = {"title": meeting.title, "description": meeting.description}
    properties = "".join(
        _words(name, own[name]) if name in own else _property(name, PROPERTIES[name].read(meeting))
        for name in fields
    )
    address = quoteattr(address_of(meeting, node).removeprefix(f"{node}/"))
    return (
        f"<entry{spaces}>\n<id>{escape(address_of(meeting, node))}</id>\n"
        f'<category term="{TYPE}" scheme="{DATA}/scheme"/>\n'
        f'<link rel="self" title="Meeting" href={address}/>\n'
        f'<link rel="alternate" type="text/html" href={quoteattr(meeting.url)}/>\n'
        f'<title type="text">{escape(meeting.title.get(ENGLISH, meeting.id))}</title>\n'
        f"<updated>{written(meeting.updated)}</updated>\n<author><name/></author>\n"
        f'<content type="application/xml"><m:properties>\n{properties}</m:properties></content>\n</entry>\n'
    )


def _words(name: str, words: Mapping[str, str]) -> str:
    items = "".join(
        f'<m:item m:type="{ITEM}"><d:language>{lang}</d:language><d:value>{escape(text)}</d:value></m:item>\n'
        for lang, text in words.items()
    )
    return f'<d:{name} m:type="{Edm.WORDS}">{items}</d:{name}>\n'


def _property(name: str, value: Value) -> str:
    edm = PROPERTIES[name].edm
    kind = "" if edm == Edm.STRING else f' m:type="{edm}"'
    if value is None:
        return f'<d:{name}{kind} m:null="true"/>\n'
    if isinstance(value, datetime):
        text = written(value)
    else:
        text = str(value).lower() if isinstance(value, bool) else escape(str(value))
    return f"<d:{name}{kind}>{text}</d:{name}>\n"
