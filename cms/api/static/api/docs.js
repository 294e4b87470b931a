// The description of the API as a page. Whoever is signed in here tries operations with their session.
"use strict";
{
  const place = document.getElementById("description");
  const settings = JSON.parse(place.dataset.settings);
  const session = new URL("session", new URL(settings.url, location.href));

  async function withToken(request) {
    const method = (request.method || "GET").toUpperCase();
    if (["GET", "HEAD", "OPTIONS"].includes(method) || request.headers.Authorization) {
      return request;
    }
    const answer = await fetch(session, { credentials: "same-origin" });
    request.headers["X-CSRFToken"] = (await answer.json()).csrf_token;
    return request;
  }

  SwaggerUIBundle({
    ...settings,
    domNode: place,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset],
    requestInterceptor: withToken,
  });
}
