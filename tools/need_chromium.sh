#!/bin/sh
# Make sure that the browser tests find a Chromium: the system's, or the one Playwright downloads.
set -e
command -v chromium >/dev/null || command -v google-chrome >/dev/null \
    || command -v chromium-browser >/dev/null && exit 0
own="require('@playwright/test').chromium.executablePath()"
node -e "require('fs').accessSync($own)" 2>/dev/null && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then
    sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
echo "The browser tests need Chromium: install it with your package manager or npx playwright install chromium, then run make test again." >&2
exit 1
