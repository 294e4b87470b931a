// node_modules/openapi-fetch/dist/index.mjs
var PATH_PARAM_RE = /\{[^{}]+\}/g;
var supportsRequestInitExt = () => {
  return typeof process === "object" && Number.parseInt(process?.versions?.node?.substring(0, 2)) >= 18 && process.versions.undici;
};
function randomID() {
  return Math.random().toString(36).slice(2, 11);
}
function createClient(clientOptions) {
  let {
    baseUrl = "",
    Request: CustomRequest = globalThis.Request,
    fetch: baseFetch = globalThis.fetch,
    querySerializer: globalQuerySerializer,
    bodySerializer: globalBodySerializer,
    pathSerializer: globalPathSerializer,
    headers: baseHeaders,
    requestInitExt = void 0,
    ...baseOptions
  } = { ...clientOptions };
  requestInitExt = supportsRequestInitExt() ? requestInitExt : void 0;
  baseUrl = removeTrailingSlash(baseUrl);
  const globalMiddlewares = [];
  async function coreFetch(schemaPath, fetchOptions) {
    const {
      baseUrl: localBaseUrl,
      fetch = baseFetch,
      Request = CustomRequest,
      headers,
      params = {},
      parseAs = "json",
      querySerializer: requestQuerySerializer,
      bodySerializer = globalBodySerializer ?? defaultBodySerializer,
      pathSerializer: requestPathSerializer,
      body,
      middleware: requestMiddlewares = [],
      ...init
    } = fetchOptions || {};
    let finalBaseUrl = baseUrl;
    if (localBaseUrl) {
      finalBaseUrl = removeTrailingSlash(localBaseUrl) ?? baseUrl;
    }
    let querySerializer = typeof globalQuerySerializer === "function" ? globalQuerySerializer : createQuerySerializer(globalQuerySerializer);
    if (requestQuerySerializer) {
      querySerializer = typeof requestQuerySerializer === "function" ? requestQuerySerializer : createQuerySerializer({
        ...typeof globalQuerySerializer === "object" ? globalQuerySerializer : {},
        ...requestQuerySerializer
      });
    }
    const pathSerializer = requestPathSerializer || globalPathSerializer || defaultPathSerializer;
    const serializedBody = body === void 0 ? void 0 : bodySerializer(
      body,
      // Note: we declare mergeHeaders() both here and below because it’s a bit of a chicken-or-egg situation:
      // bodySerializer() needs all headers so we aren’t dropping ones set by the user, however,
      // the result of this ALSO sets the lowest-priority content-type header. So we re-merge below,
      // setting the content-type at the very beginning to be overwritten.
      // Lastly, based on the way headers work, it’s not a simple “present-or-not” check becauase null intentionally un-sets headers.
      mergeHeaders(baseHeaders, headers, params.header)
    );
    const finalHeaders = mergeHeaders(
      // with no body, we should not to set Content-Type
      serializedBody === void 0 || // if serialized body is FormData; browser will correctly set Content-Type & boundary expression
      serializedBody instanceof FormData ? {} : {
        "Content-Type": "application/json"
      },
      baseHeaders,
      headers,
      params.header
    );
    const finalMiddlewares = [...globalMiddlewares, ...requestMiddlewares];
    const requestInit = {
      redirect: "follow",
      ...baseOptions,
      ...init,
      body: serializedBody,
      headers: finalHeaders
    };
    let id;
    let options;
    let request = new Request(
      createFinalURL(schemaPath, { baseUrl: finalBaseUrl, params, querySerializer, pathSerializer }),
      requestInit
    );
    let response;
    for (const key in init) {
      if (!(key in request)) {
        request[key] = init[key];
      }
    }
    if (finalMiddlewares.length) {
      id = randomID();
      options = Object.freeze({
        baseUrl: finalBaseUrl,
        fetch,
        parseAs,
        querySerializer,
        bodySerializer,
        pathSerializer
      });
      for (const m of finalMiddlewares) {
        if (m && typeof m === "object" && typeof m.onRequest === "function") {
          const result = await m.onRequest({
            request,
            schemaPath,
            params,
            options,
            id
          });
          if (result) {
            if (result instanceof Request) {
              request = result;
            } else if (result instanceof Response) {
              response = result;
              break;
            } else {
              throw new Error("onRequest: must return new Request() or Response() when modifying the request");
            }
          }
        }
      }
    }
    if (!response) {
      try {
        response = await fetch(request, requestInitExt);
      } catch (error2) {
        let errorAfterMiddleware = error2;
        if (finalMiddlewares.length) {
          for (let i = finalMiddlewares.length - 1; i >= 0; i--) {
            const m = finalMiddlewares[i];
            if (m && typeof m === "object" && typeof m.onError === "function") {
              const result = await m.onError({
                request,
                error: errorAfterMiddleware,
                schemaPath,
                params,
                options,
                id
              });
              if (result) {
                if (result instanceof Response) {
                  errorAfterMiddleware = void 0;
                  response = result;
                  break;
                }
                if (result instanceof Error) {
                  errorAfterMiddleware = result;
                  continue;
                }
                throw new Error("onError: must return new Response() or instance of Error");
              }
            }
          }
        }
        if (errorAfterMiddleware) {
          throw errorAfterMiddleware;
        }
      }
      if (finalMiddlewares.length) {
        for (let i = finalMiddlewares.length - 1; i >= 0; i--) {
          const m = finalMiddlewares[i];
          if (m && typeof m === "object" && typeof m.onResponse === "function") {
            const result = await m.onResponse({
              request,
              response,
              schemaPath,
              params,
              options,
              id
            });
            if (result) {
              if (!(result instanceof Response)) {
                throw new Error("onResponse: must return new Response() when modifying the response");
              }
              response = result;
            }
          }
        }
      }
    }
    const contentLength = response.headers.get("Content-Length");
    if (response.status === 204 || request.method === "HEAD" || contentLength === "0" && !response.headers.get("Transfer-Encoding")?.includes("chunked")) {
      return response.ok ? { data: void 0, response } : { error: void 0, response };
    }
    if (response.ok) {
      const getResponseData = async () => {
        if (parseAs === "stream") {
          return response.body;
        }
        if (parseAs === "json" && !contentLength) {
          const raw = await response.text();
          return raw ? JSON.parse(raw) : void 0;
        }
        return await response[parseAs]();
      };
      return { data: await getResponseData(), response };
    }
    let error = await response.text();
    try {
      error = JSON.parse(error);
    } catch {
    }
    return { error, response };
  }
  return {
    request(method, url, init) {
      return coreFetch(url, { ...init, method: method.toUpperCase() });
    },
    /** Call a GET endpoint */
    GET(url, init) {
      return coreFetch(url, { ...init, method: "GET" });
    },
    /** Call a PUT endpoint */
    PUT(url, init) {
      return coreFetch(url, { ...init, method: "PUT" });
    },
    /** Call a POST endpoint */
    POST(url, init) {
      return coreFetch(url, { ...init, method: "POST" });
    },
    /** Call a DELETE endpoint */
    DELETE(url, init) {
      return coreFetch(url, { ...init, method: "DELETE" });
    },
    /** Call a OPTIONS endpoint */
    OPTIONS(url, init) {
      return coreFetch(url, { ...init, method: "OPTIONS" });
    },
    /** Call a HEAD endpoint */
    HEAD(url, init) {
      return coreFetch(url, { ...init, method: "HEAD" });
    },
    /** Call a PATCH endpoint */
    PATCH(url, init) {
      return coreFetch(url, { ...init, method: "PATCH" });
    },
    /** Call a TRACE endpoint */
    TRACE(url, init) {
      return coreFetch(url, { ...init, method: "TRACE" });
    },
    /** Register middleware */
    use(...middleware) {
      for (const m of middleware) {
        if (!m) {
          continue;
        }
        if (typeof m !== "object" || !("onRequest" in m || "onResponse" in m || "onError" in m)) {
          throw new Error("Middleware must be an object with one of `onRequest()`, `onResponse() or `onError()`");
        }
        globalMiddlewares.push(m);
      }
    },
    /** Unregister middleware */
    eject(...middleware) {
      for (const m of middleware) {
        const i = globalMiddlewares.indexOf(m);
        if (i !== -1) {
          globalMiddlewares.splice(i, 1);
        }
      }
    }
  };
}
function serializePrimitiveParam(name, value, options) {
  if (value === void 0 || value === null) {
    return "";
  }
  if (typeof value === "object") {
    throw new Error(
      "Deeply-nested arrays/objects aren’t supported. Provide your own `querySerializer()` to handle these."
    );
  }
  return `${name}=${options?.allowReserved === true ? value : encodeURIComponent(value)}`;
}
function serializeObjectParam(name, value, options) {
  if (!value || typeof value !== "object") {
    return "";
  }
  const values = [];
  const joiner = {
    simple: ",",
    label: ".",
    matrix: ";"
  }[options.style] || "&";
  if (options.style !== "deepObject" && options.explode === false) {
    for (const k in value) {
      values.push(k, options.allowReserved === true ? value[k] : encodeURIComponent(value[k]));
    }
    const final2 = values.join(",");
    switch (options.style) {
      case "form": {
        return `${name}=${final2}`;
      }
      case "label": {
        return `.${final2}`;
      }
      case "matrix": {
        return `;${name}=${final2}`;
      }
      default: {
        return final2;
      }
    }
  }
  for (const k in value) {
    const finalName = options.style === "deepObject" ? `${name}[${k}]` : k;
    values.push(serializePrimitiveParam(finalName, value[k], options));
  }
  const final = values.join(joiner);
  return options.style === "label" || options.style === "matrix" ? `${joiner}${final}` : final;
}
function serializeArrayParam(name, value, options) {
  if (!Array.isArray(value)) {
    return "";
  }
  if (options.explode === false) {
    const joiner2 = { form: ",", spaceDelimited: "%20", pipeDelimited: "|" }[options.style] || ",";
    const final = (options.allowReserved === true ? value : value.map((v) => encodeURIComponent(v))).join(joiner2);
    switch (options.style) {
      case "simple": {
        return final;
      }
      case "label": {
        return `.${final}`;
      }
      case "matrix": {
        return `;${name}=${final}`;
      }
      // case "spaceDelimited":
      // case "pipeDelimited":
      default: {
        return `${name}=${final}`;
      }
    }
  }
  const joiner = { simple: ",", label: ".", matrix: ";" }[options.style] || "&";
  const values = [];
  for (const v of value) {
    if (options.style === "simple" || options.style === "label") {
      values.push(options.allowReserved === true ? v : encodeURIComponent(v));
    } else {
      values.push(serializePrimitiveParam(name, v, options));
    }
  }
  return options.style === "label" || options.style === "matrix" ? `${joiner}${values.join(joiner)}` : values.join(joiner);
}
function createQuerySerializer(options) {
  return function querySerializer(queryParams) {
    const search = [];
    if (queryParams && typeof queryParams === "object") {
      for (const name in queryParams) {
        const value = queryParams[name];
        if (value === void 0 || value === null) {
          continue;
        }
        if (Array.isArray(value)) {
          if (value.length === 0) {
            continue;
          }
          search.push(
            serializeArrayParam(name, value, {
              style: "form",
              explode: true,
              ...options?.array,
              allowReserved: options?.allowReserved || false
            })
          );
          continue;
        }
        if (typeof value === "object") {
          search.push(
            serializeObjectParam(name, value, {
              style: "deepObject",
              explode: true,
              ...options?.object,
              allowReserved: options?.allowReserved || false
            })
          );
          continue;
        }
        search.push(serializePrimitiveParam(name, value, options));
      }
    }
    return search.join("&");
  };
}
function defaultPathSerializer(pathname, pathParams) {
  let nextURL = pathname;
  for (const match of pathname.match(PATH_PARAM_RE) ?? []) {
    let name = match.substring(1, match.length - 1);
    let explode = false;
    let style = "simple";
    if (name.endsWith("*")) {
      explode = true;
      name = name.substring(0, name.length - 1);
    }
    if (name.startsWith(".")) {
      style = "label";
      name = name.substring(1);
    } else if (name.startsWith(";")) {
      style = "matrix";
      name = name.substring(1);
    }
    if (!pathParams || pathParams[name] === void 0 || pathParams[name] === null) {
      continue;
    }
    const value = pathParams[name];
    if (Array.isArray(value)) {
      nextURL = nextURL.replace(match, serializeArrayParam(name, value, { style, explode }));
      continue;
    }
    if (typeof value === "object") {
      nextURL = nextURL.replace(match, serializeObjectParam(name, value, { style, explode }));
      continue;
    }
    if (style === "matrix") {
      nextURL = nextURL.replace(match, `;${serializePrimitiveParam(name, value)}`);
      continue;
    }
    nextURL = nextURL.replace(match, style === "label" ? `.${encodeURIComponent(value)}` : encodeURIComponent(value));
  }
  return nextURL;
}
function defaultBodySerializer(body, headers) {
  if (body instanceof FormData) {
    return body;
  }
  if (headers) {
    const contentType = headers.get instanceof Function ? headers.get("Content-Type") ?? headers.get("content-type") : headers["Content-Type"] ?? headers["content-type"];
    if (contentType === "application/x-www-form-urlencoded") {
      return new URLSearchParams(body).toString();
    }
  }
  return JSON.stringify(body);
}
function createFinalURL(pathname, options) {
  let finalURL = `${options.baseUrl}${pathname}`;
  if (options.params?.path) {
    finalURL = options.pathSerializer(finalURL, options.params.path);
  }
  let search = options.querySerializer(options.params.query ?? {});
  if (search.startsWith("?")) {
    search = search.substring(1);
  }
  if (search) {
    finalURL += `?${search}`;
  }
  return finalURL;
}
function mergeHeaders(...allHeaders) {
  const finalHeaders = new Headers();
  for (const h of allHeaders) {
    if (!h || typeof h !== "object") {
      continue;
    }
    const iterator = h instanceof Headers ? h.entries() : Object.entries(h);
    for (const [k, v] of iterator) {
      if (v === null) {
        finalHeaders.delete(k);
      } else if (Array.isArray(v)) {
        for (const v2 of v) {
          finalHeaders.append(k, v2);
        }
      } else if (v !== void 0) {
        finalHeaders.set(k, v);
      }
    }
  }
  return finalHeaders;
}
function removeTrailingSlash(url) {
  if (url.endsWith("/")) {
    return url.substring(0, url.length - 1);
  }
  return url;
}

