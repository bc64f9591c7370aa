"""Pages of the office: templates, stylesheets and scripts."""
