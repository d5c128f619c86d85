"""
`python -m docnorm` is `docnorm`.
"""

import sys

from docnorm.cli import main

sys.exit(main())
