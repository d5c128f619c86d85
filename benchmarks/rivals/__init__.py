"""
The other libraries, each behind a few lines that use it as its documentation says.
"""
