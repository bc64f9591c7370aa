"""Mail to who has a page: what is written, to whom, and how it is handed to the mail server."""
