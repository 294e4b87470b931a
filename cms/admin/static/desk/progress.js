// While a mailing is being sent its figures are fetched anew; without this script the link below them does it.
(() => {
  const PAUSE = 5000;
  const look = async () => {
    const shown = document.querySelector("[data-progress][data-running]");
    if (!shown) return;
    try {
      const answer = await fetch(window.location.href, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-progress]");
      if (fresh && answer.ok) {
        // The buttons beside it depend on the state: when that changes the whole page does.
        if (!fresh.hasAttribute("data-running")) return window.location.reload();
        shown.replaceChildren(...fresh.childNodes);
      }
    } catch {
      // The next look may find the server again.
    }
    window.setTimeout(look, PAUSE);
  };
  window.setTimeout(look, PAUSE);
})();
