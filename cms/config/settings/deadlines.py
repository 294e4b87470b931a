"""How long what people write is shown, waited for and kept; and how often a visitor may ask."""

from __future__ import annotations

import environ

env = environ.Env()

# A call is shown as about to close during its last days.
CALL_CLOSING_SOON_DAYS = env.int("CALL_CLOSING_SOON_DAYS", default=14)
# A form that was never sent is kept this long after its call has closed.
DRAFT_RETENTION_DAYS = env.int("DRAFT_RETENTION_DAYS", default=90)
# A need or an offer is shown for so many days at most, unless its group renews it; so many of one group at a time.
EXCHANGE_LISTING_DAYS = env.int("EXCHANGE_LISTING_DAYS", default=180)
EXCHANGE_LISTINGS_OF_A_GROUP = env.int("EXCHANGE_LISTINGS_OF_A_GROUP", default=20)
# How two sides reach each other is forgotten so many days after their introduction or request has ended.
EXCHANGE_KEEP_DAYS = env.int("EXCHANGE_KEEP_DAYS", default=90)
# A request of a visitor: hours to confirm the address; days until the group is reminded, until it ends unanswered.
EXCHANGE_CONFIRM_HOURS = env.int("EXCHANGE_CONFIRM_HOURS", default=48)
EXCHANGE_REMIND_DAYS = env.int("EXCHANGE_REMIND_DAYS", default=7)
EXCHANGE_EXPIRE_DAYS = env.int("EXCHANGE_EXPIRE_DAYS", default=30)
# So many days before a need or an offer ends its group is told.
EXCHANGE_ENDING_DAYS = env.int("EXCHANGE_ENDING_DAYS", default=14)
# So many in so many seconds: mails to one address, requests of one visitor, requests to one group; and in all a day.
EXCHANGE_REQUEST_LIMITS = {
    "address": [(3, 3600), (5, 86400)],
    "visitor": [(10, 3600), (30, 86400)],
    "group": [(20, 3600), (60, 86400)],
}
EXCHANGE_REQUESTS_A_DAY = env.int("EXCHANGE_REQUESTS_A_DAY", default=1000)
# A field note is kept to the end of the fiscal year in which it or its issue came to rest, and then so many years.
FIELD_NOTE_RETENTION_YEARS = env.int("FIELD_NOTE_RETENTION_YEARS", default=3)
# Below this age a guardian has to consent (民法第4条).
AGE_OF_MAJORITY = env.int("AGE_OF_MAJORITY", default=18)
# Months in which volunteers are asked whether they go on: February, and March for whom a stopped service did not reach.
VOLUNTEER_RENEWAL_MONTHS = env.list("VOLUNTEER_RENEWAL_MONTHS", cast=int, default=[2, 3])
# A guardian who is asked by mail has so many days to answer, and is reminded so many days before the last one.
GUARDIAN_ANSWER_DAYS = env.int("GUARDIAN_ANSWER_DAYS", default=14)
GUARDIAN_REMIND_DAYS = env.int("GUARDIAN_REMIND_DAYS", default=4)
# The e-mail magazine. So many in so many seconds; a link to confirm lives for hours, the others for days.
MAGAZINE_LIMITS = {"address": [(2, 3600), (3, 86400)], "visitor": [(10, 3600), (30, 86400)]}
MAGAZINE_SIGN_UPS_A_DAY = env.int("MAGAZINE_SIGN_UPS_A_DAY", default=3000)
MAGAZINE_CONFIRM_HOURS = env.int("MAGAZINE_CONFIRM_HOURS", default=48)
MAGAZINE_LINK_DAYS = env.int("MAGAZINE_LINK_DAYS", default=180)
MAGAZINE_ERASE_DAYS = env.int("MAGAZINE_ERASE_DAYS", default=30)
MAGAZINE_FAILURES = env.int("MAGAZINE_FAILURES", default=3)
MAGAZINE_FAILURE_DAYS = env.int("MAGAZINE_FAILURE_DAYS", default=180)
MAGAZINE_RETRY_MINUTES = env.list("MAGAZINE_RETRY_MINUTES", cast=float, default=[5, 15, 60, 240])
MAGAZINE_BOUNCE_ADDRESS = env.str("MAGAZINE_BOUNCE_ADDRESS", default="")

# Content rules: how long their log is kept, and how often one rule may apply to one page within a day.
RULES_KEEP_DAYS = env.int("RULES_KEEP_DAYS", default=365)
RULES_MOST_A_DAY = env.int("RULES_MOST_A_DAY", default=20)
