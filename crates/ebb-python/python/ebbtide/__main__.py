"""``python -m ebbtide batch FOLDER -o FILE``: one row for each chat of a folder."""

from __future__ import annotations

import sys

from ebbtide.batch import main

sys.exit(main())
