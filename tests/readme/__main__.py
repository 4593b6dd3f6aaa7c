"""Write the lists of the README and the docs anew from the code."""

from tests.readme.listed import PAGES, filled

for page in PAGES:
    page.write_text(filled(page.read_text()))
