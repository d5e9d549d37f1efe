"""How fast search and lists are, measured side by side with the raw engine and with Datasette: `make bench`.

For whoever changes search or a query. Everything is invented here from one seed: row n is the same in every size.
It needs the network once, to install Datasette in a place of its own under instance/bench.
Never: a part of the site, a real listing, a figure that this command did not measure itself.
"""
