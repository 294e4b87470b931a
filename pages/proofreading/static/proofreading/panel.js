"use strict";

/* After each save the list beside the editor is asked for anew; without it, it is right after the next page load. */
document.addEventListener("w-autosave:success", async () => {
  const panel = document.querySelector("[data-writing-findings]");
  const holder = panel && panel.querySelector("[data-findings-url]");
  if (!holder) {
    return;
  }
  const answer = await fetch(holder.dataset.findingsUrl, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (answer.ok) {
    panel.innerHTML = await answer.text();
  }
});
