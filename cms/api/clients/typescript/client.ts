// A typed client of Kizuna's API: openapi-fetch over the types of schema.d.ts. See README.md.

import createFetch, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema";

export type Shapes = components["schemas"];
export type Kizuna = Client<paths>;

export interface Place {
  pointer: string;
  detail: string;
}

/** What the API refuses (RFC 9457). `code` never changes; the words are in the language asked for. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly places: Place[];
  readonly told: Record<string, unknown>;

  constructor(status: number, told: Record<string, unknown>) {
    super(String(told.detail ?? told.title ?? status));
    this.status = status;
    this.code = String(told.code ?? "");
    this.title = String(told.title ?? "");
    this.places = Array.isArray(told.errors) ? (told.errors as Place[]) : [];
    this.told = told;
  }
}

export interface Options {
  /** The server; empty for the one that the page came from. */
  address?: string;
  /** A key that was issued to a person. Without one the session of the browser counts. */
  key?: string;
  language?: "ja" | "en";
}

const READS = new Set(["GET", "HEAD"]);

/** In a session, what changes something carries the token of `/session`, which is asked for once. */
export function createKizuna({ address = "", key, language = "ja" }: Options = {}): Kizuna {
  const client = createFetch<paths>({ baseUrl: address });
  let token: Promise<string> | undefined;
  const session = async (): Promise<string> => (await told(client.GET("/api/v1/session"))).csrf_token;
  client.use({
    async onRequest({ request }) {
      request.headers.set("Accept-Language", language);
      if (key) {
        request.headers.set("Authorization", `Bearer ${key}`);
      } else if (!READS.has(request.method)) {
        token ??= session();
        request.headers.set("X-CSRFToken", await token);
      }
      return request;
    },
  });
  return client;
}

/** For the header `Idempotency-Key`: new for each request, the same again when the same is sent again. */
export function newKey(): string {
  return crypto.randomUUID();
}

/** The answer itself; a refusal is thrown as a Problem. */
export async function told<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await asked;
  if (!response.ok) {
    throw new Problem(response.status, typeof error === "object" && error ? { ...error } : {});
  }
  return data as T;
}

/** For operations that take a file: `bodySerializer: asForm`. */
export function asForm(body: Record<string, unknown>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    form.append(name, value as string | Blob);
  }
  return form;
}
