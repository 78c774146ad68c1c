"use strict";
// So that a call can be logged while the server cannot be reached: keeps the page of an unsent call and what it needs, and gives them when
// the network does not. It sees addresses only: it never touches what is sent, nor pieces for htmx, nor any page with somebody's data.
// A browser takes it on https or on the machine itself only. Syntax: Chromium 90.

const SHELF = "lc-shell", SHELL = "/complaint/offline", PAGES = ["/complaint/new", SHELL];
const PATIENCE_MS = 5000;

// The page and every script and style it names, all or nothing. What they are called changes with what is in them, and the page is put
// last: until then the old page stands with the old parts, whatever happens in between.
async function fillShelf() {
  const page = await fetch(SHELL, { cache: "no-store", credentials: "omit" });
  if (!page.ok) { throw new Error("shell " + page.status); }
  const text = await page.clone().text();
  const named = Array.from(text.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css)[^"]*)"/g), (found) => found[1].replace(/&amp;/g, "&"));
  const parts = await Promise.all(named.map((address) => fetch(address)));
  if (parts.some((part) => !part.ok)) { throw new Error("shell parts"); }
  const shelf = await caches.open(SHELF);
  await Promise.all(parts.map((part, place) => shelf.put(named[place], part)));
  await shelf.put(SHELL, page);
  const wanted = [SHELL, ...named].map((address) => new URL(address, self.location).href);
  const old = (await shelf.keys()).filter((request) => !wanted.includes(request.url));
  await Promise.all(old.map((request) => shelf.delete(request)));
}

async function withinPatience(request) {
  const stopper = new AbortController();
  const timer = setTimeout(() => stopper.abort(), PATIENCE_MS);
  try { return await fetch(request, { signal: stopper.signal }); } finally { clearTimeout(timer); }
}

async function openPage(request) {
  try { return await withinPatience(request); } catch (error) { return (await caches.match(SHELL)) || Response.error(); }
}

async function givePart(request) {
  try { return await fetch(request); } catch (error) { return (await caches.match(request)) || Response.error(); }
}

self.addEventListener("install", (event) => event.waitUntil(fillShelf().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => { if (event.data === "refill") { event.waitUntil(fillShelf().catch(() => null)); } });
self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET" || request.headers.has("HX-Request")) { return; }
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) { return; }
  if (request.mode === "navigate") {
    if (PAGES.includes(address.pathname)) { event.respondWith(openPage(request)); }
  } else if (/\.(js|css)$/.test(address.pathname)) { event.respondWith(givePart(request)); }
});
