"use strict";
// The page of a call, by the keyboard: two semicolons and the initials of pinyin put a phrase in where the cursor is, F8 goes to what the
// call is beside an earlier one. Both can be switched off. Works without the server, and the page works without it. Syntax: Chromium 90.

const NO_KEYS = "lc-no-keys";
const MARKED = /[;；]{2}([a-z]*)$/i;
const STEP_OF = { told: "content", demand: "demand", outcome: "outcome" };
let open = null; // the open list: field, box, options, chosen (place)

function keysAreOn() { return localStorage.getItem(NO_KEYS) === null; }

function showSwitch() {
  for (const one of document.querySelectorAll("[data-keys-switch]")) {
    one.hidden = false;
    one.querySelector("button").textContent = keysAreOn() ? "关闭快捷键" : "打开快捷键";
    one.querySelector("span").textContent = keysAreOn() ? "输入 ;; 加拼音首字母，可插入常用语；F8 到“可能重复”。" : "快捷键已关闭。";
  }
}

function switchKeys(event) {
  if (!event.target.closest("[data-keys-switch] button")) { return; }
  if (keysAreOn()) { localStorage.setItem(NO_KEYS, "1"); } else { localStorage.removeItem(NO_KEYS); }
  closeList();
  showSwitch();
}

// --- phrases ----------------------------------------------------------------------------------------------------------------------

function typedMark(field) {
  const found = MARKED.exec(field.value.slice(0, field.selectionStart));
  return found ? { length: found[0].length, initials: found[1].toLowerCase() } : null;
}

function phrasesFor(field, initials) {
  const every = Array.from(document.querySelectorAll("#phrases li")).filter((one) => one.dataset.initials.startsWith(initials));
  const own = every.filter((one) => one.dataset.step === STEP_OF[field.id]);
  return own.concat(every.filter((one) => !own.includes(one)));
}

function closeList() {
  if (!open) { return; }
  open.box.remove();
  for (const name of ["aria-controls", "aria-activedescendant"]) { open.field.removeAttribute(name); }
  open = null;
}

function choose(place) {
  open.chosen = place;
  open.options.forEach((option, number) => option.setAttribute("aria-selected", number === place ? "true" : "false"));
  open.options[place].scrollIntoView({ block: "nearest" });
  open.field.setAttribute("aria-activedescendant", open.options[place].id);
}

function optionOf(phrase, number) {
  const option = document.createElement("li");
  option.id = "phrase-" + number;
  option.setAttribute("role", "option");
  const initials = document.createElement("kbd");
  initials.textContent = phrase.dataset.initials;
  option.append(initials, " " + phrase.textContent);
  option.addEventListener("mousedown", (event) => { event.preventDefault(); putIn(number); });
  return option;
}

function openList(field, phrases) {
  closeList();
  const box = document.createElement("ul");
  box.id = "phrase-list";
  box.className = "lc-phrases";
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", "常用语");
  open = { field, box, options: phrases.map(optionOf), phrases, chosen: 0 };
  box.append(...open.options);
  field.after(box);
  box.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-controls", box.id);
  choose(0);
}

function putIn(place) {
  const { field, phrases } = open, mark = typedMark(field), end = field.selectionStart;
  closeList();
  if (!mark) { return; }
  field.setRangeText(phrases[place].textContent, end - mark.length, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function onType(event) {
  const field = event.target;
  if (!(field.id in STEP_OF) || !keysAreOn()) { return; }
  const mark = typedMark(field), phrases = mark ? phrasesFor(field, mark.initials) : [];
  if (phrases.length) { openList(field, phrases); } else { closeList(); }
}

function onListKey(event) {
  if (!open || event.target !== open.field || event.isComposing) { return; }
  const last = open.options.length - 1;
  if (event.key === "ArrowDown") { choose(open.chosen === last ? 0 : open.chosen + 1); }
  else if (event.key === "ArrowUp") { choose(open.chosen === 0 ? last : open.chosen - 1); }
  else if (event.key === "Enter" || event.key === "Tab") { putIn(open.chosen); }
  else if (event.key === "Escape") { closeList(); }
  else { return; }
  event.preventDefault();
}

function onDeskKey(event) {
  const beside = document.getElementById("alike");
  if (event.key !== "F8" || !keysAreOn() || !beside) { return; }
  event.preventDefault();
  beside.focus();
}

// --- what the call is beside an earlier one: chosen while the list was asked for anew, it stays chosen ---------------------------------

let picked = {};

function notePicked(event) {
  if (event.detail.target.id !== "call-aside") { return; }
  picked = {};
  for (const field of event.detail.target.querySelectorAll("select, input")) { picked[field.id] = field.value; }
}

function givePicked(event) {
  if (event.detail.target.id !== "call-aside") { return; }
  for (const [id, value] of Object.entries(picked)) {
    const field = document.getElementById(id);
    if (field && value && (field.tagName !== "SELECT" || Array.from(field.options).some((option) => option.value === value))) {
      field.value = value;
    }
  }
}

document.addEventListener("DOMContentLoaded", showSwitch);
document.addEventListener("htmx:beforeSwap", notePicked);
document.addEventListener("htmx:afterSwap", givePicked);
document.addEventListener("click", switchKeys);
document.addEventListener("input", onType);
document.addEventListener("keydown", onListKey);
document.addEventListener("keydown", onDeskKey);
document.addEventListener("focusout", closeList);
