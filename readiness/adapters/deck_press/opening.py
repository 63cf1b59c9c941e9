"""Opening: a brand's library as sample slides, once, before any deck is pressed.

In: the bytes of library.pptx, one_pager.pptx, battlecard.pptx or brief.pptx, and of the images a deck may name.
Out: Template.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from readiness.adapters.deck_press.marking import P, R
from readiness.adapters.deck_press.package import Package, read_package
from readiness.adapters.deck_press.pictures import Image, images_of
from readiness.adapters.deck_press.sampling import Sample, sample_of


@dataclass(frozen=True, slots=True)
class Template:
    """One file of a brand, taken apart."""

    file: str
    """As an error names it, such as `standard/library.pptx`."""
    data: bytes
    sha256: str
    package: Package
    presentation: str
    """Its main part."""
    samples: Mapping[str, Sample]
    images: Mapping[str, Image]


def open_template(file: str, data: bytes, images: Mapping[str, bytes]) -> Template:
    """Return a template.

    Raises:
        InputError: no .pptx, locked, unpacks to too much, with macros, a part missing, an object that cannot be filled.
    """
    package = read_package(file, data)
    main = package.related("", "officeDocument")[0]
    targets = {r.rid: r.target for r in package.rels.get(main, ())}
    listed = [e.get(f"{R}id", "") for e in package.tree(main).iter(f"{P}sldId")]
    samples: dict[str, Sample] = {}
    for number, rid in enumerate(listed, start=1):
        sample = sample_of(package, number, targets[rid])
        if sample.key in samples:
            what = f"the key {sample.key} is on slide {samples[sample.key].number} too"
            raise package.refusal(number, f"slide:{sample.key}", what, "a key of its own for each sample slide")
        samples[sample.key] = sample
    if not samples:
        raise package.refusal(0, "", "has no slides", "a sample slide for each key")
    return Template(file, data, hashlib.sha256(data).hexdigest(), package, main, samples, images_of(images))
