"use strict";
// Small things the pages need beyond htmx: focus on the error summary, and printing.
document.addEventListener("DOMContentLoaded", () => {
  const summary = document.querySelector(".lc-summary");
  if (summary) { summary.focus(); }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) { window.print(); }
});
