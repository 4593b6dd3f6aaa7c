"""The page that a text's link opens, for patients: no script, no cookie, nothing from elsewhere."""
