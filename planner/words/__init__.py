"""Sentences and looks that all documents, pages and commands share."""
