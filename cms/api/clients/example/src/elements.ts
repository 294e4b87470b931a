// Elements of the page, made without any HTML text: what the server tells is never markup.

type Child = Node | string | null | undefined;
type About = Record<string, string | boolean | number | undefined>;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  about: About = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((one): one is Node | string => one !== null && one !== undefined));
  return made;
}

export function button(words: string, pressed: () => Promise<void> | void, about: About = {}): HTMLButtonElement {
  const made = el("button", { type: "button", ...about }, words);
  made.addEventListener("click", async () => {
    // Pressed twice is pressed once; the button keeps the focus meanwhile.
    if (made.getAttribute("aria-disabled")) return;
    made.setAttribute("aria-disabled", "true");
    try {
      await pressed();
    } finally {
      made.removeAttribute("aria-disabled");
    }
  });
  return made;
}

/** A part of the page under its own heading. */
export function region(heading: string, ...children: Child[]): HTMLElement {
  const id = newId();
  return el("section", { "aria-labelledby": id }, el("h2", { id }, heading), ...children);
}

let last = 0;

export function newId(): string {
  last += 1;
  return `k${last}`;
}

const DAY = new Intl.DateTimeFormat("ja-JP", { dateStyle: "long", timeZone: "Asia/Tokyo" });
const MOMENT = new Intl.DateTimeFormat("ja-JP", { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Tokyo" });

export function day(text: string | null | undefined): string {
  return text ? DAY.format(new Date(text)) : "";
}

export function moment(text: string): string {
  return MOMENT.format(new Date(text));
}

export function yen(amount: number): string {
  return `${amount.toLocaleString("ja-JP")}円`;
}
