// The form: saved section by section with the version that was read, checked without saving, sent once.

import { asForm, newKey, Problem, told, type Kizuna, type Place, type Shapes } from "../../typescript/client";
import { button, el, newId, region, yen } from "./elements";
import { fieldOf, frameOf, type Field } from "./fields";
import { Summary, showBeside } from "./problems";

type Draft = Shapes["DraftTold"];
type Part = Shapes["SectionTold"];
type Question = Shapes["QuestionTold"];

export async function draft(api: Kizuna, id: string): Promise<HTMLElement[]> {
  const path = { draft_id: id };
  const begun = await told(api.GET("/api/v1/drafts/{draft_id}", { params: { path } }));
  const form = await told(api.GET("/api/v1/forms/{slug}", { params: { path: { slug: begun.call } } }));
  return new Writing(api, begun, form.sections).nodes();
}

class Writing {
  private readonly summary = new Summary();
  private readonly status = el("p", { role: "status" });
  private readonly fields = new Map<string, Field[]>();
  private readonly versions = new Map<string, number>();
  private readonly saved = new Map<string, string>();
  /** One sending, one key: pressed again after a broken line, it is still the same sending. */
  private readonly key = newKey();

  constructor(
    private readonly api: Kizuna,
    private readonly begun: Draft,
    private readonly parts: Part[],
  ) {}

  nodes(): HTMLElement[] {
    const reason = this.begun.reason ? [region("直していただきたいこと", el("p", {}, this.begun.reason))] : [];
    const sections = this.parts.map((part) => this.section(part));
    return [el("h1", {}, this.begun.title), this.summary.node, this.status, ...reason, ...sections, this.sending()];
  }

  private get all(): Field[] {
    return [...this.fields.values()].flat();
  }

  private section(part: Part): HTMLElement {
    const state = this.begun.sections.find((one) => one.key === part.key);
    if (!state?.may_change) return region(part.title, el("p", {}, "ここは今回は直せません。"));
    const given = { ...state.answers, ...state.typed };
    const fields = part.questions.filter((one) => one.type !== "file").map((one) => fieldOf(one, given[one.key]));
    const files = part.questions.filter((one) => one.type === "file").map((one) => this.file(one));
    const all = [...fields, ...files];
    this.fields.set(part.key, all);
    this.versions.set(part.key, state.version);
    const save = button(`「${part.title}」を保存する`, async () => {
      this.summary.clear();
      const problems = await this.save(part.key).catch((error: unknown) => this.refused(part.key, error));
      if (!problems) return;
      showBeside(all, problems);
      if (problems.length) this.summary.tell("保存しました。次の点を直してください。", all, problems);
      else this.status.textContent = `「${part.title}」を保存しました。`;
    });
    this.saved.set(part.key, JSON.stringify(this.answers(part.key)));
    return region(part.title, part.intro ? el("p", {}, part.intro) : null, ...all.map((one) => one.node), fields.length ? save : null);
  }

  private answers(key: string): Record<string, unknown> {
    const typed = (this.fields.get(key) ?? []).filter((one) => !one.node.dataset.file);
    return Object.fromEntries(typed.map((one) => [one.key, one.value()]));
  }

  private async save(key: string): Promise<Place[]> {
    const answers = this.answers(key);
    const params = { path: { draft_id: this.begun.id, key } };
    const body = { version: this.versions.get(key) ?? 0, answers };
    const state = await told(this.api.PATCH("/api/v1/drafts/{draft_id}/sections/{key}", { params, body }));
    this.versions.set(key, state.version);
    this.saved.set(key, JSON.stringify(answers));
    return state.problems;
  }

  /** 409: what was saved elsewhere stands beside the field; whoever saves again has seen it. */
  private refused(key: string, error: unknown): undefined {
    if (error instanceof Problem && typeof error.told.version === "number") this.versions.set(key, error.told.version);
    this.summary.refuse(error, this.fields.get(key) ?? []);
    return undefined;
  }

