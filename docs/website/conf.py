"""What Sphinx is told. Nothing here may need the network: not to build the site, and not to read it."""

from conflicts import __version__

project = "conflicts"
author = "the authors of conflicts"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "website.signatures"]
root_doc = "index"
html_theme = "furo"
html_title = "conflicts"
html_static_path = ["static"]
html_extra_path = ["../../build/docs/files"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"navigation_with_keys": True}
pygments_style = "friendly"
pygments_dark_style = "github-dark"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4
# Reports on pages are cut short with "…", and then are no JSON any more; a page is not wrong for that.
# Names in signatures, such as a field called ``text``, need not lead anywhere.
suppress_warnings = ["misc.highlighting_failure", "ref.python"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_class_signature = "separated"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 80
