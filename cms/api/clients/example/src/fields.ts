// A question as fields that a person fills in: label, help and error stand with the field, for eyes and ears.

import type { Shapes } from "../../typescript/client";
import { button, el, newId } from "./elements";

type Question = Shapes["QuestionTold"];
type Line = { kind?: string; description?: string; amount_yen?: unknown };

export interface Field {
  key: string;
  label: string;
  node: HTMLElement;
  /** Null when nothing is given. */
  value(): unknown;
  show(texts: string[]): void;
  focus(): void;
}

/** Figures as they are typed in Japan (full width, with commas), as a number; what is no number stays a text. */
export function amount(typed: string): unknown {
  const text = typed.normalize("NFKC").replace(/[,\s円]/g, "");
  if (text === "") return null;
  return /^-?\d{1,12}$/.test(text) ? Number(text) : typed;
}

const KINDS: Record<string, Record<string, string>> = {
  email: { type: "email", autocomplete: "email" },
  phone: { type: "tel", autocomplete: "tel" },
  yen: { inputmode: "numeric" },
  // Days are typed as people write them (令和9年1月10日); the API takes them as the pages do.
  date: { inputmode: "text" },
};

export function fieldOf(question: Question, given: unknown): Field {
  if (question.type === "budget") return budget(question, Array.isArray(given) ? (given as Line[]) : []);
  if (question.type === "choice" || question.type === "yesno") return choice(question, given);
  const id = newId();
  const frame = frameOf(question, id);
  const about = { id, name: question.key, "aria-describedby": frame.described, required: question.required };
  const input =
    question.type === "longtext"
      ? el("textarea", { ...about, rows: 5 })
      : el("input", { type: "text", ...about, ...KINDS[question.type] });
  input.value = given === null || given === undefined ? "" : String(given);
  frame.node.append(el("label", { for: id }, question.label, need(question)), frame.help, frame.error, input);
  return {
    key: question.key,
    label: question.label,
    node: frame.node,
    value: () => (question.type === "yen" ? amount(input.value) : input.value.trim() || null),
    show: (texts) => frame.show(texts, input),
    focus: () => input.focus(),
  };
}

function choice(question: Question, given: unknown): Field {
  const options =
    question.type === "yesno"
      ? [{ value: "true", label: "はい" }, { value: "false", label: "いいえ" }]
      : question.options;
  const name = newId();
  const frame = frameOf(question, name);
  const radios = options.map((one) => {
    const radio = el("input", { type: "radio", name, value: one.value, id: newId() });
    radio.checked = String(given) === one.value;
    return { radio, node: el("div", { class: "choice" }, radio, el("label", { for: radio.id }, one.label)) };
  });
  const group = el("fieldset", { "aria-describedby": frame.described }, el("legend", {}, question.label, need(question)));
  group.append(frame.help, frame.error, ...radios.map((one) => one.node));
  frame.node.append(group);
  return {
    key: question.key,
    label: question.label,
    node: frame.node,
    value: () => {
      const value = radios.find((one) => one.radio.checked)?.radio.value ?? null;
      return question.type === "yesno" && value !== null ? value === "true" : value;
    },
    show: (texts) => frame.show(texts, null),
    focus: () => radios[0]?.radio.focus(),
  };
}

function budget(question: Question, given: Line[]): Field {
  const frame = frameOf(question, newId());
  const rows = el("ol", { class: "lines" });
  const lines: { kind: HTMLSelectElement; text: HTMLInputElement; yen: HTMLInputElement }[] = [];
  const labelled = (words: string, input: HTMLInputElement | HTMLSelectElement): HTMLElement =>
    el("div", {}, el("label", { for: input.id }, words), input);
  const add = (line: Line): void => {
    const number = `${lines.length + 1}行目 `;
    const kind = el("select", { id: newId() }, el("option", { value: "" }, "選んでください"));
    kind.append(...question.options.map((one) => el("option", { value: one.value }, one.label)));
    kind.value = line.kind ?? "";
    const text = el("input", { id: newId(), type: "text", value: line.description ?? "" });
    const yen = el("input", { id: newId(), inputmode: "numeric", value: String(line.amount_yen ?? "") });
    lines.push({ kind, text, yen });
    rows.append(
      el("li", {}, labelled(`${number}費目`, kind), labelled(`${number}内訳`, text), labelled(`${number}金額（円）`, yen)),
    );
  };
  for (const line of given.length ? given : [{}]) add(line);
  const more = button(`「${question.label}」に行を足す`, () => {
    add({});
    lines.at(-1)?.kind.focus();
  }, { class: "second" });
  const group = el("fieldset", { "aria-describedby": frame.described }, el("legend", {}, question.label, need(question)));
  group.append(frame.help, frame.error, rows, more);
  frame.node.append(group);
  return {
    key: question.key,
    label: question.label,
    node: frame.node,
    value: () => {
      const filled = lines.filter((one) => one.kind.value || one.text.value || one.yen.value);
      const given = filled.map((one) => ({
        kind: one.kind.value,
        description: one.text.value,
        amount_yen: amount(one.yen.value),
      }));
      return given.length ? given : null;
    },
    show: (texts) => frame.show(texts, null),
    focus: () => lines[0]?.kind.focus(),
  };
}

function need(question: Question): HTMLElement {
  return el("span", { class: "need" }, question.required ? "※必須" : "※任意");
}

/** Help and error of a field, and what tells of both. */
export function frameOf(question: { help: string }, id: string) {
  const help = el("p", { id: `${id}-help`, class: "help", hidden: !question.help }, question.help);
  const error = el("p", { id: `${id}-error`, class: "error", hidden: true });
  const node = el("div", { class: "field" });
  return {
    node,
    help,
    error,
    described: `${id}-help ${id}-error`,
    show(texts: string[], input: HTMLElement | null): void {
      error.textContent = texts.join(" ");
      error.hidden = texts.length === 0;
      node.classList.toggle("wrong", texts.length > 0);
      if (input) input.setAttribute("aria-invalid", String(texts.length > 0));
    },
  };
}
