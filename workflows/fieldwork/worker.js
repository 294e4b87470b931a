/* The page of field notes opens without a network: as it was last, with the files that it is made of.
   Notes themselves never pass here: they wait in the database of the page, locked, and are sent by the page. */
"use strict";

const NAME = "kizuna-field";
const PATIENCE = 5000;
const PAGE = new URL("./", self.location.href).pathname;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function answered(request, keeps) {
  const cache = await caches.open(NAME).catch(() => null);
  const kept = cache && (await cache.match(request, { ignoreVary: true }).catch(() => null));
  const stop = new AbortController();
  /* A bad connection is worse than none: who has the page already does not wait long for a newer one. */
  const timer = kept ? setTimeout(() => stop.abort(), PATIENCE) : 0;
  try {
    const response = await fetch(request, { signal: stop.signal });
    if (!cache || !keeps || !response.ok || response.redirected || response.type !== "basic") {
      return response;
    }
    /* What breaks off is not put away; where it cannot be put away, because the phone is full, it is shown all the same. */
    const whole = await response.clone().arrayBuffer().catch(() => null);
    if (!whole) {
      return kept || response;
    }
    await cache.put(request, response.clone()).catch(() => {});
    return response;
  } catch (error) {
    if (kept) {
      return kept;
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) {
    return;
  }
  const isPage = request.mode === "navigate" && url.pathname === PAGE;
  const isFile = ["style", "script", "image", "font"].includes(request.destination);
  if (isPage || isFile) {
    event.respondWith(answered(request, true));
  }
});
