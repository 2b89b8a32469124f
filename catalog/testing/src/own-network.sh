#!/bin/sh
# Starts what a browser's launcher starts, in a network of its own. Pipes that the launcher opened stay open.
exec unshare --net "$KEELSON_TEST_NODE" "${0%/*}/inside-network.ts" "$@"
