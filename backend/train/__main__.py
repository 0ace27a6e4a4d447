"""Rebuilds the weights of the taggers: `python -m train [FOLDER]`. The same code and lists give the same bytes.

It prints how often the labels of generated documents are right whose forms of heads were not trained on.
"""

import sys
from pathlib import Path

from train.fitting import SETS, build, report

WEIGHTS = Path(__file__).parent.parent / "resume-service/src/resume_service/imports/structuring/labels/weights"
COUNT, HELD_OUT = 1_200, 120
"""Documents to train on, and others to measure with."""

if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else WEIGHTS
    for name in SETS:
        print(f"{name}: {build(name, folder, COUNT).stat().st_size} bytes")
    for name in SETS:
        print(*report(name, folder, HELD_OUT), sep="\n")
