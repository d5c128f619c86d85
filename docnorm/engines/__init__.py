"""
Engines that need more than this process, others beside it or a cache; each is a file, imported only where it's asked
for.
"""
