"use strict";
// What the pages need beyond htmx: focus on the error summary, one click sends once, nothing typed is lost, a word when the
// network is away, printing, the bell. Every page works without this file. Syntax: Chromium 90.

const KEPT = "lc-kept:";
const NEVER_KEPT = ["csrf_token", "version", "next"];
const SENDING_SECONDS = 15;
const TYPED = "typed", SENT = "sent", TAKEN = "taken"; // how far a kept form has come

// --- sentences at the top of the page -----------------------------------------------------------------------------------

function say(sentence, kind, act) {
  const box = document.createElement("div");
  box.className = "alert alert-" + kind;
  box.append(sentence);
  if (act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-primary btn-sm ms-2";
    button.textContent = act.word;
    button.addEventListener("click", () => { box.remove(); act.run(); });
    box.append(button);
  }
  document.getElementById("messages").replaceChildren(box);
}

function sayUnreachable() {
  say("没有连上服务器，内容没有提交。您填写的内容还在本页，请稍后再提交。", "danger");
  document.getElementById("messages").scrollIntoView({ block: "center" });
}

function showNetwork() {
  const banner = document.getElementById("offline"), kept = document.querySelector("form[data-outbox]") !== null;
  banner.hidden = navigator.onLine;
  for (const part of banner.querySelectorAll("[data-kept]")) { part.hidden = (part.dataset.kept === "yes") !== kept; }
}

function focusSummary(part) {
  const summary = part.querySelector(".lc-summary");
  if (summary) { summary.focus(); }
}

// --- one click sends once -----------------------------------------------------------------------------------------------

function setSending(form, sending) {
  for (const button of form.querySelectorAll("button, input[type=submit]")) {
    button.disabled = sending;
    button.classList.toggle("lc-sending", sending);
  }
}

function onSubmit(event) {
  const form = event.target;
  if (form.method !== "post") { return; }
  if (!navigator.onLine) {
    event.preventDefault();
    event.stopPropagation();
    sayUnreachable();
    return;
  }
  if (form.hasAttribute("data-forget")) { forgetAll(); }
  delete form.dataset.dirty;
  mark(form, SENT);
  // after the browser has read which button was pressed; given back in case no new page comes
  setTimeout(() => setSending(form, true));
  setTimeout(() => setSending(form, false), SENDING_SECONDS * 1000);
}

// --- a changed form is not left unasked -----------------------------------------------------------------------------------

function onChange(event) {
  const form = event.target.form;
  if (!form) { return; }
  form.dataset.dirty = "1";
  if (form.hasAttribute("data-keep")) { keep(form); }
}

function onLeave(event) {
  if (document.querySelector("form[data-dirty-guard][data-dirty]")) {
    event.preventDefault();
    event.returnValue = "";
  }
}

// --- what was typed is kept in this tab until it has been sent (form data-keep="name") ---------------------------------------

function keyOf(form) { return KEPT + document.body.dataset.person + ":" + form.dataset.keep; }

function read(key) {
  const text = sessionStorage.getItem(key);
  return text === null ? null : JSON.parse(text);
}

function write(key, kept) {
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch (error) {
    if (error.name !== "QuotaExceededError") { throw error; } // too long to keep: the page itself still has it
  }
}

function keepable(field) {
  return field.name && !["password", "file", "submit", "button"].includes(field.type) && !NEVER_KEPT.includes(field.name);
}

function keep(form) {
  const values = {};
  for (const field of form.elements) {
    if (!keepable(field)) { continue; }
    const ticked = field.type !== "checkbox" && field.type !== "radio" || field.checked;
    const chosen = field.type === "select-multiple" ? Array.from(field.selectedOptions, (option) => option.value) : [field.value];
    values[field.name] = (values[field.name] || []).concat(ticked ? chosen : []);
  }
  write(keyOf(form), { state: TYPED, values });
}

function mark(form, state) {
  const kept = form.hasAttribute("data-keep") && read(keyOf(form));
  if (kept) { write(keyOf(form), { state, values: kept.values }); }
}

function fill(form, values) {
  let different = false;
  for (const field of form.elements) {
    const kept = keepable(field) && values[field.name];
    if (!kept) { continue; }
    if (field.type === "checkbox" || field.type === "radio") {
      different = different || field.checked !== kept.includes(field.value);
      field.checked = kept.includes(field.value);
    } else if (field.type === "select-multiple") {
      for (const option of field.options) {
        different = different || option.selected !== kept.includes(option.value);
        option.selected = kept.includes(option.value);
      }
    } else {
      different = different || field.type !== "hidden" && field.value !== kept[0];
      field.value = kept[0];
    }
  }
  return different;
}

