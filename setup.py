"""Build step: the wheel takes the templates and the bundled launch along; everything else is in pyproject.toml.

In: content_templates/ and data/launches/ of the checkout.
Out: the same files in readiness/bundled/ of what is built; nothing where it is installed to be edited.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

CHECKOUT = Path(__file__).resolve().parent
BUNDLED = ("content_templates", "data/launches")


class BuildWithBundle(build_py):
    """Copy the folders that are no packages, so that they need not move into one."""

    def run(self) -> None:
        """Build the packages, then put the bundle beside them."""
        super().run()
        if self.editable_mode:
            return
        for folder in BUNDLED:
            target = Path(self.build_lib) / "readiness" / "bundled" / folder
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(CHECKOUT / folder, target, ignore=shutil.ignore_patterns("__pycache__", "*.py"))


setup(cmdclass={"build_py": BuildWithBundle})
