"""Sales matching: how many noisy customer names find their account, how many find a wrong one, and what that costs.

In: nothing. `python benchmarks/sales_matching.py fit` fits the account model on the development part, and prints it.
Out: precision, recall and CPU seconds of matching 50,000 reported names with 100,000 accounts, of exact matching alone and of
likeness alone. Coefficients and threshold come from the first 10,000 names, the figures from the other 40,000. Last, what it
costs to look up the codes of 1,000,000 lines where all 20,000 are decided already.

The noise is generated, and by those who wrote the matcher: expect worse in the field. 15% of the names have no account, 8% of
accounts are branches of the same name, most in another town, 5% of addresses are another's and 3% are not given.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.optimize import minimize

from readiness.stages.sales_out.judging import KEYED_SCHEMA
from readiness.stages.sales_out.mapping import ReportMapping
from readiness.stages.sales_out.matching.account_model import ENOUGH
from readiness.stages.sales_out.matching.account_pairs import FEATURES, candidate_pairs, name_index, pair_features, parties_of
from readiness.stages.sales_out.matching.accounts import AccountCode, account_matches, exact_accounts
from readiness.stages.sales_out.matching.known import ACCOUNT_SCHEMA, PRODUCT_SCHEMA, Decision, Masters
from readiness.stages.sales_out.matching.matched import matched

AGAINST = (*(f for f in FEATURES if f.endswith("differs")), "no_place")
"""What speaks against a pair; the other features speak for it. Signs are held so when the model is fitted."""
N_ACCOUNTS, N_NAMES, N_DEVELOPMENT = 100_000, 50_000, 10_000
OUTSIDE, BRANCHES, WRONG_ADDRESS, NO_ADDRESS = 0.15, 0.08, 0.05, 0.03
TRADES = (
    "Hardware Electronics Supply Appliance Bicycle Cycles Sports Outdoor Garden Furniture Lighting Plumbing Heating "
    "Electric Motors Tools Marine Office Computer Systems Networks Software Medical Dental Optical Pharmacy Foods "
    "Bakery Coffee Wine Books Music Toys Fashion Shoes Jewelry Home Kitchen Paint Flooring Roofing Building Materials "
    "Lumber Steel Metal Glass Plastics Packaging Printing Photo Camera Audio Video Security Telecom Wireless "
    "Automotive Tire Truck Equipment Rental Farm Feed Pet Nursery Landscape Pool Spa Fitness Golf Ski Surf Travel "
    "Freight Logistics Storage Cleaning Textile Uniform Safety Industrial Machine"
).split()
KINDS = (
    "Store Shop Center Market Company Services Solutions Group Distributors Wholesale Traders Outlet Depot Warehouse "
    "Partners Associates Brothers Industries International National Manufacturing Management Technologies Products "
    "Enterprises Laboratories"
).split()
QUALITIES = (
    "Great Northern Southern Western Eastern Pacific Atlantic United American Royal First Premier Quality Superior Central"
).split()
FORMS = ("", "", "Inc", "Inc.", "LLC", "Ltd", "Co", "Corp", "Corporation", "GmbH", "Company")
STREETS = "Main Oak Pine Maple Cedar Elm Lake Hill Park Washington Church Mill River Spring Ridge Station Market Union".split()
WAYS = ("Street", "Avenue", "Road", "Drive", "Lane", "Boulevard")
SHORTER = {
    "International": "Intl", "National": "Natl", "Manufacturing": "Mfg", "Services": "Svcs", "Brothers": "Bros",
    "Center": "Ctr",
    "Management": "Mgmt", "Equipment": "Eqpt", "Distributors": "Dist", "Systems": "Sys", "Technologies": "Tech",
    "Group": "Grp",
    "Associates": "Assoc", "Industries": "Ind", "Products": "Prod", "Electronics": "Elctrncs", "Hardware": "Hdw",
    "Supply": "Sply",
    "Wholesale": "Whsle", "Automotive": "Auto", "Furniture": "Furn", "Computer": "Comp", "Materials": "Matls",
    "Building": "Bldg",
    "Street": "St", "Avenue": "Ave", "Road": "Rd", "Drive": "Dr", "Boulevard": "Blvd",
}  # fmt: skip
"""Some of these the matcher writes out again, some it has never seen."""


@dataclass(frozen=True)
class Noise:
    """Accounts, names as partners write them, and the account each means (-1: none)."""

    accounts: list[tuple[str, ...]]
    """name, street, city, region, postal code."""
    reported: list[tuple[str, ...]]
    truth: np.ndarray


class _World:
    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        starts = "B Br C Ch D F G Gr H J K L M N P R S St T V W".split()
        middles = "a e i o u ai ea ou".split()
        ends = "ll n nd r rd rson s sen ster tt ton v ck mann by ner l vitz gi do".split()
        self.surnames = sorted({
            (self._of(starts) + self._of(middles) + self._of(ends) + (self._of(middles) + self._of(ends)) * (i % 2)).capitalize()
            for i in range(9_000)
        })  # fmt: skip
        towns = ("ville", "ton", "burg", " Falls", " City", "field", "ford", " Springs", "dale", "")
        self.cities = [
            (self._of(self.surnames) + self._of(towns), f"R{int(self.rng.integers(50)):02d}", f"{10_000 + 29 * i:05d}")
            for i in range(3_000)
        ]

    def _of(self, words: object) -> str:
        return str(words[int(self.rng.integers(len(words)))])  # type: ignore[index,arg-type]

    def name(self) -> str:
        """Return a firm's name."""
        surname, other, trade, kind = self._of(self.surnames), self._of(self.surnames), self._of(TRADES), self._of(KINDS)
        name = self._of([
            f"{surname} {trade}", f"{surname} {trade} {kind}", f"{surname} & {other} {trade}",
            f"{self._of(QUALITIES)} {trade} {kind}",
            f"{surname}'s {trade} {kind}", f"{other} {self._of(TRADES)} {trade}",
            f"{surname} {kind}", f"{surname[0]}{other[0]}{trade[0]} {trade} {kind}", f"The {surname} {trade} {kind}",
        ])  # fmt: skip
        return f"{name} {self._of(FORMS)}".strip()

    def place(self) -> tuple[str, ...]:
        """Return street, city, region, postal code."""
        city, region, postal = self.cities[int(self.rng.integers(len(self.cities)))]
        street = f"{int(self.rng.integers(1, 2000))} {self._of(STREETS)} {self._of(WAYS)}"
        return street, city, region, str(int(postal) + int(self.rng.integers(5)))

    def firms(self, n: int) -> list[tuple[str, ...]]:
        """Return firms, some of them branches of an earlier one in another town."""
        found: list[tuple[str, ...]] = []
        for _ in range(n):
            if not found or self.rng.random() >= BRANCHES:
                found.append((self.name(), *self.place()))
                continue
            first = found[int(self.rng.integers(len(found)))]
            name = first[0] if self.rng.random() < 0.7 else f"{first[0].split(' #')[0]} #{int(self.rng.integers(1, 400))}"
            street, *town = self.place()
            found.append((name, street, *(first[2:] if self.rng.random() < 0.1 else town)))
        return found

    def typo(self, text: str) -> str:
        """Return a text with one letter lost, doubled, changed or swapped with the next."""
        if len(text) < 4:
            return text
        at, kind = int(self.rng.integers(1, len(text) - 1)), int(self.rng.integers(4))
        letter = "abcdefghijklmnopqrstuvwxyz"[int(self.rng.integers(26))]
        middle = ("", text[at] * 2, letter, text[at + 1] + text[at])[kind]
        return text[:at] + middle + text[at + (2 if kind == 3 else 1) :]

    def noisy_name(self, name: str) -> str:
        """Return a name as a partner may write it."""
        chance = self.rng.random
        words = [SHORTER.get(w, w) if chance() < 0.35 else w for w in name.split()]
        if words[-1].rstrip(".") in {f.rstrip(".") for f in FORMS if f} and len(words) > 1 and chance() < 0.4:
            words[-1:] = [f for f in [self._of(FORMS)] if f]
        elif chance() < 0.05:
            words.append(self._of(FORMS))
        if len(words) > 1 and chance() < 0.05:
            at = int(self.rng.integers(len(words) - 1))
            words[at : at + 2] = words[at + 1], words[at]
        text = " ".join(w for w in words if w)
        for _ in range(int(chance() < 0.25) + int(chance() < 0.06)):
            text = self.typo(text)
        text = text.replace("&", self._of(["&", "and", "+"]))
        if chance() < 0.05 and " #" not in name:
            text += f" #{int(self.rng.integers(1, 400))}"
        if chance() < 0.03:
            text += self._of([" C/O ", " ATTN: "]) + self._of(self.surnames)
        if chance() < 0.08:
            text = text[: (20, 24, 30)[int(self.rng.integers(3))]]
        return text.upper() if chance() < 0.5 else text

    def noisy(self, firm: tuple[str, ...]) -> tuple[str, ...]:
        """Return a firm as a partner may report it."""
        chance = self.rng.random
        if chance() < NO_ADDRESS:
            return self.noisy_name(firm[0]), "", "", "", ""
        street, city, region, postal = self.place() if chance() < WRONG_ADDRESS else firm[1:]
        street = "" if chance() < 0.2 else " ".join(SHORTER.get(w, w) for w in street.split()) if chance() < 0.5 else street
        city = self.typo(city) if chance() < 0.05 else city
        return (
            self.noisy_name(firm[0]), street, city.upper() if chance() < 0.5 else city, "" if chance() < 0.1 else region,
            "" if chance() < 0.15 else postal,
        )  # fmt: skip


