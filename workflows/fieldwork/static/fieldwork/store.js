/* What waits on this phone: one row per note, locked with the key of the account that wrote it.
   The key comes by a cookie of this page, which goes when somebody signs out or in; without it a row says nothing
   but which account it belongs to. */
"use strict";

const kizunaField = (() => {
  const COOKIE = "kizuna_field_key";
  const NAME = "kizuna-field", STORE = "notes";

  function account() {
    const found = document.cookie.split("; ").find((one) => one.startsWith(`${COOKIE}=`));
    const [id, key] = found ? found.slice(COOKIE.length + 1).split(".") : [];
    return id && key ? { id, key } : null;
  }

  function opened() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  /* Resolved when the row really lies on the disk: when the transaction is over, not when it was asked for. */
  async function within(mode, act) {
    const base = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const work = base.transaction(STORE, mode, { durability: "strict" });
        const asked = act(work.objectStore(STORE));
        work.oncomplete = () => resolve(asked.result);
        work.onerror = () => reject(work.error);
        work.onabort = () => reject(work.error);
      });
    } finally {
      base.close();
    }
  }

  function lockOf(text) {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(plain, (one) => one.charCodeAt(0));
    return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  async function locked(lock, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, lock, bytes) };
  }

  /* ``note``: the fields of the form; ``photo``: a file or null. */
  async function keep(owner, key, note, photo) {
    const lock = await lockOf(owner.key);
    const about = { ...note, photo: photo ? { name: photo.name, type: photo.type } : null };
    const row = {
      key,
      owner: owner.id,
      about: await locked(lock, new TextEncoder().encode(JSON.stringify(about))),
      photo: photo ? await locked(lock, await photo.arrayBuffer()) : null,
    };
    await within("readwrite", (store) => store.put(row));
  }

  function rows() {
    return within("readonly", (store) => store.getAll());
  }

  function remove(key) {
    return within("readwrite", (store) => store.delete(key));
  }

  async function read(owner, row) {
    const lock = await lockOf(owner.key);
    const open = (one) => crypto.subtle.decrypt({ name: "AES-GCM", iv: one.iv }, lock, one.data);
    const about = JSON.parse(new TextDecoder().decode(await open(row.about)));
    const photo = about.photo
      ? new File([await open(row.photo)], about.photo.name, { type: about.photo.type })
      : null;
    return { ...about, key: row.key, photo };
  }

  const works = Boolean(window.indexedDB && window.crypto && crypto.subtle && "serviceWorker" in navigator);
  return { account, keep, rows, remove, read, works };
})();
