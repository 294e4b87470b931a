// Says that a file is too large before it travels. The server checks again; nothing depends on this file.
"use strict";
for (const input of document.querySelectorAll("input[type=file][data-max-bytes]")) {
  const problem = document.createElement("div");
  problem.className = "kz-field__error";
  problem.setAttribute("role", "alert");

  const isTooLarge = () => [...input.files].some((file) => file.size > Number(input.dataset.maxBytes));

  input.addEventListener("change", () => {
    problem.textContent = isTooLarge() ? input.dataset.tooLarge : "";
    input.toggleAttribute("aria-invalid", isTooLarge());
    if (isTooLarge()) input.after(problem);
    else problem.remove();
  });
  input.form.addEventListener("submit", (event) => {
    if (!isTooLarge()) return;
    event.preventDefault();
    input.focus();
  });
}
