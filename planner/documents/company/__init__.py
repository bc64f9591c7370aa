"""The documents about a company: the cover page of its folder, the links to mail."""
