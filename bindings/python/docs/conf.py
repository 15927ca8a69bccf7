"""Sphinx: the reference of the Python package, from its docstrings."""

import lawful

project = "lawful"
release = lawful.version()
extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon"]
autodoc_member_order = "bysource"
autodoc_typehints = "description"
html_theme = "alabaster"
html_theme_options = {"description": "The law as a column"}
