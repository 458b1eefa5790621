import { rm } from 'node:fs/promises';

const root = new URL('../../', import.meta.url);
for (const built of ['labext/lib', 'pykernel_ext/jupyterlab_galactica/labextension']) {
  await rm(new URL(built, root), { recursive: true, force: true });
}