// typescript/client.ts
var Problem = class extends Error {
  status;
  code;
  title;
  places;
  told;
  constructor(status, told2) {
    super(String(told2.detail ?? told2.title ?? status));
    this.status = status;
    this.code = String(told2.code ?? "");
    this.title = String(told2.title ?? "");
    this.places = Array.isArray(told2.errors) ? told2.errors : [];
    this.told = told2;
  }
};
var READS = /* @__PURE__ */ new Set(["GET", "HEAD"]);
function createKizuna({ address: address2 = "", key, language = "ja" } = {}) {
  const client = createClient({ baseUrl: address2 });
  let token;
  const session = async () => (await told(client.GET("/api/v1/session"))).csrf_token;
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
    }
  });
  return client;
}
function newKey() {
  return crypto.randomUUID();
}
async function told(asked2) {
  const { data, error, response } = await asked2;
  if (!response.ok) {
    throw new Problem(response.status, typeof error === "object" && error ? { ...error } : {});
  }
  return data;
}
function asForm(body) {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    form.append(name, value);
  }
  return form;
}

// example/src/elements.ts
function el(tag, about = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (value !== void 0 && value !== false) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((one) => one !== null && one !== void 0));
  return made;
}
function button(words, pressed, about = {}) {
  const made = el("button", { type: "button", ...about }, words);
  made.addEventListener("click", async () => {
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
function region(heading, ...children) {
  const id = newId();
  return el("section", { "aria-labelledby": id }, el("h2", { id }, heading), ...children);
}
var last = 0;
function newId() {
  last += 1;
  return `k${last}`;
}
var DAY = new Intl.DateTimeFormat("ja-JP", { dateStyle: "long", timeZone: "Asia/Tokyo" });
var MOMENT = new Intl.DateTimeFormat("ja-JP", { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Tokyo" });
function day(text) {
  return text ? DAY.format(new Date(text)) : "";
}
function moment(text) {
  return MOMENT.format(new Date(text));
}
function yen(amount2) {
  return `${amount2.toLocaleString("ja-JP")}円`;
}

// example/src/fields.ts
function amount(typed) {
  const text = typed.normalize("NFKC").replace(/[,\s円]/g, "");
  if (text === "") return null;
  return /^-?\d{1,12}$/.test(text) ? Number(text) : typed;
}
var KINDS = {
  email: { type: "email", autocomplete: "email" },
  phone: { type: "tel", autocomplete: "tel" },
  yen: { inputmode: "numeric" },
  // Days are typed as people write them (令和9年1月10日); the API takes them as the pages do.
  date: { inputmode: "text" }
};
function fieldOf(question, given) {
  if (question.type === "budget") return budget(question, Array.isArray(given) ? given : []);
  if (question.type === "choice" || question.type === "yesno") return choice(question, given);
  const id = newId();
  const frame = frameOf(question, id);
  const about = { id, name: question.key, "aria-describedby": frame.described, required: question.required };
  const input = question.type === "longtext" ? el("textarea", { ...about, rows: 5 }) : el("input", { type: "text", ...about, ...KINDS[question.type] });
  input.value = given === null || given === void 0 ? "" : String(given);
  frame.node.append(el("label", { for: id }, question.label, need(question)), frame.help, frame.error, input);
  return {
    key: question.key,
    label: question.label,
    node: frame.node,
    value: () => question.type === "yen" ? amount(input.value) : input.value.trim() || null,
    show: (texts) => frame.show(texts, input),
    focus: () => input.focus()
  };
}
function choice(question, given) {
  const options = question.type === "yesno" ? [{ value: "true", label: "はい" }, { value: "false", label: "いいえ" }] : question.options;
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
    focus: () => radios[0]?.radio.focus()
  };
}
function budget(question, given) {
  const frame = frameOf(question, newId());
  const rows = el("ol", { class: "lines" });
  const lines = [];
  const labelled = (words, input) => el("div", {}, el("label", { for: input.id }, words), input);
  const add = (line) => {
    const number = `${lines.length + 1}行目 `;
    const kind = el("select", { id: newId() }, el("option", { value: "" }, "選んでください"));
    kind.append(...question.options.map((one) => el("option", { value: one.value }, one.label)));
    kind.value = line.kind ?? "";
    const text = el("input", { id: newId(), type: "text", value: line.description ?? "" });
    const yen2 = el("input", { id: newId(), inputmode: "numeric", value: String(line.amount_yen ?? "") });
    lines.push({ kind, text, yen: yen2 });
    rows.append(
      el("li", {}, labelled(`${number}費目`, kind), labelled(`${number}内訳`, text), labelled(`${number}金額（円）`, yen2))
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
      const given2 = filled.map((one) => ({
        kind: one.kind.value,
        description: one.text.value,
        amount_yen: amount(one.yen.value)
      }));
      return given2.length ? given2 : null;
    },
    show: (texts) => frame.show(texts, null),
    focus: () => lines[0]?.kind.focus()
  };
}
function need(question) {
  return el("span", { class: "need" }, question.required ? "※必須" : "※任意");
}
function frameOf(question, id) {
  const help = el("p", { id: `${id}-help`, class: "help", hidden: !question.help }, question.help);
  const error = el("p", { id: `${id}-error`, class: "error", hidden: true });
  const node = el("div", { class: "field" });
  return {
    node,
    help,
    error,
    described: `${id}-help ${id}-error`,
    show(texts, input) {
      error.textContent = texts.join(" ");
      error.hidden = texts.length === 0;
      node.classList.toggle("wrong", texts.length > 0);
      if (input) input.setAttribute("aria-invalid", String(texts.length > 0));
    }
  };
}

// example/src/problems.ts
function parts(pointer) {
  return pointer.split("/").slice(1).map((one) => one.replaceAll("~1", "/").replaceAll("~0", "~"));
}
function showBeside(fields, places) {
  const rest = [];
  const texts = new Map(fields.map((one) => [one, []]));
  for (const place of places) {
    const names = parts(place.pointer);
    const field = fields.find((one) => names.includes(one.key));
    if (field) texts.get(field)?.push(place.detail);
    else rest.push(place);
  }
  for (const [field, found] of texts) field.show(found);
  return rest;
}
var Summary = class {
  node = el("div", { class: "summary", role: "alert", tabindex: "-1", hidden: true });
  clear() {
    this.node.hidden = true;
    this.node.replaceChildren();
  }
  /** Takes the focus, so that a reader hears what to do next. */
  tell(words, fields, places) {
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
  refuse(error, fields) {
    if (error instanceof Problem) {
      showBeside(fields, error.places);
      this.tell(error.message, fields, error.places);
    } else if (error instanceof TypeError) {
      this.tell("通信できませんでした。もう一度お試しください。", [], []);
    } else {
      throw error;
    }
  }
};

// example/src/beginning.ts
function questionOf(about) {
  const rest = { accept: [], help: "", max_bytes: null, max_files: null, max_length: null, max_yen: null };
  return { ...rest, min_yen: null, options: [], required: true, ...about };
}
function signIn() {
  const here = encodeURIComponent(location.pathname + location.hash);
  return el("p", {}, "申請にはサインインが必要です。", el("a", { href: `/accounts/login/?next=${here}` }, "サインインする"));
}
async function call(api2, slug) {
  const [form, session] = await Promise.all([
    told(api2.GET("/api/v1/forms/{slug}", { params: { path: { slug } } })),
    told(api2.GET("/api/v1/session"))
  ]);
  const head = [el("h1", {}, form.title), el("p", {}, `受付は${day(form.closes_at)}までです。`)];
  if (form.consultation === "required") head.push(el("p", {}, "申請の前に、拠点への事前相談が必要です。"));
  if (!form.is_open) return [...head, el("p", {}, "今は受け付けていません。")];
  if (!session.signed_in) return [...head, signIn()];
  const fields = form.eligibility.map(
    (one) => fieldOf(questionOf({ key: String(one.id), type: "yesno", label: one.text, help: one.help }), null)
  );
  const groups = form.applies === "group" ? await told(api2.GET("/api/v1/me/groups")) : [];
  const options = groups.map((one) => ({ value: String(one.id), label: one.name }));
  const group = fieldOf(questionOf({ key: "group", type: "choice", label: "申請する団体", options }), options[0]?.value);
  if (form.applies === "group") fields.push(group);
  const summary = new Summary();
  const begin = button("申請書を書き始める", async () => {
    summary.clear();
    const answered = fields.filter((one) => one !== group && one.value() !== null);
    const eligibility = Object.fromEntries(answered.map((one) => [one.key, one.value()]));
    const body = { call: slug, eligibility, group: form.applies === "group" ? Number(group.value()) || null : null };
    try {
      const draft2 = await told(api2.POST("/api/v1/drafts", { body }));
      location.hash = `#/drafts/${draft2.id}`;
    } catch (error) {
      summary.refuse(error, fields);
    }
  });
  return [...head, summary.node, region("申請できるか確かめる", ...fields.map((one) => one.node), begin)];
}

// example/src/drafting.ts
async function draft(api2, id) {
  const path = { draft_id: id };
  const begun = await told(api2.GET("/api/v1/drafts/{draft_id}", { params: { path } }));
  const form = await told(api2.GET("/api/v1/forms/{slug}", { params: { path: { slug: begun.call } } }));
  return new Writing(api2, begun, form.sections).nodes();
}
var Writing = class {
  constructor(api2, begun, parts2) {
    this.api = api2;
    this.begun = begun;
    this.parts = parts2;
  }
  api;
  begun;
  parts;
  summary = new Summary();
  status = el("p", { role: "status" });
  fields = /* @__PURE__ */ new Map();
  versions = /* @__PURE__ */ new Map();
  saved = /* @__PURE__ */ new Map();
  /** One sending, one key: pressed again after a broken line, it is still the same sending. */
  key = newKey();
  nodes() {
    const reason = this.begun.reason ? [region("直していただきたいこと", el("p", {}, this.begun.reason))] : [];
    const sections = this.parts.map((part) => this.section(part));
    return [el("h1", {}, this.begun.title), this.summary.node, this.status, ...reason, ...sections, this.sending()];
  }
  get all() {
    return [...this.fields.values()].flat();
  }
  section(part) {
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
      const problems = await this.save(part.key).catch((error) => this.refused(part.key, error));
      if (!problems) return;
      showBeside(all, problems);
      if (problems.length) this.summary.tell("保存しました。次の点を直してください。", all, problems);
      else this.status.textContent = `「${part.title}」を保存しました。`;
    });
    this.saved.set(part.key, JSON.stringify(this.answers(part.key)));
    return region(part.title, part.intro ? el("p", {}, part.intro) : null, ...all.map((one) => one.node), fields.length ? save : null);
  }
  answers(key) {
    const typed = (this.fields.get(key) ?? []).filter((one) => !one.node.dataset.file);
    return Object.fromEntries(typed.map((one) => [one.key, one.value()]));
  }
  async save(key) {
    const answers = this.answers(key);
    const params = { path: { draft_id: this.begun.id, key } };
    const body = { version: this.versions.get(key) ?? 0, answers };
    const state = await told(this.api.PATCH("/api/v1/drafts/{draft_id}/sections/{key}", { params, body }));
    this.versions.set(key, state.version);
    this.saved.set(key, JSON.stringify(answers));
    return state.problems;
  }
  /** 409: what was saved elsewhere stands beside the field; whoever saves again has seen it. */
  refused(key, error) {
    if (error instanceof Problem && typeof error.told.version === "number") this.versions.set(key, error.told.version);
    this.summary.refuse(error, this.fields.get(key) ?? []);
    return void 0;
  }
  file(question) {
    const id = newId();
    const frame = frameOf(question, id);
    const input = el("input", { type: "file", id, accept: question.accept.join(","), "aria-describedby": frame.described });
    const list = el("ul", { class: "files" });
    const path = { draft_id: this.begun.id };
    const field = {
      key: question.key,
      label: question.label,
      node: frame.node,
      value: () => null,
      show: (texts) => frame.show(texts, input),
      focus: () => input.focus()
    };
    const shown = (file) => {
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
        const body = { question: question.key, file: chosen };
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
  sending() {
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
  async send(declared) {
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
        this.api.POST("/api/v1/drafts/{draft_id}/submit", { params: { ...params, header }, body })
      );
      location.hash = `#/cases/${encodeURIComponent(receipt.number)}`;
    } catch (error) {
      this.summary.refuse(error, this.all);
    }
  }
};

// example/src/following.ts
async function cases(api2) {
  const head = el("h1", {}, "申請の状況");
  const session = await told(api2.GET("/api/v1/session"));
  if (!session.signed_in) return [head, signIn()];
  const found = await told(api2.GET("/api/v1/me/cases"));
  const lines = found.items.map(
    (one) => el("li", {}, el("a", { href: address(one.number) }, one.title || one.number), el("span", { class: "when" }, one.label))
  );
  return [head, lines.length ? el("ul", { class: "list" }, ...lines) : el("p", {}, "申請はまだありません。")];
}
async function oneCase(api2, number) {
  const path = { number };
  const [found, events] = await Promise.all([
    told(api2.GET("/api/v1/cases/{number}", { params: { path } })),
    told(api2.GET("/api/v1/cases/{number}/timeline", { params: { path } }))
  ]);
  const state = el("dl", {}, ...pair("受付番号", found.number), ...pair("状況", found.label), ...pair("いま対応する人", found.turn_text));
  if (found.due_at) state.append(...pair("期限", day(found.due_at)));
  const letters = found.letters.map(
    (one) => el("li", {}, el("a", { href: `/api/v1/me/letters/${one.id}/file` }, `${one.title}（PDF）`))
  );
  const moments = events.map((one) => el("li", {}, el("span", { class: "when" }, moment(one.at)), ` ${one.label}`));
  return [
    el("h1", {}, found.title || found.call),
    region("いまの状況", state, el("p", {}, found.next_text)),
    ...found.correction ? [region("直していただきたいこと", el("p", {}, found.correction.reason))] : [],
    ...found.allowed_actions.map((one) => action(api2, found, one)),
    ...letters.length ? [region("通知書", el("ul", {}, ...letters))] : [],
    region("これまでの経過", el("ol", { class: "list" }, ...moments))
  ];
}
function address(number) {
  return `#/cases/${encodeURIComponent(number)}`;
}
function pair(name, text) {
  return [el("dt", {}, name), el("dd", {}, text)];
}
function action(api2, found, one) {
  const schema = one.input_schema;
  const fields = Object.entries(schema.properties ?? {}).map(([key2, asked2]) => inputOf(key2, asked2, schema.required ?? []));
  const summary = new Summary();
  const key = newKey();
  const go = button(one.label, async () => {
    summary.clear();
    const given = fields.filter((field) => field.value() !== null);
    const input = Object.fromEntries(given.map((field) => [field.key, field.value()]));
    const params = { path: { number: found.number, action: one.id }, header: { "Idempotency-Key": key } };
    try {
      const done = await told(
        api2.POST("/api/v1/cases/{number}/actions/{action}", { params, body: { version: found.version, input, confirmed: true } })
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
function inputOf(key, asked2, required) {
  const options = (asked2.oneOf ?? []).map((one) => ({ value: one.const, label: one.title }));
  const type = options.length ? "choice" : asked2.type === "boolean" ? "yesno" : asked2.type === "integer" ? "yen" : "longtext";
  const about = { key, type, label: asked2.title || key, help: asked2.description ?? "", options };
  return fieldOf(questionOf({ ...about, required: required.includes(key) }), null);
}

// example/src/reading.ts
async function hubs(api2) {
  const found = await told(api2.GET("/api/v1/hubs", { params: { query: { limit: 100 } } }));
  const lines = found.items.map((one) => el("li", {}, el("a", { href: `#/hubs/${one.code}` }, one.name)));
  return [el("h1", {}, "地域活動支援拠点"), el("ul", { class: "list" }, ...lines)];
}
async function hub(api2, code) {
  const [one, news, calls] = await Promise.all([
    told(api2.GET("/api/v1/hubs/{code}", { params: { path: { code } } })),
    told(api2.GET("/api/v1/pages", { params: { query: { hub: code, type: "news", limit: 20 } } })),
    told(api2.GET("/api/v1/calls", { params: { query: { hub: code, state: "open" } } }))
  ]);
  const items = news.items.map(
    (page) => el("li", {}, el("a", { href: page.url }, page.title), el("span", { class: "when" }, day(page.date)))
  );
  const open = calls.items.map(
    (call2) => el("li", {}, el("a", { href: `#/calls/${call2.slug}` }, call2.title), el("span", { class: "when" }, `${day(call2.closes_at)}まで`))
  );
  return [
    el("h1", {}, one.name),
    region("お知らせ", items.length ? el("ul", { class: "list" }, ...items) : el("p", {}, "お知らせはまだありません。")),
    region("募集・受付", open.length ? el("ul", { class: "list" }, ...open) : el("p", {}, "受付中のものはありません。"))
  ];
}

// example/src/main.ts
var api = createKizuna();
var WAYS = [
  [/^#\/hubs\/([\w-]+)$/, (code) => hub(api, code)],
  [/^#\/calls\/([\w-]+)$/, (slug) => call(api, slug)],
  [/^#\/drafts\/([0-9a-f-]+)$/, (id) => draft(api, id)],
  [/^#\/cases\/(.+)$/, (number) => oneCase(api, number)],
  [/^#\/cases$/, () => cases(api)]
];
var asked = 0;
async function drawn() {
  const [, way, found] = WAYS.map(([at, way2]) => [at, way2, at.exec(location.hash)]).find((one) => one[2]) ?? [];
  try {
    return await (way ? way(decodeURIComponent(found?.[1] ?? "")) : hubs(api));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return [el("h1", {}, "サインインしてください"), signIn()];
    if (error instanceof Problem) return [el("h1", {}, error.title), el("p", {}, error.message)];
    if (error instanceof TypeError) return [el("h1", {}, "通信できませんでした"), el("p", {}, "もう一度お試しください。")];
    throw error;
  }
}
async function show() {
  const turn = ++asked;
  const main = document.querySelector("main");
  if (!main) return;
  main.setAttribute("aria-busy", "true");
  const nodes = await drawn();
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
