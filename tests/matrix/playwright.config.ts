import { join, resolve } from 'node:path';

import { defineConfig } from '@playwright/test';

import { CHROMIUM } from '../ui/chromium';

const root = resolve(__dirname, '../..');
const port = Number(process.env.UI_PORT ?? 8918);
const app = process.env.MATRIX_APP ?? 'lab';
const log = join(process.env.MATRIX_PLACE ?? root, 'server.log');

/** Only Playwright's own: Galata is made for one version of JupyterLab. */
export default defineConfig({
  testDir: __dirname,
  outputDir: join(root, 'build/matrix/results'),
  reporter: [['list']],
  retries: 0,
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 40_000 },
  globalTeardown: join(__dirname, 'stop-worker.ts'),
  use: {
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1360, height: 860 },
    screenshot: 'only-on-failure',
    launchOptions: CHROMIUM
  },
  webServer: {
    command: `jupyter ${app} --config ${join(__dirname, 'server_config.py')} --ServerApp.port=${port} 2> ${log}`,
    url: `http://localhost:${port}/api`,
    timeout: 120_000,
    reuseExistingServer: false
  }
});
