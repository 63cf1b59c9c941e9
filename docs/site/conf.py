"""Sphinx: how the pages look; build.py puts this file beside them."""

project = "readiness"
author = "the readiness authors"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
html_theme = "furo"
html_title = "readiness"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_permalinks = False
html_theme_options = {
    "light_css_variables": {
        "font-stack": "system-ui, sans-serif",
        "color-brand-primary": "#0b5d6b",
        "color-brand-content": "#0b5d6b",
    },
    "dark_css_variables": {"color-brand-primary": "#6fc3d1", "color-brand-content": "#6fc3d1"},
}
html_static_path = ["_static"]
html_css_files = ["pages.css"]
highlight_language = "none"
nitpicky = True
myst_heading_anchors = 4
