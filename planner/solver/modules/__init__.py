"""Modules in the weeks of a class: the best progression, or why its weeks admit none.

`search` asks `bounds` for what no progression goes below, and places what these found by the
CP-SAT model of `model`; `explain` names the demands that cannot all be kept.
"""
