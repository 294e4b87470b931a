// After sending: where the case stands, whose turn it is, what may be done, what happened.

import { newKey, told, type Kizuna, type Shapes } from "../../typescript/client";
import { signIn, questionOf } from "./beginning";
import { button, day, el, moment, region } from "./elements";
import { fieldOf, type Field } from "./fields";
import { Summary } from "./problems";

type Case = Shapes["CaseTold"];
type Action = Shapes["ActionTold"];
type Asked = { type?: string; title?: string; description?: string; oneOf?: { const: string; title: string }[] };

export async function cases(api: Kizuna): Promise<HTMLElement[]> {
  const head = el("h1", {}, "申請の状況");
  const session = await told(api.GET("/api/v1/session"));
  if (!session.signed_in) return [head, signIn()];
  const found = await told(api.GET("/api/v1/me/cases"));
  const lines = found.items.map((one) =>
    el("li", {}, el("a", { href: address(one.number) }, one.title || one.number), el("span", { class: "when" }, one.label)),
  );
  return [head, lines.length ? el("ul", { class: "list" }, ...lines) : el("p", {}, "申請はまだありません。")];
}

export async function oneCase(api: Kizuna, number: string): Promise<HTMLElement[]> {
  const path = { number };
  const [found, events] = await Promise.all([
    told(api.GET("/api/v1/cases/{number}", { params: { path } })),
    told(api.GET("/api/v1/cases/{number}/timeline", { params: { path } })),
  ]);
  const state = el("dl", {}, ...pair("受付番号", found.number), ...pair("状況", found.label), ...pair("いま対応する人", found.turn_text));
  if (found.due_at) state.append(...pair("期限", day(found.due_at)));
  const letters = found.letters.map((one) =>
    el("li", {}, el("a", { href: `/api/v1/me/letters/${one.id}/file` }, `${one.title}（PDF）`)),
  );
  const moments = events.map((one) => el("li", {}, el("span", { class: "when" }, moment(one.at)), ` ${one.label}`));
  return [
    el("h1", {}, found.title || found.call),
    region("いまの状況", state, el("p", {}, found.next_text)),
    ...(found.correction ? [region("直していただきたいこと", el("p", {}, found.correction.reason))] : []),
    ...found.allowed_actions.map((one) => action(api, found, one)),
    ...(letters.length ? [region("通知書", el("ul", {}, ...letters))] : []),
    region("これまでの経過", el("ol", { class: "list" }, ...moments)),
  ];
}

function address(number: string): string {
  return `#/cases/${encodeURIComponent(number)}`;
}

function pair(name: string, text: string): HTMLElement[] {
  return [el("dt", {}, name), el("dd", {}, text)];
}

/** The fields of an action follow from its own `input_schema`; nothing about it is known here. */
function action(api: Kizuna, found: Case, one: Action): HTMLElement {
  const schema = one.input_schema as { properties?: Record<string, Asked>; required?: string[] };
  const fields = Object.entries(schema.properties ?? {}).map(([key, asked]) => inputOf(key, asked, schema.required ?? []));
  const summary = new Summary();
  const key = newKey();
  const go = button(one.label, async () => {
    summary.clear();
    const given = fields.filter((field) => field.value() !== null);
    const input = Object.fromEntries(given.map((field) => [field.key, field.value()]));
    const params = { path: { number: found.number, action: one.id }, header: { "Idempotency-Key": key } };
    try {
      const done = await told(
        api.POST("/api/v1/cases/{number}/actions/{action}", { params, body: { version: found.version, input, confirmed: true } }),
      );
      if (done.draft) location.hash = `#/drafts/${done.draft}`;
      else window.dispatchEvent(new HashChangeEvent("hashchange"));
    } catch (error) {
      summary.refuse(error, fields);
    }
  });
  if (!fields.length) return el("div", { class: "action" }, summary.node, one.help ? el("p", {}, one.help) : null, go);
  return el("details", { class: "action" }, el("summary", {}, `${one.label}（理由など）`), summary.node, ...fields.map((field) => field.node), go);
}

function inputOf(key: string, asked: Asked, required: string[]): Field {
  const options = (asked.oneOf ?? []).map((one) => ({ value: one.const, label: one.title }));
  const type = options.length ? "choice" : asked.type === "boolean" ? "yesno" : asked.type === "integer" ? "yen" : "longtext";
  const about = { key, type, label: asked.title || key, help: asked.description ?? "", options };
  return fieldOf(questionOf({ ...about, required: required.includes(key) }), null);
}