  private file(question: Question): Field {
    const id = newId();
    const frame = frameOf(question, id);
    const input = el("input", { type: "file", id, accept: question.accept.join(","), "aria-describedby": frame.described });
    const list = el("ul", { class: "files" });
    const path = { draft_id: this.begun.id };
    const field: Field = {
      key: question.key, label: question.label, node: frame.node, value: () => null,
      show: (texts) => frame.show(texts, input), focus: () => input.focus(),
    };
    const shown = (file: Shapes["FileTold"]): void => {
      const line = el("li", {}, `${file.name} `, button(`「${file.name}」を外す`, async () => {
        await told(this.api.DELETE("/api/v1/drafts/{draft_id}/files/{file_id}", { params: { path: { ...path, file_id: file.id } } }));
        line.remove();
        input.focus();
      }, { class: "second" }));
      list.append(line);
    };
    const attach = button(`「${question.label}」を添付する`, async () => {
      this.summary.clear();
      const chosen = input.files?.[0];
      if (!chosen) return field.show(["ファイルを選んでください。"]);
      try {
        const body = { question: question.key, file: chosen as unknown as string };
        shown(await told(this.api.POST("/api/v1/drafts/{draft_id}/files", { params: { path }, body, bodySerializer: asForm })));
        field.show([]);
        input.value = "";
        this.status.textContent = `「${chosen.name}」を添付しました。`;
      } catch (error) {
        this.summary.refuse(error, []);
        if (error instanceof Problem) field.show([error.message]);
      }
    }, { class: "second" });
    frame.node.dataset.file = "yes";
    frame.node.append(el("label", { for: id }, question.label), frame.help, frame.error, list, input, attach);
    this.begun.files.filter((one) => one.question === question.key).forEach(shown);
    return field;
  }

  private sending(): HTMLElement {
    const figures = el("p", {});
    const box = el("input", { type: "checkbox", id: newId() });
    const check = button("全体を確認する", async () => {
      this.summary.clear();
      const keys = [...this.fields.keys()].filter((key) => Object.keys(this.answers(key)).length);
      const answers = Object.fromEntries(keys.map((key) => [key, this.answers(key)]));
      const params = { path: { draft_id: this.begun.id } };
      try {
        const found = await told(this.api.POST("/api/v1/drafts/{draft_id}/check", { params, body: { answers } }));
        showBeside(this.all, found.problems);
        figures.textContent = found.grantable ? `補助できる額は${yen(found.grantable.most_yen)}までです。` : "";
        if (found.problems.length) this.summary.tell("次の点を直してください。", this.all, found.problems);
        else this.status.textContent = "このまま送れます。";
      } catch (error) {
        this.summary.refuse(error, this.all);
      }
    }, { class: "second" });
    const send = button("申請書を送る", () => this.send(box.checked));
    const declared = el("div", { class: "choice" }, box, el("label", { for: box.id }, "上の内容を誓約します"));
    return region("確認して送る", check, figures, el("p", { class: "declaration" }, this.begun.declaration), declared, send);
  }

  private async send(declared: boolean): Promise<void> {
    this.summary.clear();
    const params = { path: { draft_id: this.begun.id } };
    try {
      for (const key of this.fields.keys()) {
        if (JSON.stringify(this.answers(key)) !== this.saved.get(key)) await this.save(key);
      }
      const now = await told(this.api.GET("/api/v1/drafts/{draft_id}", { params }));
      const moved = now.sections.filter((one) => this.versions.has(one.key) && this.versions.get(one.key) !== one.version);
      if (moved.length) return this.summary.tell("別の画面で変更されています。読み直してから送ってください。", [], []);
      const header = { "Idempotency-Key": this.key };
      const body = { version: now.version, declared };
      const receipt = await told(
        this.api.POST("/api/v1/drafts/{draft_id}/submit", { params: { ...params, header }, body }),
      );
      location.hash = `#/cases/${encodeURIComponent(receipt.number)}`;
    } catch (error) {
      this.summary.refuse(error, this.all);
    }
  }
}
