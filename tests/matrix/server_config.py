"""The Jupyter server of one environment: nothing of the user's, nothing that asks."""

import os
from pathlib import Path

here = Path(os.environ["MATRIX_PLACE"])
c = get_config()  # noqa: F821

c.ServerApp.root_dir = str(here / "notebooks")
c.ServerApp.allow_root = True
c.ServerApp.open_browser = False
c.ServerApp.port_retries = 0
c.IdentityProvider.token = ""
c.LabServerApp.user_settings_dir = str(here / "settings")
c.LabServerApp.workspaces_dir = str(here / "workspaces")
