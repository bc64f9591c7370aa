"""Request handlers of the pages of one draft."""
