"""The portal: a web server on which companies read, download and subscribe to plannings.

`settings` reads the settings file of a school, `store` keeps versions, links and visits in a
database, `pages` turns data into HTML, `mail` writes and sends messages, `interface` answers
programs, `web` routes and authorizes HTTP requests. Each package uses only those before it. Needs
the extra `planner[portal]`.
"""
