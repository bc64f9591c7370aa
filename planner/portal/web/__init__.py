"""The portal on the web: its addresses, who is let in, what is answered."""
