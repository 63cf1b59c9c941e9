"""Broken decks: one change of a sound deck for each kind of fault, and the words it is to be named with."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.sample_deck import Parts, changed, png, swap

TYPES, PRESENTATION, RELS = "[Content_Types].xml", "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels"
COVER, CHARTED, TABLED, PICTURED = (f"ppt/slides/slide{n}.xml" for n in (1, 2, 3, 4))
CHART, BOOK = "ppt/charts/chart1.xml", "ppt/embeddings/Microsoft_Excel_Sheet1.xlsx"
PICTURED_RELS = "ppt/slides/_rels/slide4.xml.rels"
REL = '<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
GREY = '<a:solidFill><a:srgbClr val="999999"/></a:solidFill>'
BOX = (
    '<p:sp><p:nvSpPr><p:cNvPr id="{id}" name="Box {id}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>'
    '<a:off x="{x}" y="1000"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    "{fill}</p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r>"
    '<a:rPr lang="en-GB">{ink}</a:rPr><a:t>words</a:t></a:r></a:p></p:txBody></p:sp>'
)


def add(part: str, data: bytes | str) -> Callable[[Parts], None]:
    return lambda parts: parts.update({part: data.encode() if isinstance(data, str) else data})


def remove(part: str) -> Callable[[Parts], None]:
    return lambda parts: parts.pop(part) and None


def both(*changes: Callable[[Parts], None]) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        for one in changes:
            one(parts)

    return change


def in_book(change: Callable[[Parts], None]) -> Callable[[Parts], None]:
    return lambda parts: parts.update({BOOK: changed(parts[BOOK], change)})


def solid(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def shapes(*boxes: str) -> Callable[[Parts], None]:
    return swap(PICTURED, "</p:spTree>", "".join(boxes) + "</p:spTree>")


def edition(name: str) -> Callable[[Parts], None]:
    custom = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxml'
        'formats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" '
        f'name="edition"><vt:lpwstr>{name}</vt:lpwstr></property></Properties>'
    )
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    related = f'{REL}custom-properties" Target="docProps/custom.xml"/></Relationships>'
    return both(
        add("docProps/custom.xml", custom),
        swap(TYPES, "</Types>", f'<Override PartName="/docProps/custom.xml" ContentType="{kind}"/></Types>'),
        swap("_rels/.rels", "</Relationships>", related),
    )


BROKEN: dict[str, tuple[Callable[[Parts], None], str]] = {
    "phantom content type": (
        swap(TYPES, "</Types>", '<Override PartName="/ppt/slideMasters/slideMaster2.xml" ContentType="x/y"/></Types>'),
        r"lists ppt/slideMasters/slideMaster2.xml, which is not in the file",
    ),
    "part without a type": (add("ppt/odd.xyz", b"x"), r"ppt/odd.xyz: it has no content type"),
    "part nobody refers to": (add("ppt/left.xml", "<a/>"), r"ppt/left.xml: nothing in the deck refers to it"),
    "content type twice": (
        swap(TYPES, "</Types>", '<Default Extension="PNG" ContentType="image/png"/></Types>'),
        r"'png' has two content types",
    ),
    "wrong content type": (
        swap(
            TYPES,
            'slides/slide2.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.slide+xml',
            'slides/slide2.xml" ContentType="application/xml',
        ),
        r"slide2.xml: it is used as a slide and its content type says otherwise",
    ),
    "missing part": (
        remove("ppt/media/image1.png"),
        r"slide4.xml: rId2 points at ppt/media/image1.png, which is not in the file",
    ),
    "missing relationship": (swap(CHARTED, 'r:id="rId2"', 'r:id="rId9"'), r"slide2.xml: it uses the relationship rId9"),
    "relationship twice": (swap(PICTURED_RELS, 'Id="rId3"', 'Id="rId2"'), r"the relationship id 'rId2' stands twice"),
    "picture left behind": (
        swap(PICTURED_RELS, "</Relationships>", f'{REL}image" Target="../media/image1.png"/></Relationships>'),
        r"nothing on the slide uses its image ppt/media/image1.png",
    ),
    "no layout": (swap(PICTURED_RELS, "relationships/slideLayout", "relationships/other"), r"slide4.xml: it refers to 0 layouts"),
    "shared notes": (swap(PICTURED_RELS, "notesSlide4", "notesSlide3"), r"notesSlide3.xml: 2 slides share this notes page"),
    "notes of another slide": (
        swap("ppt/notesSlides/_rels/notesSlide4.xml.rels", "slide4.xml", "slide3.xml"),
        r"it is the notes page of ppt/slides/slide4.xml and points elsewhere",
    ),
    "shared chart": (
        swap(PICTURED_RELS, "</Relationships>", f'{REL}chart" Target="../charts/chart1.xml"/></Relationships>'),
        r"chart1.xml: 2 slides share this chart",
    ),
    "slide not listed": (
        lambda parts: parts.update({PRESENTATION: re.sub(rb'<p:sldId id="259"[^>]*/>', b"", parts[PRESENTATION])}),
        r"ppt/slides/slide4.xml is related as a slide and missing in its list",
    ),
    "slide listed twice": (
        lambda parts: parts.update(
            {PRESENTATION: re.sub(rb'(<p:sldId id=")259("[^>]*/>)', rb"\g<1>259\2\g<1>260\2", parts[PRESENTATION])}
        ),
        r"slide4.xml is listed 2 times",
    ),
    "slide id taken": (swap(PRESENTATION, 'sldId id="259"', 'sldId id="258"'), r"the slide id 258 stands 2 times"),
    "slide id too small": (swap(PRESENTATION, 'sldId id="259"', 'sldId id="7"'), r"the slide id '7' is not allowed"),
    "section with a gone slide": (
        swap(PRESENTATION, 'p14:sldId id="259"', 'p14:sldId id="999"'),
        r"a section lists the slide 999",
    ),
    "slide in no section": (swap(PRESENTATION, '<p14:sldId id="259"/>', ""), r"the slide 259 is in no section"),
    "sections out of order": (
        swap(PRESENTATION, '<p14:sldId id="258"/><p14:sldId id="259"/>', '<p14:sldId id="259"/><p14:sldId id="258"/>'),
        r"the sections list the slides in another order",
    ),
    "lists out of order": (
        lambda parts: parts.update(
            {
                PRESENTATION: re.sub(
                    rb"(<p:notesMasterIdLst>.*</p:notesMasterIdLst>)(<p:sldIdLst>.*</p:sldIdLst>)", rb"\2\1", parts[PRESENTATION]
                )
            }
        ),
        r"its lists stand in the order sldMasterIdLst, sldIdLst, notesMasterIdLst",
    ),
    "layout id taken": (
        swap("ppt/slideMasters/slideMaster1.xml", 'id="2147483650"', 'id="2147483651"'),
        r"the layout id 2147483651 stands 2",
    ),
    "shape id taken": (swap(PICTURED, '<p:cNvPr id="4"', '<p:cNvPr id="3"'), r"slide4.xml: 2 shapes have the id 3"),
    "table grid": (swap(TABLED, '<a:gridCol w="3657600"/>', ""), r"row 1 of a table has 2 cells and the table 1 columns"),
    "empty text box": (
        swap(TABLED, '<a:p><a:r><a:rPr lang="en-GB"/><a:t>Quick?</a:t></a:r></a:p>', ""),
        r"slide3.xml: a text box or cell has no paragraph",
    ),
    "colour": (swap(PICTURED, '<a:rPr lang="en-GB"/>', f'<a:rPr lang="en-GB">{solid("red")}</a:rPr>'), r"'red' is no colour"),
    "chart value": (swap(CHART, "<c:v>3</c:v>", "<c:v>4</c:v>"), r"values of series 1 show '4' and the workbook holds '3'"),
    "chart category": (
        swap(CHART, "<c:v>Quiet</c:v>", "<c:v>Loud</c:v>"),
        r"categories of series 1 show 'Loud' and the workbook holds 'Quiet'",
    ),
    "chart series name": (swap(CHART, "<c:v>Times said</c:v>", "<c:v>Said</c:v>"), r"series name of series 1 show 'Said'"),
    "chart points": (swap(CHART, '<c:ptCount val="3"/>', '<c:ptCount val="2"/>'), r"show 2 points and the workbook has 3"),
    "workbook value": (
        in_book(lambda parts: parts.update({n: d.replace(b"<v>5</v>", b"<v>6</v>") for n, d in parts.items()})),
        r"values of series 1 show '5' and the workbook holds '6' in Sheet1!\$B\$2:\$B\$4",
    ),
    "workbook garbage": (add(BOOK, b"PK nothing"), r"Sheet1.xlsx: the chart's workbook cannot be opened"),
    "chart without workbook": (
        swap(CHART, '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>', ""),
        r"the chart has no workbook",
    ),
    "chart linked outside": (
        lambda parts: parts.update(
            {
                "ppt/charts/_rels/chart1.xml.rels": re.sub(
                    rb'Target="[^"]*"',
                    rb'Target="file:///C:/sales.xlsx" TargetMode="External"',
                    parts["ppt/charts/_rels/chart1.xml.rels"],
                )
            }
        ),
        r"chart1.xml: it takes its package from outside the deck: file:///C:/sales.xlsx",
    ),
    "negative axis": (
        swap(CHART, '<c:axId val="2068027336"/>', '<c:axId val="-2068027336"/>'),
        r"the axis id -2068027336 is not allowed",
    ),
    "missing axis": (
        swap(CHART, '<c:crossAx val="2068027336"/>', '<c:crossAx val="5"/>'),
        r"it uses the axis 5, which is not there",
    ),
    "token": (swap(COVER, "Kitchen shops", "{{segment.name}}"), r"slide1.xml: the text still holds '\{\{segment.name\}\}'"),
    "token over runs": (
        swap(COVER, "Kitchen shops</a:t></a:r>", '{{seg</a:t></a:r><a:r><a:rPr lang="en-GB" b="1"/><a:t>ment}}</a:t></a:r>'),
        r"slide1.xml: the text still holds '\{\{segment\}\}'",
    ),
    "template code": (swap(COVER, "Kitchen shops", "{% if x %}"), r"the text still holds '\{% if x %\}'"),
    "token in alt text": (swap(PICTURED, "The kettle on a table", "{{hero}}"), r"the alt text of 'Picture 2' still holds"),
    "token in a link": (
        swap(PICTURED_RELS, "example.com/kettle", "example.com/{{company}}"),
        r"a link still holds '\{\{company\}\}'",
    ),
    "token in the notes": (
        swap("ppt/notesSlides/notesSlide1.xml", "Say what", "{{notes}}"),
        r"notesSlide1.xml: the text still holds",
    ),
    "no title": (swap(PICTURED, '<p:ph type="title"/>', '<p:ph type="body" idx="9"/>'), r"slide 4 has no title"),
    "empty title": (swap(PICTURED, "See it boil", " "), r"slide 4 has no title"),
    "title twice": (
        swap(PICTURED, "See it boil", "What they  ASKED"),
        r"slide 4 has the same title as slide 3, 'What they ASKED'",
    ),
    "picture without alt text": (swap(PICTURED, "The kettle on a table", ""), r"'Picture 2' has no alt text"),
    "decorative flag astray": (
        swap(
            PICTURED,
            'descr="The kettle on a table"/>',
            'descr=""><a:extLst><a:ext uri="{00000000-0000-0000-0000-000000000000}"><d:decorative xmlns:d='
            '"http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst></p:cNvPr>',
        ),
        r"a decorative flag is there, where Office does not look",
    ),
    "no header row": (swap(TABLED, 'firstRow="1" ', ""), r"slide3.xml: a table has no header row"),
    "no language": (swap(COVER, ' lang="en-GB"', ""), r"slide1.xml: 1 piece of text without a language"),
    "title read late": (
        lambda parts: parts.update(
            {PICTURED: re.sub(rb"(<p:sp>.*?</p:sp>)(<p:pic>.*?</p:pic>)(<p:sp>.*?</p:sp>)", rb"\2\3\1", parts[PICTURED])}
        ),
        r"'TextBox 3' is read aloud before the title",
    ),
    "vague link": (
        swap(PICTURED, "Test sheet of the kettle", "Click here!".rstrip("!")),
        r"the link text 'Click here' does not say",
    ),
    "link to a file": (
        swap(PICTURED_RELS, "https://example.com/kettle", "file:///S:/prices.xlsx"),
        r"a link leads to 'file:///S:/prices.xlsx'",
    ),
    "linked picture": (
        both(
            swap(PICTURED, 'r:embed="rId2"', 'r:link="rId2"'),
            swap(PICTURED_RELS, 'Target="../media/image1.png"', 'Target="https://example.com/a.png" TargetMode="External"'),
        ),
        r"it takes its image from outside the deck",
    ),
    "shrunk": (
        swap(PICTURED, '<a:bodyPr wrap="none"><a:spAutoFit/>', '<a:bodyPr><a:normAutofit fontScale="62500"/>'),
        r"'Test sheet of the kettle' is shrunk to 62.5%",
    ),
    "grey on white": (
        swap(COVER, '<a:rPr lang="en-GB"/><a:t>Kettle', f'<a:rPr lang="en-GB">{GREY}</a:rPr><a:t>Kettle'),
        r"'Kettle K1' is #999999 on #FFFFFF, a contrast of 2.8 to 1",
    ),
    "white on a light box": (
        shapes(BOX.format(id=8, x=0, fill=solid("DDDDDD"), ink=solid("FFFFFF"))),
        r"'words' is #FFFFFF on #DDDDDD, a contrast of 1.4",
    ),
    "dark over a dark box": (
        shapes(
            BOX.format(id=8, x=0, fill=solid("112233"), ink=solid("FFFFFF")),
            BOX.format(id=9, x=0, fill="<a:noFill/>", ink='<a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'),
        ),
        r"'words' is #000000 on #112233, a contrast of 1.3",
    ),
    "animation of nothing": (
        swap(PICTURED, "</p:sld>", '<p:timing><p:tnLst><p:par><p:spTgt spid="44"/></p:par></p:tnLst></p:timing></p:sld>'),
        r"an animation moves the shape 44, which is gone",
    ),
    "macro": (
        both(
            add("ppt/vbaProject.bin", b"x"),
            swap(TYPES, "</Types>", '<Default Extension="BIN2" ContentType="application/vnd.ms-office.vbaProject"/></Types>'),
            swap(RELS, "</Relationships>", f'{REL}vbaProject" Target="vbaProject.bin"/></Relationships>'),
        ),
        r"vbaProject.bin: it is a macro",
    ),
    "count of slides": (swap("docProps/app.xml", "<Slides>4", "<Slides>12"), r"it counts 12 slides and the deck has 4"),
    "notes for the customer": (edition("leave-behind"), r"notesSlide1.xml: the edition for the customer has speaker notes"),
    "author for the customer": (edition("leave-behind"), r"the edition for the customer names its author, 'Readiness'"),
    "broken XML": (swap(PICTURED, "</p:spTree>", ""), r"slide4.xml: it is no well-formed XML"),
    "document type": (
        swap(PICTURED, "<p:sld ", '<!DOCTYPE x [<!ENTITY a "b">]><p:sld '),
        r"slide4.xml: it declares a document type",
    ),
    "picture that is none": (add("ppt/media/image1.png", b"GIF89a"), r"it is not the kind of picture its name says"),
    "name in other capitals": (
        lambda parts: parts.update({"ppt/Media/Image1.png": png()}),
        r"another part has this name in other capitals",
    ),
    "name not allowed": (add("ppt/media/bild-ü.png", png()), r"its name is not allowed"),
    "no presentation": (remove(PRESENTATION), r"there is no presentation in the file"),
}
