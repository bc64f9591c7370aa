"""Commands of the portal and of the office: they need the extra `planner[portal]`."""
