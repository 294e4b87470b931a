"""Field notes of the hubs, and the ledger of issues that come of them."""
