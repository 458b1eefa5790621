import { accessSync } from 'node:fs';
import { join } from 'node:path';

/** A Chromium of the system's package manager; undefined lets Playwright look for its own. */
function systemChromium(): string | undefined {
  const names = ['chromium', 'google-chrome', 'chromium-browser'];
  for (const folder of (process.env.PATH ?? '').split(':')) {
    for (const name of names) {
      try {
        accessSync(join(folder, name));
        return join(folder, name);
      } catch {
        continue;
      }
    }
  }
  return undefined;
}

/** How the browser of all browser tests is started. */
export const CHROMIUM = {
  executablePath: systemChromium(),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync'
  ]
};
