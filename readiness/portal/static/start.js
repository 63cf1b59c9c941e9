// Answers that are still on the phone: said on the start page, and asked about before signing out.
"use strict";
(() => {
  const waiting = () => {
    try {
      return Object.keys(localStorage).filter((key) => {
        if (!/^quiz:[0-9a-f]+$/.test(key)) return false;
        const kept = JSON.parse(localStorage.getItem(key));
        return kept.handIn || Object.values(kept.answers).some((answer) => !answer.sent);
      });
    } catch { return []; }
  };
  const note = document.getElementById("unsent");
  const [first] = waiting();
  if (first && note) {
    note.querySelector("a").href = `/sittings/${first.slice(5)}`;
    note.hidden = false;
  }
  document.getElementById("sign-out")?.addEventListener("submit", (event) => {
    if (waiting().length && !window.confirm(event.target.dataset.lose)) event.preventDefault();
  });
})();
