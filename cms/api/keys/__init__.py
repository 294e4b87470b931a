"""Keys of the API: issued to a person, for some scopes, until a day; shown once and kept as a digest."""
