// Keeps an open quiz and its files on the phone, so that a reload with no line still shows it. It keeps nothing else.
"use strict";
const QUIZZES = "quizzes", FILES = "files";

const kept = async (name, request, isGood) => {
  const answer = await fetch(request);
  if (isGood(answer)) (await caches.open(name)).put(request.url, answer.clone());
  else if (name === QUIZZES) (await caches.open(name)).delete(request.url);
  return answer;
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && /^\/sittings\/[0-9a-f]+$/.test(path)) {
    const fresh = kept(QUIZZES, request, (answer) => answer.headers.get("X-Keep") === "yes");
    event.respondWith(fresh.catch(async () => (await caches.match(request.url)) || Response.error()));
  } else if (path.startsWith("/static/")) {
    event.respondWith(caches.match(request).then((known) => known || kept(FILES, request, (answer) => answer.ok)));
  }
});
// The first page comes before this script runs: it asks to be kept, with its files.
self.addEventListener("message", (event) => {
  if (!event.data.keep) return;
  event.waitUntil((async () => {
    const page = await fetch(event.data.keep, { headers: { "X-Keep-Only": "yes" } });
    if (page.headers.get("X-Keep") !== "yes") return;
    const text = await page.clone().text();
    await (await caches.open(QUIZZES)).put(new URL(event.data.keep, location).href, page);
    const files = [...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1]);
    await (await caches.open(FILES)).addAll([...new Set(files)]);
  })());
});
