/* A page is not sent while the editor is still saving it by itself.
   Else the first of two answers makes the page, and the other is refused because its address is taken. */
(() => {
  const LONGEST = 15000;
  let saving = false;
  let waiting = null;

  const goOn = () => {
    saving = false;
    if (!waiting) return;
    const { form, submitter, timer } = waiting;
    waiting = null;
    clearTimeout(timer);
    // The button was switched off when it was pressed; a button that is off is not sent along.
    if (submitter) submitter.disabled = false;
    form.requestSubmit(submitter);
  };

  document.addEventListener("w-autosave:save", () => {
    saving = true;
  });
  for (const end of ["success", "error", "deactivated"]) {
    document.addEventListener(`w-autosave:${end}`, goOn);
  }
  document.addEventListener(
    "submit",
    (event) => {
      if (!saving || !event.target.matches("[data-edit-form]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (waiting) return;
      waiting = { form: event.target, submitter: event.submitter, timer: setTimeout(goOn, LONGEST) };
    },
    { capture: true },
  );
})();
