"""EDIFACT codes: which quantity, day, party, price and product code of SLSRPT and INVRPT means what.

In: codes.
Out: our words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SALES = ("153", "212", "25")
STOCKS = ("145", "17", "257")
"""Figures for the same thing, the first that is there counts."""
QUANTITIES: Mapping[str, Mapping[str, str]] = {
    "SLSRPT": {
        "153": "sale", "212": "sale", "25": "sale", "61": "return", "210": "return", "145": "stock", "17": "stock",
        "217": "lost_sale", **dict.fromkeys(("26", "243", "244", "32E"), "summary"),
    },
    "INVRPT": {
        "145": "stock", "17": "stock", "257": "stock", "157": "stock", "198": "in_transit", "X14": "in_transit",
        "48": "received", "194": "received", "21": "ordered", "83": "ordered", "217": "lost_sale",
        "61": "adjustment", "199": "adjustment", "98E": "transfer",
        **dict.fromkeys("153 212 25 26 66 81 89 96 97 98 124 146 197 249 31E 32E 35E".split(), "summary"),
    },
}  # fmt: skip
"""6063 -> movement. What an inventory report says was sold is kept and never counted: the sales report says it too."""
DAYS = {"SLSRPT": ("356", "91", "90"), "INVRPT": ("366", "91", "356", "90", "137")}
"""2005 of the day a figure is of, the surest first; the day a message was made is a day for stock only."""
BUYERS = ("UC", "UD", "DP", "ST", "BY")
SELLERS = ("ST", "DP", "SE", "BY")
"""Who bought; who sold, where no place and no buyer is named."""
PRICES = ("AAA", "CAL", "AAB", "AAF", "AAE", "INV")
"""5125, the surest first: net, calculation, gross, for information without and with taxes."""
NAMES = {
    "gtin": ("SRV", "EN", "UP", "EU"), "product_code": ("MF", "SA", "VP", "VN", "MN"), "partner_sku": ("IN", "BP"),
    "serial": ("SN",),
}  # fmt: skip
TENS = {"": 0, "1": 0, "10": 1, "100": 2, "1000": 3}
"""5284: prices per so many -> zeros."""


def words(kind: str, codes: Sequence[str], *, is_one_day: bool) -> dict[str, str]:
    """Return the movement of each code of one item; of figures for the same thing only one is no summary."""
    said = {code: QUANTITIES[kind].get(code, "") for code in codes}
    for same in (SALES, STOCKS):
        for code in [c for c in same if said.get(c)][1:]:
            said[code] = "summary"
    if said.get("212") == "sale":
        said |= {code: "summary" for code, word in said.items() if word == "return"}
    if is_one_day and "157" in said and any(said.get(code) == "stock" for code in STOCKS):
        said["157"] = "summary"
    return said
