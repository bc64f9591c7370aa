"""Plannings as files of other tools."""
