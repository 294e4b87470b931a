/* The screen starts again without a network: its page as it was last, and the files that it is made of. */
"use strict";

const NAME = "kizuna-signage";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function answered(request) {
  const cache = await caches.open(NAME).catch(() => null);
  const kept = () => (cache ? cache.match(key(request)).catch(() => undefined) : undefined);
  try {
    const response = await fetch(request);
    if (!cache || !response.ok) {
      return response;
    }
    /* What breaks off is not put away; where it cannot be put away, because the disk is full, it is shown all the same. */
    const whole = await response.clone().arrayBuffer().catch(() => null);
    if (!whole) {
      return (await kept()) || response;
    }
    await cache.put(key(request), response.clone()).catch(() => {});
    return response;
  } catch (error) {
    const found = await kept();
    if (found) {
      return found;
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
