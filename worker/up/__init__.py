"""The supervisor behind `asapcomms up`: everything on one machine, with one command."""
