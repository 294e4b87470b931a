// Shows the sum of budget lines while they are typed. The server counts again; nothing depends on this file.
"use strict";
(() => {
  const amountOf = (text) => {
    const plain = text.normalize("NFKC").replace(/[\s,、円¥]/g, "");
    if (plain === "") return 0;
    return /^\d{1,12}$/.test(plain) ? Number(plain) : NaN;
  };

  document.querySelectorAll("[data-budget]").forEach((budget) => {
    const total = budget.querySelector("[data-budget-total]");
    budget.addEventListener("input", () => {
      const amounts = [...budget.querySelectorAll("[data-budget-amount]")].map((input) => amountOf(input.value));
      const sum = amounts.reduce((before, amount) => before + amount, 0);
      total.textContent = Number.isNaN(sum) ? "—" : sum.toLocaleString("ja-JP") + "円";
    });
  });
})();