def noise(seed: int = 5, n_accounts: int = N_ACCOUNTS, n_names: int = N_NAMES) -> Noise:
    """Return accounts and noisy names."""
    world = _World(seed)
    n_outside = n_accounts // 5
    firms = world.firms(n_accounts + n_outside)
    order = world.rng.permutation(len(firms))
    inside, outside = order[:n_accounts], order[n_accounts:]
    is_outside = world.rng.random(n_names) < OUTSIDE
    at = world.rng.integers(n_accounts, size=n_names)
    other = world.rng.integers(n_outside, size=n_names)
    reported = [world.noisy(firms[outside[other[i]] if is_outside[i] else inside[at[i]]]) for i in range(n_names)]
    return Noise([firms[i] for i in inside], reported, np.where(is_outside, -1, at))


def masters_of(accounts: list[tuple[str, ...]]) -> Masters:
    """Return accounts as the matcher takes them, their row as their id."""
    rows = [(f"A{i}", name, "", *place, "", "") for i, (name, *place) in enumerate(accounts)]
    return Masters("firm", pl.DataFrame(schema=PRODUCT_SCHEMA), pl.DataFrame(rows, ACCOUNT_SCHEMA, orient="row"))


def fit(made: Noise) -> None:
    """Fit the model on pairs of the development part that are not matched exactly, and print it."""
    ours = parties_of([a[0] for a in made.accounts], [(*a[1:], "") for a in made.accounts])
    theirs = parties_of([r[0] for r in made.reported[:N_DEVELOPMENT]], [(*r[1:], "") for r in made.reported[:N_DEVELOPMENT]])
    exact = exact_accounts(theirs, ours)
    asked = np.array([i for i in range(N_DEVELOPMENT) if i not in exact])
    left = theirs.only(asked.tolist())
    rows, columns, cosines = candidate_pairs(left, name_index(ours))
    features = pair_features(left, ours, rows, columns, cosines)
    rows = asked[rows]
    truth = (made.truth[rows] == columns).astype(float)
    found = len(set(rows[truth > 0].tolist()))
    n_open = sum(made.truth[i] >= 0 for i in range(N_DEVELOPMENT) if i not in exact)
    print(f"candidates hold {found / n_open:.4f} of those not exact")
    design = np.column_stack([np.ones(len(features)), features])
    weights = _fitted_choice(design, rows, truth)
    print(f"INTERCEPT = {weights[0]:.3f}")
    print("COEFFICIENTS = {" + ", ".join(f'"{n}": {w:.3f}' for n, w in zip(FEATURES, weights[1:], strict=True)) + "}")
    odds = np.exp(design @ weights)
    p = odds / (1 + np.bincount(rows, weights=odds)[rows])
    n_exact = len(exact)
    right_exact = sum(made.truth[i] == j for i, j in exact.items())
    n_inside = int((made.truth[:N_DEVELOPMENT] >= 0).sum())
    print(f"exact: {n_exact} at {right_exact / n_exact:.4f}")
    for least in (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98):
        is_in = p >= least
        right = truth[is_in].sum()
        print(least, f"alone {right / is_in.sum():.4f}", f"precision {(right + right_exact) / (is_in.sum() + n_exact):.4f}",
              f"recall {(right + right_exact) / n_inside:.4f}")  # fmt: skip


