"""Build: the site in build/docs, from the pages that are committed and those made from the code; needs no network.

In: README, CHANGELOG, docs/, guides beside the templates.
Out: build/docs/index.html; 1 where Sphinx has anything to say.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from sphinx.cmd.build import build_main

from docs.site.reference import pages

CHECKOUT = Path(__file__).resolve().parent.parent.parent
PAGES = ("README.md", "CHANGELOG.md", "docs/**/*.md", "content_templates/**/*.md", "data/launches/*.md")
BESIDE = (
    "LICENSE",
    "docs/pictures/*",
    "content_templates/decks/pictures/*",
    "data/launches/*/LICENCE*",
    "content_templates/**/*.yaml",
)
INDEX = """# readiness

```{include} README.md
:start-line: 1
:end-before: "## Try it"
```

New here? Begin with [your first launch](docs/tutorial.md): half an hour, with a product of your own.

"""
TREES: dict[str, tuple[str, ...]] = {
    "Begin": ("What it does </README>", "docs/tutorial", "docs/LAUNCH_FOLDER", "docs/PORTAL"),
    "How to": tuple(f"docs/howto/{who}" for who in ("product_marketing", "channel_manager", "rep", "manager", "ops")),
    "Run it": ("docs/OPERATIONS", "docs/SECURITY", "docs/API"),
    "Change it": ("content_templates/*/HOW_TO_EDIT", "data/launches/README", "docs/ARCHITECTURE", "docs/GLOSSARY"),
    "Reference": tuple(
        f"reference/{n}" for n in ("commands", "settings", "inputs", "outputs", "api", "tables", "metrics", "modules")
    ),
    "Methods": ("docs/METHODS", "docs/methods/*"),
    "Decisions and changes": ("docs/adr/*", "CHANGELOG", "reference/licences"),
}
"""The parts of the site; a star stands for every page there, by name."""


def staged(target: Path) -> Path:
    """Put every page where its links lead to the others, with the reference and an index; return the folder."""
    shutil.rmtree(target, ignore_errors=True)
    for pattern in (*PAGES, *BESIDE):
        for file in sorted(CHECKOUT.glob(pattern)):
            if file.is_file():
                (target / file.relative_to(CHECKOUT)).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target / file.relative_to(CHECKOUT))
    (target / "reference").mkdir()
    for name, text in pages().items():
        (target / "reference" / f"{name}.md").write_text(text, encoding="utf-8")
    (target / "index.md").write_text(INDEX + "\n".join(_tree(*tree) for tree in TREES.items()), encoding="utf-8")
    (target / "_static").mkdir()
    shutil.copy(CHECKOUT / "docs" / "site" / "pages.css", target / "_static")
    shutil.copy(CHECKOUT / "docs" / "site" / "conf.py", target)
    return target


def _tree(caption: str, entries: tuple[str, ...]) -> str:
    stars = ":glob:\n" if any("*" in e for e in entries) else ""
    lines = "\n".join(e if "<" in e else f"/{e}" for e in entries)
    return f"```{{toctree}}\n:caption: {caption}\n:hidden:\n:maxdepth: 1\n{stars}\n{lines}\n```\n"


def main(target: Path = CHECKOUT / "build") -> int:
    """Build the site; every warning is an error."""
    source = staged(target / "docs-source")
    shutil.rmtree(target / "docs", ignore_errors=True)
    code = build_main(
        ["-q", "-W", "--keep-going", "-n", "-b", "html", "-d", str(target / "docs-trees"), str(source), str(target / "docs")]
    )
    if code == 0:
        sys.stdout.write(f"Open {target / 'docs' / 'index.html'}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
