"""A reader of documents for word processors, which knows nothing of how we write them: zip and XML alone."""

from dataclasses import dataclass, field
from io import BytesIO
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


@dataclass
class Run:
    """A run: its text, whether it runs from right to left, and the languages it names."""

    text: str
    is_rtl: bool
    languages: dict[str, str]


@dataclass
class ReadParagraph:
    """A paragraph with the name of its style; one that is kept stands where the next one does."""

    style: str
    is_bidi: bool
    runs: list[Run]
    is_kept: bool = False

    @property
    def text(self) -> str:
        return "".join(one.text for one in self.runs)


@dataclass
class ReadDocument:
    """What a document holds."""

    paragraphs: list[ReadParagraph]
    header: str
    footer: str
    fields: list[str]
    properties: dict[str, str]
    styles: set[str]
    columns: list[int]
    is_bidi: bool
    parts: list[str] = field(default_factory=list)


def read_docx(raw: bytes) -> ReadDocument:
    """Open a package by its relationships, as a word processor does; every part must be said and be well-formed."""
    with ZipFile(BytesIO(raw)) as package:
        assert package.testzip() is None
        parts = {name: fromstring(package.read(name)) for name in package.namelist()}
    kinds = {one.get("PartName", ""): one.get("ContentType", "") for one in parts["[Content_Types].xml"]}
    for name in parts:
        if not name.endswith(".rels") and name != "[Content_Types].xml":
            assert f"/{name}" in kinds, name
    start = _targets(parts["_rels/.rels"])
    main = next(target for kind, target in start.values() if kind.endswith("/officeDocument"))
    beside = {
        number: (kind, f"word/{target}")
        for number, (kind, target) in _targets(parts["word/_rels/document.xml.rels"]).items()
    }
    for _kind, target in beside.values():
        assert target in parts
    root = parts[main]
    body = root.find(f"{W}body")
    assert body is not None
    styles = _of(beside, "/styles", parts)
    known = {one.get(f"{W}styleId", "") for one in styles.iter(f"{W}style")}
    paragraphs = [_paragraph(one) for one in body.iter(f"{W}p")]
    assert {one.style for one in paragraphs if one.style} <= known
    sections = list(body.iter(f"{W}sectPr"))
    for one in sections:
        for reference in one:
            if OFFICE in reference.attrib:
                assert reference.get(OFFICE) in beside
    header, footer = _of(beside, "/header", parts), _of(beside, "/footer", parts)
    core = parts["docProps/core.xml"]
    return ReadDocument(
        paragraphs=paragraphs,
        header=_words(header),
        footer=_words(footer),
        fields=[one.get(f"{W}instr", "").strip() for one in footer.iter(f"{W}fldSimple")],
        properties={one.tag.rpartition("}")[2]: one.text or "" for one in core},
        styles=known,
        columns=[int(one.get(f"{W}num", "1")) for each in sections for one in each.iter(f"{W}cols")],
        is_bidi=all(each.find(f"{W}bidi") is not None for each in sections),
        parts=sorted(parts),
    )


def _targets(links: Element) -> dict[str, tuple[str, str]]:
    return {one.get("Id", ""): (one.get("Type", ""), one.get("Target", "")) for one in links.iter(RELATION)}


def _of(beside: dict[str, tuple[str, str]], ending: str, parts: dict[str, Element]) -> Element:
    return parts[next(target for kind, target in beside.values() if kind.endswith(ending))]


def _paragraph(node: Element) -> ReadParagraph:
    properties = node.find(f"{W}pPr")
    style = properties.find(f"{W}pStyle") if properties is not None else None
    return ReadParagraph(
        style=style.get(f"{W}val", "") if style is not None else "",
        is_bidi=properties is not None and properties.find(f"{W}bidi") is not None,
        runs=[_run(one) for one in node.iter(f"{W}r")],
        is_kept=properties is not None and properties.find(f"{W}keepNext") is not None,
    )


def _run(node: Element) -> Run:
    properties = node.find(f"{W}rPr")
    language = properties.find(f"{W}lang") if properties is not None else None
    said = language.attrib if language is not None else {}
    return Run(
        text="".join(
            "\t" if one.tag == f"{W}tab" else one.text or "" for one in node if one.tag != f"{W}rPr"
        ),
        is_rtl=properties is not None and properties.find(f"{W}rtl") is not None,
        languages={name.rpartition("}")[2]: value for name, value in said.items()},
    )


def _words(node: Element) -> str:
    return "".join(one.text or "" for one in node.iter(f"{W}t"))
