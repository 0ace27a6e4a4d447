"""`python -m browser`: install a Chromium if there is none."""

import sys

from browser.chromium import install

if __name__ == "__main__":
    sys.exit(install())
