"""Write the lists of the README and the docs anew from the code."""

from tests.readme.listed import ASYNCAPI, PAGES, asyncapi, filled

for page in PAGES:
    page.write_text(filled(page.read_text()))
ASYNCAPI.write_text(asyncapi())
