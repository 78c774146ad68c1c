"use strict";
// Pages of leave: leave by the hour asks for times, leave by the day for the last day; one tick for all lines. Works without.

function showFields() {
  const form = document.getElementById("ask");
  if (!form) { return; }
  const hourly = form.dataset.hourly.split(" ").includes(form.elements.type_code.value);
  for (const part of form.querySelectorAll("[data-when]")) {
    part.hidden = (part.dataset.when === "hours") !== hourly;
    for (const field of part.querySelectorAll("input, select")) { field.disabled = part.hidden; } // what is not shown is not sent
  }
  form.elements.start_half.hidden = hourly;
}

function tickAll(event) {
  const all = event.target;
  if (!all.hasAttribute("data-tick-all")) { return; }
  for (const one of all.form.elements) { if (one.name === all.dataset.tickAll) { one.checked = all.checked; } }
}

document.addEventListener("DOMContentLoaded", showFields);
document.addEventListener("change", showFields);
document.addEventListener("change", tickAll);
document.addEventListener("htmx:afterSettle", showFields);