function restore(form) {
  const kept = read(keyOf(form));
  if (!kept || form.querySelector(".lc-summary")) { return; } // the server gave back what was typed
  if (!fill(form, kept.values)) { return; }
  form.dataset.dirty = "1";
  form.dispatchEvent(new Event("change", { bubbles: true }));
  const drop = () => { sessionStorage.removeItem(keyOf(form)); delete form.dataset.dirty; location.reload(); };
  say("已恢复您刚才填写的内容。", "info", { word: "不用恢复", run: drop });
}

function keptKeys() { return Object.keys(sessionStorage).filter((key) => key.startsWith(KEPT)); }

function forgetAll() { keptKeys().forEach((key) => sessionStorage.removeItem(key)); }

// A sent form is done with when the answer led on to another page. Back at the sign-in page, it was not taken.
function settleSent() {
  const [arrival] = performance.getEntriesByType("navigation");
  const ledOn = Boolean(arrival) && arrival.redirectCount > 0;
  for (const key of keptKeys()) {
    const kept = read(key);
    if (!document.body.dataset.person) {
      write(key, { state: TYPED, values: kept.values });
    } else if (kept.state === TAKEN || kept.state === SENT && ledOn) {
      sessionStorage.removeItem(key);
    }
  }
}

function afterHtmx(event) {
  const form = event.detail.elt.closest("form");
  const cause = event.detail.requestConfig.triggeringEvent;
  if (!form || !cause || cause.type !== "submit") { return; }
  setSending(form, false);
  if (!event.detail.successful) { form.dataset.dirty = "1"; }
  mark(form, event.detail.successful ? TAKEN : TYPED);
}

// --- put together ------------------------------------------------------------------------------------------------------------

// A wide table scrolls inside its card; the keyboard must be able to reach what scrolls.
function makeReachable() {
  for (const part of document.querySelectorAll(".lc-scroll, .lc-card")) {
    if (part.scrollWidth > part.clientWidth) { part.tabIndex = 0; } else { part.removeAttribute("tabindex"); }
  }
}

function refreshBell() {
  if (document.visibilityState === "visible" && window.htmx && document.getElementById("bell")) {
    window.htmx.trigger("#bell", "refresh");
  }
}

// What asks by itself (data-quiet: the bell, what stands beside a form): what goes wrong there is no message for the person at work.
function keepCalm(event) {
  if (event.detail.requestConfig.elt.closest("[data-quiet]") && event.detail.xhr.status >= 400) { event.detail.shouldSwap = false; }
}

function onClick(event) {
  if (event.target.closest("[data-print]")) { window.print(); }
  for (const menu of document.querySelectorAll("details.lc-person[open]")) {
    if (!menu.contains(event.target)) { menu.open = false; }
  }
}

function onKey(event) {
  const menu = event.key === "Escape" && document.querySelector("details.lc-person[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
}

document.addEventListener("DOMContentLoaded", () => {
  settleSent();
  if (document.body.dataset.person) { document.querySelectorAll("form[data-keep]").forEach(restore); }
  focusSummary(document);
  showNetwork();
  makeReachable();
});
document.addEventListener("submit", onSubmit, true);
document.addEventListener("input", onChange);
document.addEventListener("change", onChange);
document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
document.addEventListener("visibilitychange", refreshBell);
document.addEventListener("htmx:afterRequest", afterHtmx);
document.addEventListener("htmx:afterSettle", (event) => { focusSummary(event.detail.elt); makeReachable(); });
document.addEventListener("htmx:sendError", (event) => { if (!event.detail.elt.closest("[data-quiet]")) { sayUnreachable(); } });
document.addEventListener("htmx:timeout", (event) => { if (!event.detail.elt.closest("[data-quiet]")) { sayUnreachable(); } });
document.addEventListener("htmx:beforeSwap", keepCalm);
window.addEventListener("beforeunload", onLeave);
window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => setSending(form, false)));
window.addEventListener("resize", makeReachable);
window.addEventListener("online", showNetwork);
window.addEventListener("offline", showNetwork);
