"""Have this environment see the packages of another one, below its own."""

import site
import sys
from pathlib import Path

version = f"python{sys.version_info.major}.{sys.version_info.minor}"
packages = Path(sys.argv[1]).resolve() / "lib" / version / "site-packages"
here = Path(site.getsitepackages()[0])
(here / "on_top_of.pth").write_text(f"import site; site.addsitedir({str(packages)!r})\n")
