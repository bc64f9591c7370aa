"""Request handlers of the office, and the application they make with those of the portal."""
