"""By what others come in or look in: keys of the API, the ward's own sign-in, other front ends, open data."""

from __future__ import annotations

from typing import Any

import environ

env = environ.Env()

# Keys of the API live at most so many days, those with which staff read or move cases fewer; answers with an
# Idempotency-Key are given again for so many hours.
API_KEY_DAYS = env.int("API_KEY_DAYS", default=90)
API_STAFF_KEY_DAYS = env.int("API_STAFF_KEY_DAYS", default=30)
API_ANSWER_HOURS = env.int("API_ANSWER_HOURS", default=48)

# Pages of other origins may read what the API answers, as programs do: with a key or nobody, never with the session
# of the person who looks at them (decision 0060). "*" is every origin, an empty list none.
API_ORIGINS = env.list("API_ORIGINS", default=["*"])
CORS_URLS_REGEX = r"^/api/v[12]/"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_ALL_ORIGINS = "*" in API_ORIGINS
CORS_ALLOWED_ORIGINS = [one for one in API_ORIGINS if one != "*"]
CORS_ALLOW_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
CORS_ALLOW_HEADERS = [
    *("accept", "accept-language", "authorization", "content-type"),
    *("idempotency-key", "if-match", "if-modified-since", "if-none-match"),
]
CORS_EXPOSE_HEADERS = [
    *("allow", "content-disposition", "content-language", "etag", "idempotency-replayed", "last-modified", "link"),
    *("location", "retry-after", "www-authenticate"),
]
CORS_PREFLIGHT_MAX_AGE = 86_400

# Signing in through the ward's own provider (cms.people.oidc): off while no issuer is named.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default="職員用アカウント")
OIDC_FORM_ORIGINS = env.list("OIDC_FORM_ORIGINS", default=["/".join(OIDC_ISSUER.split("/")[:3])] if OIDC_ISSUER else [])
SOCIALACCOUNT_ADAPTER = "cms.people.oidc.OidcAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "ward",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_ISSUER},
            }
        ],
    }

# Where another front end shows drafts; {token} stands for the secret of the link.
HEADLESS_PREVIEW_URL = env.str("HEADLESS_PREVIEW_URL", default="")
# Open data: the prefix of ids (an organisation's own), and the licence under which it is given.
OPEN_DATA_PREFIX = env.str("OPEN_DATA_PREFIX", default="kizuna")
OPEN_DATA_LICENCE = env.str("OPEN_DATA_LICENCE", default="https://creativecommons.org/licenses/by/4.0/")
OPEN_DATA_LICENCE_NAME = env.str("OPEN_DATA_LICENCE_NAME", default="CC BY 4.0")
