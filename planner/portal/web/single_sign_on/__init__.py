"""Signing in by a service of the school: OpenID Connect, CAS, or a header of the reverse proxy.

A service tells who comes, as an `Account`; the handlers do the rest, which is the same for all.
"""
