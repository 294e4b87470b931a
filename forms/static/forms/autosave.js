// Saves a form while somebody writes, and says so. Everything works without this file.
// The form has data-autosave-url, a hidden input "revision" and a child [data-autosave-state] with the sentences.
"use strict";
(() => {
  const WAIT_MS = 2000;
  const RETRY_MS = 15000;

  const textsOf = (form) => {
    const texts = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") texts.append(name, value);
    return texts;
  };

  const watch = (form) => {
    const state = form.querySelector("[data-autosave-state]");
    const revision = form.querySelector("input[name=revision]");
    let version = 0; // of the text on the page
    let savedVersion = 0;
    let timer = 0;
    let running = null;
    let stopped = false;
    let leaving = false;
    let unkept = false; // some text of the page is in no draft

    const say = (name, more) => {
      state.dataset.state = name;
      state.textContent = state.dataset[name] + (more ? " " + more : "");
    };

    const plan = (wait) => {
      clearTimeout(timer);
      if (!stopped && !leaving) timer = setTimeout(save, wait);
    };

    const answered = async (response, sentVersion) => {
      if (response.status === 409) return stop("conflict");
      if (response.status === 401 || response.status === 403) return stop("signin");
      if (!response.ok || response.redirected) return failed();
      const result = await response.json();
      revision.value = result.revision;
      savedVersion = sentVersion;
      unkept = result.unkept.length > 0;
      if (version !== savedVersion) return plan(WAIT_MS);
      if (unkept) return say("unkept", result.unkept.join("、"));
      const now = new Date();
      say("saved", String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0"));
    };

    const stop = (name) => {
      stopped = true;
      say(name);
    };

    const failed = () => {
      say("failed");
      plan(RETRY_MS);
    };

    const save = () => {
      if (running || stopped || version === savedVersion) return running;
      const sentVersion = version;
      say("saving");
      running = fetch(form.dataset.autosaveUrl, {
        method: "POST",
        body: textsOf(form),
        credentials: "same-origin",
        headers: { "X-CSRFToken": form.querySelector("input[name=csrfmiddlewaretoken]").value },
      })
        .then((response) => answered(response, sentVersion))
        .catch(failed)
        .finally(() => {
          running = null;
        });
      return running;
    };

    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      version += 1;
      if (!stopped) say("waiting");
      plan(WAIT_MS);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") save();
    });
    // A save on its way must come back first, or the page would clash with itself.
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      leaving = true;
      if (!running) return;
      event.preventDefault();
      running.finally(() => form.requestSubmit(event.submitter));
    });
    window.addEventListener("pageshow", () => {
      leaving = false;
    });
    window.addEventListener("beforeunload", (event) => {
      if (!leaving && (unkept || version !== savedVersion)) event.preventDefault();
    });
  };

  document.querySelectorAll("form[data-autosave-url]").forEach(watch);
})();
