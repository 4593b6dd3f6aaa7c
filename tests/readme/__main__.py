"""Write the README's lists anew from the code."""

from tests.readme.listed import README, filled

README.write_text(filled(README.read_text()))
