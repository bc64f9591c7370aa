"""Plannings with weeks that no calendar publishes: what they may become, what rules say."""
