// Keys for whoever works through a list: in a code's card 1 to 5 take a proposal, 0 none, u undoes the last; nowhere else.
"use strict";
(() => {
  const hint = document.querySelector(".keys");
  if (!hint) return;
  hint.hidden = false;
  document.querySelector(".code")?.focus();
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const key = event.key.toLowerCase();
    if (!/^[0-5u]$/.test(key)) return;
    const card = document.activeElement?.closest(".code");
    const button = card && (key === "u" ? document : card).querySelector(`button[data-key="${key}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
})();
