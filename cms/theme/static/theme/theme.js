// Takes the reader to the list of mistakes after a form came back. Everything works without this file.
"use strict";
document.querySelector("[data-error-summary]")?.focus();
