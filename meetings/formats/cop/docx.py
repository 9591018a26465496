"""Documents for word processors: paragraphs in named styles, right in every direction, as WordprocessingML.

Only what a paper needs: headings, runs with their language and direction, columns, a header and page numbers. A
stranger's text stays text; what would turn the text around it is left out.
Source: ECMA-376, part 1, chapter 17.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
OFFICE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# As word processors name languages.
TAGS: Final = {"ar": "ar-SA", "zh": "zh-CN", "en": "en-GB", "fr": "fr-FR", "ru": "ru-RU", "es": "es-ES"}
UNWRITABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
FONTS: Final = (
    '<w:rFonts w:ascii="Noto Sans" w:hAnsi="Noto Sans" w:eastAsia="Noto Sans CJK SC" '
    'w:cs="Noto Naskh Arabic"/>'
)
RIGHT: Final = ("R", "AL")
LEFT: Final = ("L", "EN")
WIDE: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
A4: Final = '<w:pgSz w:w="11906" w:h="16838"/>'
MARGINS: Final = (
    '<w:pgMar w:top="1134" w:right="1021" w:bottom="1134" w:left="1021" '
    'w:header="567" w:footer="567" w:gutter="0"/>'
)
# Without it, programs open a document as one of long ago.
NOT_OLD: Final = (
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)
# Half points, bold, twentieths of a point before and after, outline level.
STYLES: Final[dict[str, tuple[int, bool, int, int, int | None]]] = {
    "Title": (36, True, 0, 120, None),
    "Subtitle": (22, False, 0, 80, None),
    "Heading1": (28, True, 320, 120, 0),
    "Heading2": (22, True, 200, 60, 1),
    "Name": (18, True, 100, 0, None),
    "Detail": (18, False, 0, 0, None),
    "Note": (18, False, 60, 60, None),
}
NAMES: Final = {"Title": "Title", "Subtitle": "Subtitle", "Heading1": "heading 1", "Heading2": "heading 2"}
KEPT_WITH_NEXT: Final = ("Heading1", "Heading2", "Name")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in a style, in one language; `lead` is set before it and behind a tab, as a number is.

    One that is `kept` stands in the same column as what follows.
    """

    style: str
    text: str
    language: str = ""
    lead: str = ""
    kept: bool = False
    begins_columns: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its language decides in which direction it runs; what begins with `begins_columns` is in columns."""

    title: str
    language: str
    header: str
    footer: str
    paragraphs: tuple[Paragraph, ...]
    dated: datetime
    author: str = ""
    columns: int = 1

    @property
    def is_rtl(self) -> bool:
        """Say whether it runs from right to left."""
        return self.language == "ar"


def docx_bytes(document: Document) -> bytes:
    """Write a document; the same one always in the same bytes."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, text in _parts(document):
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            package.writestr(info, (HEAD + text).encode())
    return file.getvalue()


def _parts(document: Document) -> Iterator[tuple[str, str]]:
    yield "[Content_Types].xml", _content_types()
    yield (
        "_rels/.rels",
        _links(
            (f"{R}/officeDocument", "word/document.xml"),
            (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
    )
    yield "docProps/core.xml", _core(document)
    yield (
        "word/_rels/document.xml.rels",
        _links(
            (f"{R}/styles", "styles.xml"),
            (f"{R}/settings", "settings.xml"),
            (f"{R}/header", "header1.xml"),
            (f"{R}/footer", "footer1.xml"),
        ),
    )
    yield "word/document.xml", _document(document)
    yield "word/styles.xml", _styles(document)
    yield "word/settings.xml", _settings(document)
    yield "word/header1.xml", _around("hdr", document, _runs(document.header, document.language, document))
    yield "word/footer1.xml", _around("ftr", document, _footer(document))


def clean(text: str) -> str:
    """Give a text as a document holds it: composed, and without what no document holds or what turns directions."""
    return unicodedata.normalize("NFC", UNWRITABLE.sub("", text.replace("\n", " ").replace("\t", " ")))


def _document(document: Document) -> str:
    body = list[str]()
    for one in document.paragraphs:
        if one.begins_columns and document.columns > 1:
            body.append(f"<w:p><w:pPr>{_section(document, 1)}</w:pPr></w:p>")
        body.append(_paragraph(one, document))
    last = _section(document, document.columns, is_last=True)
    return f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{"".join(body)}{last}</w:body></w:document>'


def _section(document: Document, columns: int, *, is_last: bool = False) -> str:
    """End a section: what is in it stands in columns, on A4, under the header and over the footer."""
    kind = '<w:type w:val="continuous"/>' if is_last and document.columns > 1 else ""
    bidi = "<w:bidi/>" if document.is_rtl else ""
    spaced = f'<w:cols w:num="{columns}" w:space="454"/>' if columns > 1 else "<w:cols/>"
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:footerReference w:type="default" r:id="rId4"/>'
        f"{kind}{A4}{MARGINS}{spaced}{bidi}</w:sectPr>"
    )


def _paragraph(one: Paragraph, document: Document) -> str:
    language = one.language or document.language
    lead = f"{_runs(one.lead, document.language, document)}<w:r><w:tab/></w:r>" if one.lead else ""
    bidi = "<w:bidi/>" if document.is_rtl else ""
    keep = "<w:keepNext/>" if one.kept else ""
    properties = f'<w:pPr><w:pStyle w:val="{one.style}"/>{keep}{bidi}</w:pPr>'
    return f"<w:p>{properties}{lead}{_runs(one.text, language, document)}</w:p>"


def _runs(text: str, language: str, document: Document) -> str:
    pieces = directed(clean(text), is_rtl=document.is_rtl)
    return "".join(_run(piece, language, is_rtl=is_rtl) for is_rtl, piece in pieces)


def directed(text: str, *, is_rtl: bool) -> list[tuple[bool, str]]:
    """Cut a text where its direction changes: whether a piece runs from right to left, and the piece.

    Signs and spaces between two pieces of one direction go with them, others with the paragraph.
    Source: UAX #9, rules N1 and N2; figures count as Latin, for they stay as they were typed.
    """
    kinds = [unicodedata.bidirectional(letter) for letter in text]
    sides = [True if kind in RIGHT else False if kind in LEFT else None for kind in kinds]
    found: list[bool] = []
    before = is_rtl
    for at, side in enumerate(sides):
        if side is None:
            after = next((one for one in sides[at:] if one is not None), is_rtl)
            found.append(before if before == after else is_rtl)
        else:
            before = side
            found.append(side)
    pairs = groupby(zip(found, text, strict=True), key=lambda pair: pair[0])
    return [(side, "".join(letter for _side, letter in group)) for side, group in pairs]


def _run(text: str, language: str, *, is_rtl: bool) -> str:
    tag = TAGS.get(language, "en-GB")
    if is_rtl:
        said = f'<w:rtl/><w:lang w:bidi="{TAGS["ar"] if language != "ar" else tag}"/>'
    elif WIDE.search(text):
        said = f'<w:lang w:eastAsia="{TAGS["zh"]}"/>'
    else:
        said = f'<w:lang w:val="{tag if language not in ("ar", "zh") else "en-GB"}"/>'
    hint = '<w:rFonts w:hint="eastAsia"/>' if WIDE.search(text) else ""
    return f'<w:r><w:rPr>{hint}{said}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _around(tag: str, document: Document, runs: str) -> str:
    """Write a header or a footer: one paragraph at the end of the line."""
    bidi = "<w:bidi/>" if document.is_rtl else ""
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="Detail"/>{bidi}<w:jc w:val="right"/></w:pPr>{runs}</w:p>'
    return f'<w:{tag} xmlns:w="{W}" xmlns:r="{R}">{paragraph}</w:{tag}>'


def _footer(document: Document) -> str:
    page = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    pages = '<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    said = (
        f"{_runs(document.footer, document.language, document)}<w:r><w:tab/></w:r>" if document.footer else ""
    )
    return f'{said}{page}<w:r><w:t xml:space="preserve"> / </w:t></w:r>{pages}'


