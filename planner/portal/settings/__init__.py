"""The settings of a school: one TOML file, a section a file here, all of them optional."""
