"""The portal: a web server on which companies read, download and subscribe to plannings.

`settings` reads what a school has set, `store` keeps versions, links and visits in SQLite, `pages`
turns data into HTML, `mail` writes and sends messages, `web` routes and authorizes HTTP requests.
Each package uses only those before it. Needs the extra `planner[portal]`.
"""
