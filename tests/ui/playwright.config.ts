import { join, resolve } from 'node:path';

import baseConfig from '@jupyterlab/galata/lib/playwright-config';
import { defineConfig } from '@playwright/test';

import { CHROMIUM } from './chromium';

const root = resolve(__dirname, '../..');
const port = Number(process.env.UI_PORT ?? 8917);

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
    launchOptions: CHROMIUM
  },
  webServer: {
    command: `jupyter lab --config ${join(__dirname, 'jupyter_server_test_config.py')} --ServerApp.port=${port}`,
    url: `http://localhost:${port}/lab`,
    timeout: 120_000,
    reuseExistingServer: false,
    env: {
      ...(process.env as Record<string, string>),
      JUPYTER_DATA_DIR: join(root, 'build/ui-data'), // not the user's conversations
      JUPYTER_CONFIG_DIR: join(root, 'build/ui-config'), // nor their settings
      JUPYTER_RUNTIME_DIR: join(root, 'build/ui-runtime')
    }
  }
});
