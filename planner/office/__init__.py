"""The office: pages on which a school describes, plans, changes and publishes.

`models` are ready programmes, `drafts` keeps what is being planned, `form` turns the rules into
fields, `year` and `progression` show a planning as grids that are edited, `searches` runs the
solver, `draft_files` and `archives` make the files of a draft, `pages` turns the rest into views,
`web` answers HTTP requests. Each uses only those before it.
"""
