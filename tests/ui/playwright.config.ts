import { accessSync } from 'node:fs';
import { join, resolve } from 'node:path';

import baseConfig from '@jupyterlab/galata/lib/playwright-config';
import { defineConfig } from '@playwright/test';

const root = resolve(__dirname, '../..');
const port = Number(process.env.UI_PORT ?? 8917);

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

export default defineConfig({
  ...baseConfig,
  testDir: __dirname,
  testMatch: process.env.SCREENSHOTS ? 'screenshots.ts' : '*.spec.ts',
  outputDir: join(root, 'build/ui-results'),
  reporter: [['list']],
  retries: 0,
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  globalTeardown: join(__dirname, 'stop-worker.ts'),
  use: {
    ...baseConfig.use,
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1360, height: 860 },
    trace: 'off',
    video: 'off',
    launchOptions: {
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
    }
  },
  webServer: {
    command: `jupyter lab --config ${join(__dirname, 'jupyter_server_test_config.py')} --ServerApp.port=${port}`,
    url: `http://localhost:${port}/lab`,
    timeout: 120_000,
    reuseExistingServer: false,
    env: {
      ...(process.env as Record<string, string>),
      JUPYTER_DATA_DIR: join(root, 'build/ui-data'), // not the user's conversations
      JUPYTER_RUNTIME_DIR: join(root, 'build/ui-runtime')
    }
  }
});
