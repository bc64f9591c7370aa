"""What is told in words of commands, as pages tell it."""

PAGE_MESSAGE_KEYS = {
    "portal.has-link": "office.has-link",
    "portal.nothing-served": "office.none-to-link",
    "portal.overtaken": "office.overtaken-published",
    "portal.overtaken-withdrawn": "office.overtaken-withdrawn",
    "publish.needs-planning": "office.needs-planning",
}
"""The keys of such problems, and those of what takes their place."""
