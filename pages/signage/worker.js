/* The screen starts again without a network: its page as it was last, and the files that it is made of. */
"use strict";

const NAME = "kizuna-signage";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function answered(request) {
  const cache = await caches.open(NAME);
  try {
    const response = await fetch(request);
    if (response.ok) {
      await cache.put(key(request), response.clone());
    }
    return response;
  } catch (error) {
    const kept = await cache.match(key(request));
    if (kept) {
      return kept;
    }
    throw error;
  }
}

/* Whatever slide it began with, the page is one. */
function key(request) {
  const url = new URL(request.url);
  return url.origin + url.pathname;
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const own = new URL(request.url).origin === self.location.origin;
  const isFile = ["style", "script", "image", "font"].includes(request.destination);
  /* What the screen's script asks for goes to the network alone: it must learn when there is none. */
  if (own && request.method === "GET" && (request.mode === "navigate" || isFile)) {
    event.respondWith(answered(request));
  }
});