def _fitted_choice(design: np.ndarray, rows: np.ndarray, truth: np.ndarray, ridge: float = 0.5) -> np.ndarray:
    """Return the weights of a choice of one pair or none for each row (McFadden 1974), by penalised maximum likelihood."""
    n = int(rows.max()) + 1
    chosen = truth @ design

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = np.exp(np.clip(design @ weights, -40, 40))
        totals = 1 + np.bincount(rows, weights=odds, minlength=n)
        value = np.log(totals).sum() - chosen @ weights + ridge * weights @ weights / 2
        return value, design.T @ (odds / totals[rows]) - chosen + ridge * weights

    bounds = [(None, None), *((None, 0) if name in AGAINST else (0, None) for name in FEATURES)]
    found = minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000})
    return np.asarray(found.x)


def judged(name: str, found: dict[int, int], made: Noise, seconds: float) -> None:
    """Print precision and recall on what development did not see."""
    kept = {i: j for i, j in found.items() if i >= N_DEVELOPMENT}
    right = sum(made.truth[i] == j for i, j in kept.items())
    n_inside = int((made.truth[N_DEVELOPMENT:] >= 0).sum())
    print(f"{name:42s} precision {right / max(len(kept), 1):.4f}  recall {right / n_inside:.4f}  {seconds:6.1f} CPU s")


