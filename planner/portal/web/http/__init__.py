"""What request handlers share of HTTP: forms, cookies, downloads, denials, headers, the log."""
