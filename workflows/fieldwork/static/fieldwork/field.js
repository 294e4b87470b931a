/* The page of field notes: keeps a note on the phone first, then sends it; shows what waits. Works without a network. */
"use strict";

(() => {
  const CACHE = "kizuna-field", EVERY = 60000, PATIENCE = 60000;
  const form = document.getElementById("field-form");
  const at = (id) => document.getElementById(id);
  const words = at("field-words").dataset;
  /* Which note was refused, and why; asked anew with every opening of the page. */
  const refused = new Map();
  let sending = null;
  let following = null;
  let sure = "";

  if (!form || !kizunaField.works) {
    return;
  }

  function say(text) {
    const place = at("field-status");
    place.hidden = !text;
    place.textContent = text;
  }

  function given() {
    const data = new FormData(form);
    const note = Object.fromEntries(["chome", "met", "heard", "privacy"].map((name) => [name, String(data.get(name) || "")]));
    const choice = form.elements.chome;
    const photo = data.get("photo");
    return {
      note: { ...note, place: choice.options[choice.selectedIndex].text, written_at: new Date().toISOString(), path: location.search },
      photo: photo && photo.size ? photo : null,
    };
  }

  async function keep(event) {
    event.preventDefault();
    const owner = kizunaField.account();
    const { note, photo } = given();
    if (!owner) {
      say(words.locked);
      return;
    }
    if (!note.chome || !note.heard.trim()) {
      say(words.required);
      form.elements[note.chome ? "heard" : "chome"].focus();
      return;
    }
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    try {
      await kizunaField.keep(owner, crypto.randomUUID(), note, photo);
    } catch (error) {
      say(words.full);
      return;
    } finally {
      button.disabled = false;
    }
    const place = note.chome;
    form.reset();
    form.elements.chome.value = place;
    say(words.kept);
    await show();
    await send();
  }

  /* Whose session it is, from the server; null when there is no network, "out" when nobody is signed in. */
  async function session() {
    const answer = await asked(form.dataset.state, { headers: { Accept: "application/json" } });
    if (answer === null) {
      return null;
    }
    if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) {
      return "out";
    }
    return answer.ok ? answer.json() : "broken";
  }

  async function asked(address, how) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      return await fetch(address, { ...how, cache: "no-store", redirect: "manual", signal: stop.signal });
    } catch (error) {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /* One sending at a time; what is asked for meanwhile is done after it: it may have begun signed out, or before a note. */
  function send() {
    if (!sending) {
      sending = everything().finally(() => { sending = null; });
      return sending;
    }
    following = following || sending.catch(() => {}).then(() => {
      following = null;
      return send();
    });
    return following;
  }

  async function everything() {
    const owner = kizunaField.account();
    const waiting = owner ? (await kizunaField.rows()).filter((row) => row.owner === owner.id) : [];
    if (!waiting.length) {
      await show();
      return;
    }
    const now = await session();
    at("field-signed-out").hidden = !(now === "out" || (now && now.account && now.account !== owner.id));
    if (now === null || typeof now === "string" || now.account !== owner.id) {
      say(now === null ? words.offline : now === "broken" ? words.server : words.signedOut);
      return;
    }
    let sent = 0;
    for (const row of waiting) {
      const outcome = await one(owner, row, now.token);
      if (outcome === "stop") {
        say(words.offline);
        break;
      }
      sent += outcome === "sent" ? 1 : 0;
    }
    if (sent) {
      say(words.sent);
    }
    await show();
  }

  async function one(owner, row, token) {
    const note = await kizunaField.read(owner, row);
    const body = new FormData();
    for (const name of ["key", "chome", "met", "heard", "privacy", "written_at"]) {
      body.append(name, note[name]);
    }
    body.append("account", owner.id);
    if (note.photo) {
      body.append("photo", note.photo);
    }
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    const answer = await asked(location.pathname + (note.path || ""), { method: "POST", headers, body });
    if (answer === null || answer.status >= 500 || answer.type === "opaqueredirect") {
      return "stop";
    }
    if (answer.status === 200 || answer.status === 201) {
      await kizunaField.remove(row.key);
      refused.delete(row.key);
      return "sent";
    }
    const told = await answer.json().catch(() => ({ errors: [String(answer.status)] }));
    refused.set(row.key, (told.errors || []).join(" "));
    return "refused";
  }

  function part(entry, name) {
    return entry.querySelector(`[data-part=${name}]`);
  }

  function drawn(note) {
    const entry = at("field-entry").content.cloneNode(true).firstElementChild;
    const when = new Date(note.written_at).toLocaleString("ja-JP", { dateStyle: "short", timeStyle: "short" });
    const mark = note.privacy === "private" ? ` （${words.private}）` : "";
    part(entry, "summary").textContent = `${when} ${note.place}${mark}`;
    part(entry, "met").textContent = note.met;
    part(entry, "heard").textContent = note.heard;
    part(entry, "photo").textContent = note.photo ? words.photo : words.noPhoto;
    const why = refused.get(note.key);
    part(entry, "wrong").hidden = !why;
    part(entry, "wrong").textContent = why ? words.refused.replace("{n}", why) : "";
    const button = part(entry, "delete");
    button.addEventListener("click", () => remove(note.key, button));
    return entry;
  }

  async function remove(key, button) {
    if (sure !== key) {
      sure = key;
      button.textContent = words.sure;
      return;
    }
    sure = "";
    await kizunaField.remove(key);
    refused.delete(key);
    say(words.deleted);
    await show();
    at("field-waiting-title").setAttribute("tabindex", "-1");
    at("field-waiting-title").focus();
  }

  async function show() {
    const owner = kizunaField.account();
    const all = await kizunaField.rows();
    const own = owner ? all.filter((row) => row.owner === owner.id) : [];
    const notes = await Promise.all(own.map((row) => kizunaField.read(owner, row)));
    notes.sort((a, b) => (a.written_at < b.written_at ? -1 : 1));
    const lines = [notes.length ? words.waits.replace("{n}", notes.length) : words.none];
    if (all.length > own.length) {
      lines.push(words.others.replace("{n}", all.length - own.length));
    }
    at("field-waiting").hidden = false;
    at("field-count").textContent = lines.join(" ");
    at("field-list").replaceChildren(...notes.map(drawn));
    at("field-send").hidden = !notes.length;
    form.hidden = !owner;
    if (!owner) {
      say(words.locked);
      at("field-signed-out").hidden = false;
    }
  }

  /* The page and what it is made of, for the next time without a network. */
  async function prepare() {
    await navigator.serviceWorker.register(form.dataset.worker, { scope: location.pathname });
    const files = Array.from(document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]"), (one) => one.href || one.src);
    const cache = await caches.open(CACHE);
    if (navigator.onLine) {
      await cache.addAll([location.pathname + location.search, ...files]);
    }
  }

  form.addEventListener("submit", keep);
  at("field-send").addEventListener("click", send);
  addEventListener("online", send);
  addEventListener("offline", () => say(words.offline));
  /* A page that comes back from the browser's memory may be another account's by now. */
  addEventListener("pageshow", show);
  setInterval(send, EVERY);
  prepare().catch(() => {});
  show().then(send);
})();
