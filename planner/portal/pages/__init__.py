"""What the pages of the portal hold, from data to HTML."""
