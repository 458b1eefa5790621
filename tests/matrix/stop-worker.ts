import { execFileSync } from 'node:child_process';

/** End the model process that the tests started; the folders are those of the environment. */
export default function stopWorker(): void {
  execFileSync('jupyter-galactica', ['stop'], { stdio: 'inherit' });
}
