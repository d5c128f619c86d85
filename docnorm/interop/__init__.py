"""
Other libraries' own values, from docnorm's and to them; each library is a file, imported only where it's asked for.
"""
