"""Request handlers of scolarité: what is published, links, mail, the trail, and its sessions."""
