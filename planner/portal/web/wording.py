"""Messages of commands, and those that pages show instead."""

PAGE_MESSAGE_KEYS = {
    "portal.nothing-served": "office.none-to-link",
    "portal.overtaken": "office.overtaken-published",
    "portal.overtaken-elsewhere": "office.overtaken",
    "portal.overtaken-withdrawn": "office.overtaken-withdrawn",
    "publish.needs-planning": "office.needs-planning",
}
"""Keys of error messages for the command line, and of those for pages."""
