"""
How the pages become a site: `make docs` builds it, offline, and a warning is an error.
"""

from docnorm.version import VERSION

project = "docnorm"
author = "the docnorm authors"
project_copyright = "the docnorm authors"
version = release = VERSION

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
myst_heading_anchors = 4
default_role = "code"
nitpicky = False

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True

html_theme = "furo"
html_title = f"docnorm {VERSION}"
html_copy_source = False
html_show_sphinx = False
html_last_updated_fmt = None
