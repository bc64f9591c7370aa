"""The rules form: the programme file as fields, in both directions."""
