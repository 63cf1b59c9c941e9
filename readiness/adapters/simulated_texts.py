"""Simulated texts: the words of a simulated launch, which are the same in every world.

In: the content_templates folder.
Out: path -> bytes; the products of its spec.
"""

from __future__ import annotations

from pathlib import Path

from readiness.adapters.folder_files import read_folder
from readiness.adapters.input_tables import Problems
from readiness.adapters.simulated_reports import Goods
from readiness.adapters.spec_files import read_spec
from readiness.errors import InvalidInputsError

FOLDER, SPEC = "simulation", "spec.yaml"


def read_texts(templates: Path) -> tuple[dict[str, bytes], tuple[Goods, ...]]:
    """Return the texts that every simulated launch shares, and the products of their spec.

    Raises:
        NotFoundError: the folder is not there.
        InvalidInputsError: the spec cannot be read, or a product has no price.
    """
    texts = read_folder(templates / FOLDER)
    problems = Problems()
    spec = read_spec({SPEC: texts[SPEC]} if SPEC in texts else {}, problems)
    if spec is None or problems.found:
        raise InvalidInputsError(problems.found)
    goods = []
    for v in spec.variants:
        if v.list_price is None:
            problems.add(SPEC, 0, "list_price", f"{v.product_id} has no price", "a price above 0")
            raise InvalidInputsError(problems.found)
        goods.append(Goods(v.product_id, v.gtin, v.name, float(v.list_price)))
    return texts, tuple(goods)
