"""A hub whose users are processes of one account, each with a home folder of its own.

GALACTICA_TEST_HUB holds what the test decides: folders, ports, a token, and per user the arguments
of the server and its environment.
"""

import json
import os

given = json.loads(os.environ["GALACTICA_TEST_HUB"])
c = get_config()  # noqa: F821

c.JupyterHub.bind_url = f"http://127.0.0.1:{given['port']}"
c.JupyterHub.hub_port = given["hub_port"]
c.JupyterHub.cookie_secret = os.urandom(32)
c.JupyterHub.db_url = "sqlite://"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.ConfigurableHTTPProxy.command = [given["proxy"]]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{given['proxy_port']}"

c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = given["homes"] + "/{username}"
c.Spawner.cmd = [given["singleuser"]]

c.JupyterHub.services = [{"name": "tests", "api_token": given["token"]}]
c.JupyterHub.load_roles = [
    {
        "name": "tests",
        "scopes": ["admin:users", "admin:servers", "access:servers"],
        "services": ["tests"],
    }
]


def as_decided(spawner):
    decided = given["users"][spawner.user.name]
    spawner.args = ["--allow-root", *decided["args"]]
    spawner.environment = decided["environment"]


c.Spawner.pre_spawn_hook = as_decided
