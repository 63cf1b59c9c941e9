"""Deck lint: what a designer should mend in a template before anybody presses a deck from it.

In: the bytes of library.pptx, one_pager.pptx, battlecard.pptx or brief.pptx; the brand; the tokens.
Out: findings, all at once, in a designer's words.
"""

from __future__ import annotations

from readiness.adapters.deck_lint.brand_files import Brand, Tokens, read_brand, read_tokens
from readiness.adapters.deck_lint.brand_folders import BRAND, TOKENS, brand_of, brand_templates, brand_texts, lint_file, tokens_of
from readiness.adapters.deck_lint.finding import ERROR, Finding
from readiness.adapters.deck_lint.linting import lint_template

__all__ = [
    "BRAND", "ERROR", "TOKENS", "Brand", "Finding", "Tokens", "brand_of", "brand_templates", "brand_texts", "lint_file",
    "lint_template", "read_brand", "read_tokens", "tokens_of",
]  # fmt: skip
