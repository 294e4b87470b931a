// What everybody may read: hubs, the news of one, its calls.

import { told, type Kizuna } from "../../typescript/client";
import { day, el, region } from "./elements";

export async function hubs(api: Kizuna): Promise<HTMLElement[]> {
  const found = await told(api.GET("/api/v1/hubs", { params: { query: { limit: 100 } } }));
  const lines = found.items.map((one) => el("li", {}, el("a", { href: `#/hubs/${one.code}` }, one.name)));
  return [el("h1", {}, "地域活動支援拠点"), el("ul", { class: "list" }, ...lines)];
}

export async function hub(api: Kizuna, code: string): Promise<HTMLElement[]> {
  const [one, news, calls] = await Promise.all([
    told(api.GET("/api/v1/hubs/{code}", { params: { path: { code } } })),
    told(api.GET("/api/v1/pages", { params: { query: { hub: code, type: "news", limit: 20 } } })),
    told(api.GET("/api/v1/calls", { params: { query: { hub: code, state: "open" } } })),
  ]);
  const items = news.items.map((page) =>
    el("li", {}, el("a", { href: page.url }, page.title), el("span", { class: "when" }, day(page.date))),
  );
  const open = calls.items.map((call) =>
    el("li", {}, el("a", { href: `#/calls/${call.slug}` }, call.title), el("span", { class: "when" }, `${day(call.closes_at)}まで`)),
  );
  return [
    el("h1", {}, one.name),
    region("お知らせ", items.length ? el("ul", { class: "list" }, ...items) : el("p", {}, "お知らせはまだありません。")),
    region("募集・受付", open.length ? el("ul", { class: "list" }, ...open) : el("p", {}, "受付中のものはありません。")),
  ];
}
