// A button that copies the key beside it. Without this file there is no button, and the key is marked by hand.
"use strict";
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const told = document.getElementById(button.dataset.told);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      told.textContent = button.dataset.done;
    } catch {
      // Marked as it is now, the keys of the keyboard copy it.
      told.textContent = button.dataset.failed;
    }
  });
}
