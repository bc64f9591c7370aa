"""Mail to the recipients of pages: letters, who gets them, and the mail server."""
