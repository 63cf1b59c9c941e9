"""Planted faults: one change of the bundled library for each kind of finding, and the words it is to be named with."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from tests.sample_deck import Parts
from tests.template_changes import A, Change, P, attribute, move, part_of, remove, rename, run_property, shape, slide, text

DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"


def first_run(root: Any) -> Any:
    return next(shape(root, "Subtitle").iter(f"{A}rPr"))


def split_token(root: Any) -> None:
    """Write {{claim}} as three runs, as PowerPoint does after a spelling correction."""
    run = next(t for t in shape(root, "Claim").iter(f"{A}t") if t.text == "{{claim}}").getparent()
    for piece in ("{{cl", "aim", "}}"):
        twin = copy.deepcopy(run)
        twin.find(f"{A}t").text = piece
        run.addprevious(twin)
    run.getparent().remove(run)


def undescribed(root: Any) -> None:
    picture = shape(root, "img:hero")
    for extension in [m.getparent() for m in picture.iter(DECORATIVE)]:
        extension.getparent().remove(extension)
    picture[0][0].attrib.pop("descr", None)


def no_cell(root: Any) -> None:
    for node in shape(root, "table:rows").iter(f"{A}t"):
        node.text = "x"


def third_row(root: Any) -> None:
    table = next(shape(root, "table:rows").iter(f"{A}tbl"))
    table.append(copy.deepcopy(table.findall(f"{A}tr")[1]))


def graphic(uri: str) -> Callable[[Any], object]:
    return lambda root: next(shape(root, "chart:demand").iter(f"{A}graphicData")).set("uri", uri)


def animated(root: Any) -> None:
    number = shape(root, "opt:gain")[0][0].get("id")
    moved = f'<p:tnLst><p:par><p:spTgt spid="{number}"/></p:par></p:tnLst>'
    root.append(etree.fromstring(f'<p:timing xmlns:p="{P[1:-1]}">{moved}</p:timing>'))


def title_last(root: Any) -> None:
    title = shape(root, "slide:today")
    title.getparent().append(title)


def in_chart(old: bytes, new: bytes) -> Change:
    def edit(parts: Parts) -> None:
        name = next(n for n in parts if re.fullmatch(r"ppt/charts/chart[^/]*\.xml", n))
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return edit


def linked_chart(parts: Parts) -> None:
    name = next(n for n in parts if n.startswith("ppt/charts/_rels/"))
    outside = b'Target="file:///C:/sales.xlsx" TargetMode="External"'
    assert b'xlsx"' in parts[name]
    parts[name] = re.sub(rb'Target="[^"]*xlsx"', outside, parts[name])


def notes_without_token(parts: Parts) -> None:
    name = next(n for n in parts if n.startswith("ppt/notesSlides/notesSlide"))
    parts[name] = parts[name].replace(b"{{notes}}", b"Say hello.")


def heavy_picture(parts: Parts) -> None:
    name = next(n for n in parts if n.startswith("ppt/media/") and n.endswith(".jpg"))
    parts[name] += bytes(400_000)


def with_macros(parts: Parts) -> None:
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(b"presentationml.presentation.main+xml", b"presentation.macroEnabled.main+xml")


def other_theme_font(parts: Parts) -> None:
    for name in [n for n in parts if n.startswith("ppt/theme/")]:
        parts[name] = parts[name].replace(b'typeface="Calibri"', b'typeface="Comic Sans MS"')


RED = '<a:solidFill><a:srgbClr val="FF0000"/></a:solidFill>'
AMBER = '<a:solidFill><a:schemeClr val="accent2"/></a:solidFill>'
OLE = "http://schemas.openxmlformats.org/presentationml/2006/ole"
SMART_ART = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


def hidden(root: Any) -> None:
    root.set("show", "0")


def turned(root: Any) -> None:
    move("Claim", 600_000, 2_000_000, 7_000_000, 2_000_000)(root)
    shape(root, "Claim").find(f"{P}spPr/{A}xfrm").set("rot", "16200000")


def link_of_a_token(parts: Parts) -> None:
    name = part_of(parts, "answer").replace("slides/", "slides/_rels/") + ".rels"
    link = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"'
        b' Target="%7B%7Bclaim%7D%7D" TargetMode="External"/></Relationships>'
    )
    assert b"</Relationships>" in parts[name]
    parts[name] = parts[name].replace(b"</Relationships>", link)


PLANTED: dict[str, tuple[Change, str]] = {
    "moved off the slide": (
        slide("cover", move("opt:gain", 11_000_000, 3_000_000, 4_000_000, 900_000)),
        r"ERROR G01 slide 1 / 'opt:gain': it lies partly or wholly off",
    ),
    "over another box": (
        slide("cover", move("opt:gain", 0, 0, 12_000_000, 6_000_000)),
        r"ERROR G02 slide 1 / '.*': it lies over '.*'; move them apart",
    ),
    "box too small": (
        slide("answer", move("Claim", 600_000, 2_000_000, 3_000_000, 300_000)),
        r"ERROR G03 slide \d+ / 'Claim': the longest text tokens.yaml allows",
    ),
    "misspelt token": (
        slide("cover", text("opt:gain", "gain", "gian")),
        r"ERROR K01 slide 1 / 'opt:gain': unknown token \{\{gian\}\}; did you mean \{\{gain\}\}\?",
    ),
    "token of another slide": (
        slide("cover", text("opt:gain", "gain", "claim")),
        r"WARNING K02 slide 1 / 'opt:gain': \{\{claim\}\} is not filled on the slide 'cover'",
    ),
    "token lost": (
        slide("cover", text("For whom", "{{for_whom}}", "everybody")),
        r"ERROR K03 slide 1: \{\{for_whom\}\} is missing",
    ),
    "half a token": (
        slide("cover", text("For whom", "{{for_whom}}", "{{for_whom}} {name}")),
        r"ERROR K04 slide 1 / 'For whom': '\{name\}' is no whole token",
    ),
    "logic": (
        slide("cover", text("For whom", "{{for_whom}}", "{{for_whom}} {% if x %}")),
        r"ERROR K04 slide 1 / 'For whom': '\{%' is no whole token",
    ),
    "item outside a list": (
        slide("cover", text("For whom", "{{for_whom}}", "{{for_whom}} {{item}}")),
        r"K01 .*\{\{item\}\}; \{\{item\}\} belongs into a shape named list:<name>",
    ),
    "object renamed": (
        slide("scorecard", rename("table:rows", "table:row")),
        r"ERROR N05 slide \d+ / 'table:row': .* did you mean 'table:rows'\?",
    ),
    "object gone": (
        slide("scorecard", rename("table:rows", "Table 4")),
        r"ERROR N06 slide \d+: 'table:rows' is missing on the slide 'scorecard'; name a table so",
    ),
    "kind misspelt": (
        slide("today", rename("list:lines", "lsit:lines")),
        r"ERROR N05 slide \d+ / 'lsit:lines': unknown kind of object 'lsit'; did you mean list:lines\?",
    ),
    "slide without a key": (
        slide("cover", rename("slide:cover", "Title 1")),
        r"ERROR N01 file: the sample slide 'cover' is missing",
    ),
    "unknown slide key": (
        slide("cover", rename("slide:cover", "slide:covr")),
        r"ERROR N03 slide 1 / 'slide:covr': unknown slide key 'covr'; did you mean 'cover'\?",
    ),
    "slide key twice": (
        slide("criteria", rename("slide:criteria", "slide:today")),
        r"ERROR N04 slide \d+ / 'slide:today': .* stands on 2 slides",
    ),
    "list without a pattern": (
        slide("today", text("list:lines", "{{item}}", "one line")),
        r"ERROR N07 slide \d+ / 'list:lines': no paragraphs? with \{\{item\}\}",
    ),
    "table without a pattern": (
        slide("range", no_cell),
        r"ERROR N08 slide \d+ / 'table:rows': its second row has no \{\{cell\}\}",
    ),
    "table with a third row": (slide("range", third_row), r"ERROR N08 .* the table has 3 rows"),
    "name on the wrong thing": (
        slide("cover", rename("For whom", "img:hero")),
        r"ERROR N09 slide 1 / 'img:hero': it is no picture",
    ),
    "option without a token": (
        slide("cover", text("opt:gain", "{{gain}}", "A gain")),
        r"WARNING N10 slide 1 / 'opt:gain': it holds no token",
    ),
    "option not named so": (
        slide("cover", rename("opt:gain", "Gain")),
        r"WARNING N12 slide 1 / 'Gain': \{\{gain\}\} is often empty",
    ),
    "no title": (
        slide("today", remove(lambda root: shape(root, "slide:today"))),
        r"ERROR T01 slide \d+: the slide has no title placeholder",
    ),
    "title without its token": (
        slide("today", text("slide:today", "{{title}}", "Today")),
        r"ERROR T02 slide \d+ / 'slide:today': the title does not hold",
    ),
    "no footer": (
        slide("today", remove(lambda root: shape(root, "Footer"))),
        r"ERROR F01 slide \d+: no footer with \{\{footer\}\}",
    ),
    "no slide number": (
        slide("today", remove(lambda root: shape(root, "Slide number"))),
        r"ERROR F02 slide \d+: no slide number",
    ),
    "notes": (notes_without_token, r"ERROR S01 slide 1: the notes do not hold \{\{notes\}\}"),
    "picture without alt text": (slide("cover", undescribed), r"ERROR A01 slide 1 / 'img:hero': no alt text"),
    "table without header row": (
        slide("range", attribute(lambda root: next(root.iter(f"{A}tblPr")), "firstRow", None)),
        r"ERROR A02 slide \d+ / 'table:rows': the table has no header row",
    ),
    "faint text": (
        slide("today", run_property("Subtitle", AMBER)),
        r"ERROR A03 slide \d+ / 'Subtitle': #D98324 on #FFFFFF is a contrast of 2.9 to 1",
    ),
    "read before the title": (slide("today", title_last), r"ERROR A04 slide \d+ / 'Subtitle': it is read aloud before the title"),
    "no language": (slide("today", attribute(first_run, "lang", None)), r"WARNING A05 slide \d+ / 'Subtitle'"),
    "colour by hand": (
        slide("today", run_property("Subtitle", RED)),
        r"ERROR B01 slide \d+ / 'Subtitle': the colour #FF0000 is set by hand",
    ),
    "foreign font": (
        slide("today", run_property("Subtitle", '<a:latin typeface="Papyrus"/>')),
        r"ERROR B02 slide \d+ / 'Subtitle': the font Papyrus is not the brand's; choose the theme's font, or Calibri",
    ),
    "small text": (slide("today", attribute(first_run, "sz", "800")), r"ERROR B03 slide \d+ / 'Subtitle': its text is 8 points"),
    "theme font": (other_theme_font, r"ERROR B04 file: the theme's font is 'Comic Sans MS'; choose Calibri"),
    "chart linked outside": (
        linked_chart,
        r"ERROR C01 slide \d+ / 'chart:demand': the chart is linked to a workbook outside: file:///C:/sales.xlsx",
    ),
    "chart cache": (
        in_chart(b"<c:v>9</c:v>", b"<c:v>8</c:v>"),
        r"ERROR C02 slide \d+ / 'chart:demand': the values of series 1 show '8' and the workbook holds '9'",
    ),
    "pie chart": (in_chart(b"c:barChart>", b"c:pieChart>"), r"ERROR C03 slide \d+ / 'chart:demand': it is no bar chart"),
    "two optional boxes over each other": (
        slide("answer", move("opt:fact", 609_600, 4_013_200, 3_505_200, 2_082_800)),
        r"ERROR G02 slide \d+ / 'opt:proof': it lies over 'opt:fact'; move them apart",
    ),
    "turned": (
        slide("answer", turned),
        r"ERROR G04 slide \d+ / 'Claim': it is turned, and its text is measured as if it were not",
    ),
    "link that is a token": (
        link_of_a_token,
        r"ERROR X06 slide \d+: a link goes to '\{\{claim\}\}'; begin the address with https",
    ),
    "hidden": (slide("cover", hidden), r"ERROR X05 slide 1: the slide is hidden, and would be hidden in every deck"),
    "animation": (slide("cover", animated), r"ERROR X01 slide 1 / 'opt:gain': an animation moves a shape that is filled"),
    "SmartArt": (
        slide("demand", graphic(SMART_ART)),
        r"ERROR X02 slide \d+ / 'chart:demand': SmartArt cannot be filled; convert it to shapes",
    ),
    "embedded object": (
        slide("demand", graphic(OLE)),
        r"ERROR X03 slide \d+ / 'chart:demand': an embedded object cannot be filled",
    ),
    "macros": (with_macros, r"ERROR X04 file: the file holds macros"),
    "heavy picture": (heavy_picture, r"WARNING W01 file: the picture .* weighs 4\d\d KB"),
}
