// Problems of an answer beside the fields that they name, and a summary above that leads to each.

import { Problem, type Place } from "../../typescript/client";
import { el } from "./elements";
import type { Field } from "./fields";

/** `/answers/budget/a~1b` → ["answers", "budget", "a/b"] (RFC 6901). */
export function parts(pointer: string): string[] {
  return pointer.split("/").slice(1).map((one) => one.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What each field is told; what names none of them comes back. */
export function showBeside(fields: Field[], places: Place[]): Place[] {
  const rest: Place[] = [];
  const texts = new Map<Field, string[]>(fields.map((one) => [one, []]));
  for (const place of places) {
    const names = parts(place.pointer);
    const field = fields.find((one) => names.includes(one.key));
    if (field) texts.get(field)?.push(place.detail);
    else rest.push(place);
  }
  for (const [field, found] of texts) field.show(found);
  return rest;
}

export class Summary {
  readonly node = el("div", { class: "summary", role: "alert", tabindex: "-1", hidden: true });

  clear(): void {
    this.node.hidden = true;
    this.node.replaceChildren();
  }

  /** Takes the focus, so that a reader hears what to do next. */
  tell(words: string, fields: Field[], places: Place[]): void {
    const lines = places.map((place) => {
      const field = fields.find((one) => parts(place.pointer).includes(one.key));
      if (!field) return el("li", {}, place.detail);
      const link = el("a", { href: "#" }, `${field.label}：${place.detail}`);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        field.focus();
      });
      return el("li", {}, link);
    });
    this.node.replaceChildren(el("p", {}, words), el("ul", { hidden: lines.length === 0 }, ...lines));
    this.node.hidden = false;
    this.node.focus();
  }

  refuse(error: unknown, fields: Field[]): void {
    if (error instanceof Problem) {
      showBeside(fields, error.places);
      this.tell(error.message, fields, error.places);
    } else if (error instanceof TypeError) {
      this.tell("通信できませんでした。もう一度お試しください。", [], []);
    } else {
      throw error;
    }
  }
}
