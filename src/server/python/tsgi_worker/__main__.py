"""Entry point: `python3 .../tsgi_worker`, started by the master with descriptors 3 (orders) and 4 (lifeline).

This file must stay readable for any Python, so that an old one is refused with a sentence, not a syntax error.
"""
import os
import sys

OLDEST = (3, 8)
EXIT_OLD_PYTHON = 41

if sys.version_info < OLDEST:
    sys.stderr.write("tsgi needs Python %d.%d or later, %s is %s\n"
                     % (OLDEST[0], OLDEST[1], sys.executable, sys.version.split()[0]))
    sys.exit(EXIT_OLD_PYTHON)

# The application must not see our folder in its path: import everything now, then take it out again.
sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
from tsgi_worker.zygote.zygote import main  # noqa: E402

del sys.path[0]

if __name__ == "__main__":
    main()
