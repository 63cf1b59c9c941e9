// A quiz that is over leaves nothing on the phone.
"use strict";
(() => {
  const { sitting } = document.getElementById("done").dataset;
  try { localStorage.removeItem(`quiz:${sitting}`); } catch { /* nothing was kept */ }
  if (window.caches) caches.open("quizzes").then((kept) => kept.delete(`/sittings/${sitting}`));
})();