def main() -> None:
    made = noise()
    if sys.argv[1:] == ["fit"]:
        fit(made)
        return
    start = time.process_time()
    codes = [AccountCode(f"C{i}", "", r[0], (*r[1:], "")) for i, r in enumerate(made.reported)]
    matches = account_matches(codes, masters_of(made.accounts))
    seconds = time.process_time() - start
    for how in ("exact", "similar"):
        judged(f"of these by {how}", {i: int(m.known_id[1:]) for i, m in enumerate(matches) if m.how == how}, made, seconds)
    judged(f"all, from {ENOUGH}", {i: int(m.known_id[1:]) for i, m in enumerate(matches) if m.known_id}, made, seconds)
    waits = [i for i, m in enumerate(matches) if not m.known_id and i >= N_DEVELOPMENT]
    inside = [i for i in waits if made.truth[i] >= 0]
    shown = sum(any(int(c.known_id[1:]) == made.truth[i] for c in matches[i].candidates) for i in inside)
    print(f"wait for a person: {len(waits):,} of {N_NAMES - N_DEVELOPMENT:,}; {shown:,} of {len(inside):,} accounts are shown")
    looked_up()


def looked_up(n_lines: int = 1_000_000, n_codes: int = 20_000) -> None:
    """Print what a file costs whose codes are all decided."""
    codes = pl.Series("code", [f"code {i}" for i in range(n_codes)])
    at = np.random.default_rng(1).integers(n_codes, size=n_lines)
    given = {"product_code": codes.gather(at), "account_code": codes.gather(at[::-1].copy())}
    texts = {name: pl.lit("") if kind == pl.String else pl.lit(None, kind) for name, kind in KEYED_SCHEMA.items()}
    lines = pl.DataFrame(given).select(*(pl.col(n) if n in given else e.alias(n) for n, e in texts.items()))
    decisions = {(field, code): Decision(code) for field in ("product", "account") for code in codes}
    start = time.process_time()
    found = matched(lines, ReportMapping(columns={}), masters_of([]), decisions)
    print(f"{n_lines:,} lines, {n_codes:,} codes of either kind, all decided: {time.process_time() - start:.2f} CPU s")
    if found.codes or (found.lines["product_id"] != lines["product_code"]).any():
        raise SystemExit("lines lost their codes")


if __name__ == "__main__":
    main()
