"""Deliver documents: a folder per company, a summary, and a manifest with digests."""
