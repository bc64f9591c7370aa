"""Files in which timetable offices give back in which weeks modules are taught."""
