"""Plannings as pictures: charts, strips of a year, who is at a site."""
