// Before the form: who can apply, and for which group.

import { told, type Kizuna, type Shapes } from "../../typescript/client";
import { button, day, el, region } from "./elements";
import { fieldOf } from "./fields";
import { Summary } from "./problems";

type Question = Shapes["QuestionTold"];

export function questionOf(about: Partial<Question> & { key: string; type: string; label: string }): Question {
  const rest = { accept: [], help: "", max_bytes: null, max_files: null, max_length: null, max_yen: null };
  return { ...rest, min_yen: null, options: [], required: true, ...about };
}

export function signIn(): HTMLElement {
  const here = encodeURIComponent(location.pathname + location.hash);
  return el("p", {}, "申請にはサインインが必要です。", el("a", { href: `/accounts/login/?next=${here}` }, "サインインする"));
}

export async function call(api: Kizuna, slug: string): Promise<HTMLElement[]> {
  const [form, session] = await Promise.all([
    told(api.GET("/api/v1/forms/{slug}", { params: { path: { slug } } })),
    told(api.GET("/api/v1/session")),
  ]);
  const head = [el("h1", {}, form.title), el("p", {}, `受付は${day(form.closes_at)}までです。`)];
  if (form.consultation === "required") head.push(el("p", {}, "申請の前に、拠点への事前相談が必要です。"));
  if (!form.is_open) return [...head, el("p", {}, "今は受け付けていません。")];
  if (!session.signed_in) return [...head, signIn()];
  const fields = form.eligibility.map((one) =>
    fieldOf(questionOf({ key: String(one.id), type: "yesno", label: one.text, help: one.help }), null),
  );
  const groups = form.applies === "group" ? await told(api.GET("/api/v1/me/groups")) : [];
  const options = groups.map((one) => ({ value: String(one.id), label: one.name }));
  const group = fieldOf(questionOf({ key: "group", type: "choice", label: "申請する団体", options }), options[0]?.value);
  if (form.applies === "group") fields.push(group);
  const summary = new Summary();
  const begin = button("申請書を書き始める", async () => {
    summary.clear();
    const answered = fields.filter((one) => one !== group && one.value() !== null);
    const eligibility = Object.fromEntries(answered.map((one) => [one.key, one.value() as boolean]));
    const body = { call: slug, eligibility, group: form.applies === "group" ? Number(group.value()) || null : null };
    try {
      const draft = await told(api.POST("/api/v1/drafts", { body }));
      location.hash = `#/drafts/${draft.id}`;
    } catch (error) {
      summary.refuse(error, fields);
    }
  });
  return [...head, summary.node, region("申請できるか確かめる", ...fields.map((one) => one.node), begin)];
}
