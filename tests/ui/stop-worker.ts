import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

/** End the model process that the tests started. */
export default function stopWorker(): void {
  const runtime = join(resolve(__dirname, '../..'), 'build/ui-runtime');
  execFileSync('jupyter-galactica', ['stop'], {
    env: { ...process.env, JUPYTER_RUNTIME_DIR: runtime },
    stdio: 'inherit'
  });
}
