"use strict";
// Forms that must not be lost (form data-outbox="name"; data-outbox-page: where the form stands, unless its action opens it): what is sent is written into this browser first and leaves it only when the
// server has answered under the form's own key. Without network, with the server down or the sign-in expired it waits here, is counted
// in a red banner on every page of the same person, and goes out by itself. Works after app.js; without it the form is an ordinary one.
// Syntax: Chromium 90. What the server answers to: docs/http.md; why no duplicates: request_key.

const OUTBOX = "lc-outbox", ENTRIES = "entries";
const WAITING = "waiting", REFUSED = "refused"; // what a server refused waits for its person to correct it
const PERSON = "lc-person"; // whose browser this is while the server cannot say
const PATIENCE_MS = 8000, FILES_PATIENCE_MS = 60000, AGAIN_MS = 20000;
const MOST_BYTES = 5 * 1024 * 1024; // files that may wait here
const SAID_IN = [".lc-summary ul", ".lc-fault-page", ".alert", "main", "body"]; // where an answer says why it refuses
const sendingNow = new Set();
let mine = []; // this person's entries, the oldest first

// --- the store in the browser ---------------------------------------------------------------------------------------------------

function asPromise(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function withStore(mode, work) {
  const opening = indexedDB.open(OUTBOX, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(ENTRIES, { keyPath: "key" });
  const database = await asPromise(opening);
  try {
    const change = database.transaction(ENTRIES, mode, { durability: "strict" });
    const done = new Promise((resolve, reject) => { change.oncomplete = resolve; change.onabort = () => reject(change.error); });
    const result = await asPromise(work(change.objectStore(ENTRIES)));
    await done;
    return result;
  } finally { database.close(); }
}

const putEntry = (entry) => withStore("readwrite", (store) => store.put(entry));
const dropEntry = (key) => withStore("readwrite", (store) => store.delete(key));
const kept = (change) => change.then(() => true, () => false); // false: this browser has no room, or no store

async function refreshMine() {
  const person = document.body.dataset.person;
  const every = person ? await withStore("readonly", (store) => store.getAll()) : [];
  mine = every.filter((entry) => entry.person === person).sort((one, other) => one.madeAt.localeCompare(other.madeAt));
  showBanner();
}

// --- sending one entry ----------------------------------------------------------------------------------------------------------

function bodyOf(entry) {
  if (!entry.files || !entry.files.length) { return new URLSearchParams(entry.fields); }
  const body = new FormData();
  for (const [name, value] of entry.fields) { body.append(name, value); }
  for (const one of entry.files) { body.append(one.name, one.file, one.file.name); }
  return body;
}

async function post(entry, token) {
  const stopper = new AbortController(), body = bodyOf(entry);
  const timer = setTimeout(() => stopper.abort(), body instanceof FormData ? FILES_PATIENCE_MS : PATIENCE_MS);
  try {
    return await fetch(entry.url, { method: "POST", body, signal: stopper.signal,
      headers: { "HX-Request": "true", "X-CSRFToken": token, "X-Typed-By": entry.person, "X-Sent-At": new Date().toISOString() } });
  } finally { clearTimeout(timer); }
}

async function freshToken(url) {
  const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
  const found = page.querySelector("meta[name=csrf-token]");
  return found ? found.content : "";
}

// What became of an entry: taken (address), signIn, other (somebody else is signed in here by now), refused (page), away. Only what the
// server has taken leaves the store.
async function send(entry) {
  let answer;
  try {
    answer = await post(entry, document.querySelector("meta[name=csrf-token]").content);
    if (answer.status === 400) { answer = await post(entry, await freshToken(entry.url)); }
  } catch (error) { return { away: true }; }
  const address = answer.headers.get("HX-Redirect");
  if (address && address.includes("/account/")) { return { signIn: address }; }
  if (answer.ok && address) {
    await kept(dropEntry(entry.key));
    return { address };
  }
  if (answer.status === 412) { return { other: true }; }
  if (answer.status >= 500 || answer.status === 429 || answer.ok) { return { away: true }; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const said = SAID_IN.map((place) => page.querySelector(place)).find(Boolean);
  const refused = Object.assign({}, entry, { state: REFUSED, said: said.textContent.replace(/\s+/g, " ").trim().slice(0, 300) });
  await kept(putEntry(refused));
  return { refused: page };
}

async function flushInTurn() {
  const taken = [];
  for (const entry of mine.filter((one) => one.state === WAITING && !sendingNow.has(one.key))) {
    const outcome = await send(entry);
    if (outcome.address) { taken.push(outcome.address); }
    if (outcome.other) { saySaved(outcome); }
    if (outcome.away || outcome.signIn || outcome.other) { break; }
  }
  await refreshMine();
  const last = taken.pop(), shell = "shell" in document.body.dataset;
  if (last && shell && !document.querySelector("form[data-dirty]")) { location.reload(); } // the server is back, and so is its page
  if (last) { say("保存在本机的 " + (taken.length + 1) + " 条已经提交。", "success", { word: "看最后一条", run: () => location.assign(last) }); }
}

async function flush() {
  await refreshMine();
  if (!mine.some((entry) => entry.state === WAITING)) { return; }
  if (navigator.locks) { // two tabs do not send at once; if they did, the key would make it one
    await navigator.locks.request(OUTBOX, { ifAvailable: true }, (lock) => lock && flushInTurn());
  } else { await flushInTurn(); }
}

// --- a form that is sent ----------------------------------------------------------------------------------------------------------

function newKey() { return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(""); }

function keptFilesOf(form) {
  const entry = mine.find((one) => one.key === form.elements.request_key.value);
  return entry && entry.files || [];
}

// What was typed, as one reads it: label：value, line by line.
function wordsOf(form) {
  const lines = [];
  for (const field of form.elements) {
    const label = field.labels && field.labels[0], kind = field.type;
    if (!label || !field.value || ["password", "file"].includes(kind) || ["checkbox", "radio"].includes(kind) && !field.checked) { continue; }
    const value = field.selectedOptions ? Array.from(field.selectedOptions, (option) => option.text).join("、") : field.value;
    const name = label.textContent.replace("*", "").trim();
    lines.push(["checkbox", "radio"].includes(kind) ? name : name + "：" + value);
  }
  return lines.join("\n");
}

function entryOf(form, button) {
  const sent = Array.from(new FormData(form)), madeAt = new Date().toISOString();
  const fields = sent.filter(([name, value]) => typeof value === "string" && name !== "csrf_token" && name !== "made_at");
  if (form.elements.made_at) { fields.push(["made_at", madeAt]); }
  if (button && button.name) { fields.push([button.name, button.value]); }
  const files = sent.filter(([, value]) => typeof value !== "string" && value.size).map(([name, file]) => ({ name, file }));
  const url = new URL(form.getAttribute("action"), location.href).href; // a field named action would hide form.action
  return { key: form.elements.request_key.value, url, page: form.dataset.outboxPage || url, name: form.dataset.outbox, fields, state: WAITING, said: "",
    files: files.length ? files : keptFilesOf(form), madeAt, words: wordsOf(form), person: document.body.dataset.person };
}

// Files that came with an entry which is to be corrected are still in it: say so beside the field, and let them be dropped.
function showKeptFiles(form) {
  const files = keptFilesOf(form);
  if (!files.length) { return; }
  const field = form.elements[files[0].name], line = document.createElement("span");
  line.className = "lc-help";
  line.append("已带 " + files.length + " 个文件，再选会换成新的。", button("去掉", async () => {
    line.remove();
    const entry = mine.find((one) => one.key === form.elements.request_key.value);
    if (entry) { await putEntry(Object.assign({}, entry, { files: [] })); await refreshMine(); }
  }));
  const more = field.closest("details");
  if (more) { more.open = true; }
  field.after(line);
}

function onFiles(event) {
  const field = event.target;
  if (field.type !== "file" || !field.form || !field.form.dataset.outbox) { return; }
  if (Array.from(field.files).reduce((sum, file) => sum + file.size, 0) <= MOST_BYTES) { return; }
  field.value = "";
  say("文件一共超过 5 MB，断网时不能留在本机。请先登记，连上服务器后在它的页面添加。", "warning");
}

function forgetTyped(form) {
  if (form.dataset.keep) { sessionStorage.removeItem(keyOf(form)); }
  delete form.dataset.dirty;
}

// data-outbox-once: the form is about one thing, which now waits; another begins on a page of its own.
function startAnew(form) {
  forgetTyped(form);
  if ("outboxOnce" in form.dataset) {
    (form.closest("[data-outbox-root]") || form).hidden = true;
    return;
  }
  form.reset();
  form.elements.request_key.value = newKey();
  const first = form.querySelector("[autofocus]");
  if (first) {
    first.focus();
    first.dispatchEvent(new Event("change", { bubbles: true })); // what stands beside the form was about the one before
    delete form.dataset.dirty;
  }
}

// A form in a part with data-outbox-root (and an id) comes back with all of that part.
function showRefusal(form, page) {
  const root = form.closest("[data-outbox-root]") || form, corrected = page.getElementById(root.id);
  if (!corrected || !page.getElementById(form.id)) { say("没有提交成功，内容保存在本机，见页面上方。", "danger"); return; }
  root.replaceWith(document.importNode(corrected, true));
  const shown = document.getElementById(form.id);
  if (window.htmx) { window.htmx.process(document.getElementById(root.id)); }
  shown.dispatchEvent(new Event("change", { bubbles: true }));
  showKeptFiles(shown);
  focusSummary(shown);
}

function saySaved(outcome) {
  const why = outcome.other ? "这个浏览器里现在登录的是别人，没有用别人的名义提交。您填的已保存在本机，您重新登录后自动提交。"
    : outcome.signIn ? "登录已过期。这一条已保存在本机，重新登录后自动提交。" : "没有连上服务器。这一条已保存在本机，恢复后自动提交。";
  const door = outcome.other ? "/account/sign-in" : outcome.signIn;
  say(why, "warning", door ? { word: "重新登录", run: () => location.assign(door) } : null);
}

async function onOutboxSubmit(event) {
  const form = event.target;
  if (!form.dataset || !form.dataset.outbox) { return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  const entry = entryOf(form, event.submitter);
  if (sendingNow.has(entry.key)) { return; } // the same click again
  sendingNow.add(entry.key);
  setSending(form, true);
  try {
    const safe = await kept(putEntry(entry)), outcome = await send(entry);
    await kept(refreshMine());
    if (outcome.address) {
      forgetTyped(form);
      location.assign(outcome.address);
    } else if (outcome.refused) {
      showRefusal(form, outcome.refused);
    } else if (safe) {
      startAnew(form);
      saySaved(outcome);
    } else {
      say("本机没有地方保存，服务器也没有收下。请不要关闭本页，连上服务器后再按一次。", "danger");
      document.getElementById("messages").scrollIntoView({ block: "center" });
    }
  } finally {
    sendingNow.delete(entry.key);
    setSending(document.getElementById(form.id) || form, false);
  }
}

// --- the banner: what is not handed over ------------------------------------------------------------------------------------------

function clockText(moment) { return new Date(moment).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false }); }

function button(word, run) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-outline-primary btn-sm ms-2";
  made.textContent = word;
  made.addEventListener("click", run);
  return made;
}

function refusedLine(entry) {
  const line = document.createElement("li");
  line.append(clockText(entry.madeAt) + " 保存的一条没有提交成功：" + entry.said);
  line.append(button("改正", () => location.assign(entry.page + "#" + entry.key)));
  line.append(button("复制内容", () => navigator.clipboard && navigator.clipboard.writeText(entry.words)));
  line.append(button("不要了", async () => {
    if (window.confirm("这一条不会再提交，确定不要了吗？")) { await dropEntry(entry.key); await refreshMine(); }
  }));
  return line;
}

function showBanner() {
  showUnsent();
  const banner = document.getElementById("outbox");
  if (!banner) { return; }
  const waiting = mine.filter((entry) => entry.state === WAITING), refused = mine.filter((entry) => entry.state === REFUSED);
  banner.hidden = mine.length === 0;
  banner.replaceChildren();
  if (waiting.length) {
    banner.append("有 " + waiting.length + " 条未上传（最早一条 " + clockText(waiting[0].madeAt) + " 保存在本机）。恢复后自动提交，请勿清除浏览器数据。");
    banner.append(button("现在提交", flush));
  }
  if (refused.length) {
    const list = document.createElement("ul");
    list.append(...refused.map(refusedLine));
    banner.append("有 " + refused.length + " 条需要改正：", list);
  }
}

// The page of a shift lists what this browser has not handed over, and sends how many.
function showUnsent() {
  const place = document.querySelector("[data-unsent]");
  if (!place) { return; }
  document.querySelector("[data-unsent-count]").textContent = mine.length;
  document.getElementById("unsent").value = mine.length;
  if (!mine.length) { return; }
  const list = document.createElement("ul");
  list.className = "lc-list";
  for (const entry of mine) {
    const line = document.createElement("li");
    const said = ["content", "reason", "phone"].map((wanted) => entry.fields.find(([name, value]) => name === wanted && value));
    const words = (said.find(Boolean) || ["", ""])[1];
    line.textContent = clockText(entry.madeAt) + (entry.state === REFUSED ? " 需要改正 " : " ") + words.slice(0, 40);
    list.append(line);
  }
  place.replaceChildren(list);
}

// An entry to be corrected comes back into its form: address#key.
function openRefused() {
  const entry = mine.find((one) => "#" + one.key === location.hash);
  const form = entry && document.querySelector("form[data-outbox='" + entry.name + "']");
  if (!form) { return; }
  const values = {};
  for (const [name, value] of entry.fields) { values[name] = (values[name] || []).concat(value); }
  for (const box of form.querySelectorAll("[type=checkbox]")) { values[box.name] = values[box.name] || []; }
  fill(form, values);
  form.dispatchEvent(new Event("change", { bubbles: true }));
  showKeptFiles(form);
  say(entry.said, "danger");
}

function onSignOut(event) {
  if (!event.target.hasAttribute("data-forget")) { return; }
  if (mine.length === 0) {
    localStorage.removeItem(PERSON);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!window.confirm("本机还有 " + mine.length + " 条没有上传。退出登录会把它们从本机清除，不能找回。确定清除并退出吗？")) { return; }
  Promise.all(mine.map((entry) => dropEntry(entry.key))).then(() => {
    mine = [];
    forgetAll();
    localStorage.removeItem(PERSON);
    event.target.submit();
  });
}

document.addEventListener("change", onFiles);
document.addEventListener("submit", onOutboxSubmit, true);
document.addEventListener("submit", onSignOut, true);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") { flush(); } });
window.addEventListener("online", flush);
window.addEventListener("hashchange", openRefused);

// --- the page that the browser keeps (static/sw.js) ---------------------------------------------------------------------------------

function takePerson() {
  const body = document.body;
  if (body.dataset.person) { localStorage.setItem(PERSON, body.dataset.person); }
  if (!("shell" in body.dataset)) { return; }
  body.dataset.person = localStorage.getItem(PERSON) || "";
  const form = document.querySelector("form[data-outbox]");
  form.elements.request_key.value = newKey(); // the kept page has one key for all
  if (!body.dataset.person) {
    form.hidden = true;
    say("这台电脑上没有登录的人，先不能登记。请先记在纸上，连上服务器登录后补登。", "danger");
  }
}

async function keepShell() {
  if (!("serviceWorker" in navigator) || !document.querySelector("form[data-outbox]")) { return; }
  try {
    await navigator.serviceWorker.register("/assets/sw.js", { scope: "/" });
    const worker = await navigator.serviceWorker.ready;
    if (!("shell" in document.body.dataset)) { worker.active.postMessage("refill"); }
  } catch (error) { console.info("no worker: " + error.name); } // where the address allows none, the entries are kept all the same
}

document.addEventListener("DOMContentLoaded", async () => {
  takePerson();
  await refreshMine();
  openRefused();
  await flush();
  await keepShell();
});
setInterval(flush, AGAIN_MS);
