"""The portal: companies open, download and subscribe to their apprentices' planning.

It needs the extra `planner[portal]`.
"""
