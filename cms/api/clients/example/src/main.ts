// The ways of this front end, after the #: each page is drawn anew and its heading takes the focus.

import { createKizuna, Problem } from "../../typescript/client";
import { call, signIn } from "./beginning";
import { draft } from "./drafting";
import { el } from "./elements";
import { cases, oneCase } from "./following";
import { hub, hubs } from "./reading";

const api = createKizuna();
const WAYS: [RegExp, (found: string) => Promise<HTMLElement[]>][] = [
  [/^#\/hubs\/([\w-]+)$/, (code) => hub(api, code)],
  [/^#\/calls\/([\w-]+)$/, (slug) => call(api, slug)],
  [/^#\/drafts\/([0-9a-f-]+)$/, (id) => draft(api, id)],
  [/^#\/cases\/(.+)$/, (number) => oneCase(api, number)],
  [/^#\/cases$/, () => cases(api)],
];
let asked = 0;

async function drawn(): Promise<HTMLElement[]> {
  const [, way, found] = WAYS.map(([at, way]) => [at, way, at.exec(location.hash)] as const).find((one) => one[2]) ?? [];
  try {
    return await (way ? way(decodeURIComponent(found?.[1] ?? "")) : hubs(api));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return [el("h1", {}, "サインインしてください"), signIn()];
    if (error instanceof Problem) return [el("h1", {}, error.title), el("p", {}, error.message)];
    if (error instanceof TypeError) return [el("h1", {}, "通信できませんでした"), el("p", {}, "もう一度お試しください。")];
    throw error;
  }
}

async function show(): Promise<void> {
  const turn = ++asked;
  const main = document.querySelector("main");
  if (!main) return;
  main.setAttribute("aria-busy", "true");
  const nodes = await drawn();
  // Whoever went on meanwhile sees the newer page.
  if (turn !== asked) return;
  main.replaceChildren(...nodes);
  main.removeAttribute("aria-busy");
  const heading = main.querySelector("h1");
  document.title = `${heading?.textContent ?? ""}｜拠点の窓口`;
  heading?.setAttribute("tabindex", "-1");
  if (turn > 1) heading?.focus();
}

window.addEventListener("hashchange", () => void show());
void show();
