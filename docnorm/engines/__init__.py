"""
Engines that need more than this process; each is a file, imported only where it's asked for.
"""
