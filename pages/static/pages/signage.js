/* The hub's screen: one slide after the other; fetches itself anew, and says so when it no longer can. */
"use strict";

(() => {
  const NAME = "kizuna-signage";
  const root = document.documentElement;
  const seconds = (name) => Number(root.dataset[name]) * 1000;
  const path = location.pathname;
  let at = Math.max(0, slides().findIndex((slide) => !slide.hidden));
  /* Both clocks: the one may be set back, the other stands still while the machine sleeps. */
  let fresh = { wall: Number(root.dataset.made) * 1000, steady: performance.now() };

  function slides() {
    return Array.from(document.querySelectorAll(".kz-slide"));
  }

  function isStale() {
    const age = Math.max(Date.now() - fresh.wall, performance.now() - fresh.steady);
    return age > seconds("staleSeconds");
  }

  function show() {
    const all = slides();
    const stale = isStale();
    root.classList.toggle("is-stale", stale);
    at = stale ? all.length - 1 : at % all.length;
    all.forEach((slide, number) => {
      slide.hidden = number !== at;
    });
    document.querySelectorAll(".kz-banner").forEach((banner) => {
      banner.hidden = stale;
    });
  }

  function advance() {
    at += 1;
    show();
  }

  function tick() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    const clock = document.querySelector(".kz-clock");
    clock.textContent = `${now.getMonth() + 1}月${now.getDate()}日（${"日月火水木金土"[now.getDay()]}） ${two(now.getHours())}:${two(now.getMinutes())}`;
  }

  function files(page) {
    return Array.from(page.querySelectorAll("link[rel=stylesheet], script[src]"), (one) =>
      one.getAttribute("href") || one.getAttribute("src")).join();
  }

  async function keep(response) {
    if ("caches" in window) {
      const cache = await caches.open(NAME);
      await cache.put(location.origin + path, response);
    }
  }

  async function renew() {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 20000);
    try {
      const response = await fetch(path, { cache: "no-store", credentials: "omit", signal: stop.signal });
      if (!response.ok) {
        return;
      }
      const copy = response.clone();
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const found = page.querySelector("#kz-screen");
      if (!found) {
        return;
      }
      /* A full disk keeps nothing for the time without a network, and keeps no warning from being shown. */
      await keep(copy).catch(() => {});
      if (files(page) !== files(document)) {
        location.reload();
        return;
      }
      fresh = { wall: Date.now(), steady: performance.now() };
      document.querySelector("#kz-screen").replaceWith(document.importNode(found, true));
      tick();
      show();
    } catch (error) {
      /* No network: what is there goes on, until it is too old. */
      show();
    } finally {
      clearTimeout(timer);
    }
  }

  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(`${path}worker.js`).catch(() => {});
  }
  setInterval(advance, seconds("slideSeconds"));
  setInterval(renew, seconds("reloadSeconds"));
  setInterval(tick, 1000);
  tick();
  show();
  renew();
})();
