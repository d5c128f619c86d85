"""
The version of the package: the one place where it's written.
"""

__all__ = ["VERSION"]

VERSION = "0.1.0"
