"""An S3-compatible server for a test: OpenStack Swift, its four servers in one process.

    python3 s3-server.py FOLDER

Listens on a free port of 127.0.0.1 and prints it. Takes S3_ACCESS_KEY_ID (as ACCOUNT:USER), S3_SECRET_ACCESS_KEY and
S3_REGION from the environment. Accounts and containers are in FOLDER, objects in memory. Ends with its input.
"""
import eventlet

eventlet.monkey_patch()

import os
import sys

import eventlet.wsgi
from swift.common.ring import RingBuilder
from swift.common.utils import set_swift_dir
from swift.common.wsgi import loadapp

folder = sys.argv[1]
account, user = os.environ["S3_ACCESS_KEY_ID"].split(":")
listeners = {name: eventlet.listen(("127.0.0.1", 0)) for name in ("proxy", "account", "container", "object")}


def port(name):
    return listeners[name].getsockname()[1]


def write(name, *sections):
    """Writes a settings file: sections of a title and its lines. Gives its path."""
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        for title, *lines in sections:
            file.write("\n".join([f"[{title}]", *lines, ""]))
    return path


def ring(name):
    """Says where the server is that keeps things of this kind: one device, one copy."""
    builder = RingBuilder(part_power=1, replicas=1, min_part_hours=0)
    place = {"id": 0, "region": 1, "zone": 1, "ip": "127.0.0.1", "port": port(name), "device": "disk", "weight": 1}
    builder.add_dev(place)
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, f"{name}.ring.gz"))


def serve(name, *sections):
    settings = write(
        f"{name}.conf",
        ("DEFAULT", f"swift_dir = {folder}", f"devices = {folder}", "mount_check = false"),
        *sections,
    )
    eventlet.spawn(eventlet.wsgi.server, listeners[name], loadapp(settings), log_output=False)


os.makedirs(os.path.join(folder, "disk"))
write("swift.conf", ("swift-hash", "swift_hash_path_suffix = test", "swift_hash_path_prefix = test"))
set_swift_dir(folder)
for kind, app in (("account", "account"), ("container", "container"), ("object", "mem_object")):
    ring(kind)
    serve(kind, ("pipeline:main", "pipeline = app"), ("app:app", f"use = egg:swift#{app}"))
serve(
    "proxy",
    ("pipeline:main", "pipeline = catch_errors gatekeeper cache s3api tempauth proxy-server"),
    ("filter:catch_errors", "use = egg:swift#catch_errors"),
    ("filter:gatekeeper", "use = egg:swift#gatekeeper"),
    # Asked for by the others; that nobody is there is as good as knowing nothing.
    ("filter:cache", "use = egg:swift#memcache", "memcache_servers = 127.0.0.1:1"),
    ("filter:s3api", "use = egg:swift#s3api", f"location = {os.environ['S3_REGION']}"),
    (
        "filter:tempauth",
        "use = egg:swift#tempauth",
        f"user_{account}_{user} = {os.environ['S3_SECRET_ACCESS_KEY']} .admin",
    ),
    ("app:proxy-server", "use = egg:swift#proxy", "account_autocreate = true"),
)
print(port("proxy"), flush=True)
eventlet.tpool.execute(sys.stdin.read)
