/* A page is not sent while the editor is still saving it by itself, and not saved by itself once it is being sent.
   Else the first of two answers makes the page, and the other is refused because its address is taken. And what
   the editor saves by itself never carries the button that was pressed: a page would be approved twice at a time.
   What is typed in the last moment before the answer comes is saved, too: Wagtail takes the form as it then stands
   for what was saved, neither saves the rest nor asks before the page is left. */
(() => {
  const LONGEST = 15000;
  const PATIENCE = 60000;
  const BUTTONS = /^(action-|workflow-action-)/;
  let saving = false;
  let sending = false;
  let waiting = null;
  let sent = "";

  const watcher = (form) => window.wagtail.app.getControllerForElementAndIdentifier(form, "w-unsaved");

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

  document.addEventListener("w-autosave:save", (event) => {
    if (sending) {
      event.preventDefault();
      return;
    }
    const { formData } = event.detail;
    for (const name of [...formData.keys()]) {
      if (BUTTONS.test(name)) formData.delete(name);
    }
    saving = true;
    sent = watcher(event.target)?.formData;
  });
  document.addEventListener("w-autosave:success", (event) => {
    const watching = watcher(event.target);
    if (!sent || !watching || watching.formData === sent) return;
    watching.initialFormData = sent;
    watching.previousFormData = sent;
    // Who leaves now is asked.
    watching.hasEditsValue = true;
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
  // One who is asked whether to leave may stay, and then goes on writing.
  let back = 0;
  const leave = () => {
    sending = true;
    clearTimeout(back);
    back = setTimeout(() => {
      sending = false;
    }, PATIENCE);
  };
  // After everybody else, who may have refused it; a script that sends the form itself is told by the leaving.
  window.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.matches("[data-edit-form]")) leave();
  });
  window.addEventListener("beforeunload", leave);
  window.addEventListener("pageshow", () => {
    sending = false;
  });
})();
