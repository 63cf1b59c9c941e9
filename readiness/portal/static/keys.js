// Keys: a page's buttons and links that name one in data-key are pressed by it, unless somebody is typing.
"use strict";
document.addEventListener("keydown", (event) => {
  const at = event.target;
  const types = at instanceof Element && at.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  if (types || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const meant = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!meant) return;
  event.preventDefault();
  meant.click();
});
