"""The content of the portal's pages, from data to HTML."""
