"""The HTTP side of the portal: routes, authentication, middleware, responses."""