def _styles(document: Document) -> str:
    tag = TAGS.get(document.language, "en-GB")
    latin = tag if document.language not in ("ar", "zh") else "en-GB"
    language = f'<w:lang w:val="{latin}" w:eastAsia="{TAGS["zh"]}" w:bidi="{TAGS["ar"]}"/>'
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{FONTS}<w:sz w:val="20"/><w:szCs w:val="20"/>{language}</w:rPr>'
        "</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    )
    return f'<w:styles xmlns:w="{W}">{defaults}{"".join(map(_style, STYLES))}</w:styles>'


def _style(name: str) -> str:
    size, is_bold, before, after, level = STYLES[name]
    outline = f'<w:outlineLvl w:val="{level}"/>' if level is not None else ""
    keep = "<w:keepNext/>" if name in KEPT_WITH_NEXT else ""
    hanging = '<w:tabs><w:tab w:val="left" w:pos="510"/></w:tabs>' if name in ("Name", "Detail") else ""
    indent = {"Name": '<w:ind w:left="510" w:hanging="510"/>', "Detail": '<w:ind w:left="510"/>'}.get(
        name, ""
    )
    bold = "<w:b/><w:bCs/>" if is_bold else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{NAMES.get(name, name)}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr>{keep}<w:keepLines/>{hanging}'
        f'<w:spacing w:before="{before}" w:after="{after}"/>{indent}{outline}</w:pPr>'
        f'<w:rPr>{bold}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _settings(document: Document) -> str:
    tag = TAGS.get(document.language, "en-GB")
    return (
        f'<w:settings xmlns:w="{W}">{NOT_OLD}'
        f'<w:themeFontLang w:val="{tag}" w:eastAsia="{TAGS["zh"]}" w:bidi="{TAGS["ar"]}"/></w:settings>'
    )


def _core(document: Document) -> str:
    at = document.dated.strftime("%Y-%m-%dT%H:%M:%SZ")
    names = (
        f'xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    return (
        f"<cp:coreProperties {names}><dc:title>{escape(clean(document.title))}</dc:title>"
        f"<dc:creator>{escape(clean(document.author))}</dc:creator><dc:language>{document.language}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created></cp:coreProperties>'
    )


def _links(*targets: tuple[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{number}" Type={quoteattr(kind)} Target={quoteattr(target)}/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def _content_types() -> str:
    parts: Sequence[tuple[str, str]] = (
        ("word/document.xml", f"{OFFICE}.document.main+xml"),
        ("word/styles.xml", f"{OFFICE}.styles+xml"),
        ("word/settings.xml", f"{OFFICE}.settings+xml"),
        ("word/header1.xml", f"{OFFICE}.header+xml"),
        ("word/footer1.xml", f"{OFFICE}.footer+xml"),
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f"{''.join(_override(*one) for one in parts)}</Types>"
    )


def _override(part: str, kind: str) -> str:
    return f'<Override PartName="/{part}" ContentType="{kind}"/>'
