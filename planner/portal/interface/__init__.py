"""What programs of a school read: JSON of what is published, and the document that describes it."""
