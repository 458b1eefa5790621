// Writes what src/answer/ has from the JSON schema the Python package carries;
// with --check it only says whether the committed files are up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

import { facesOf } from './generate/faces.mjs';
import { readersOf } from './generate/readers.mjs';
import { typesOf } from './generate/types.mjs';

const HEADER =
  '// Generated from answer.schema.json by `npm run build:types`; change the schema instead.\n\n';

const root = new URL('../../', import.meta.url);
const schemaFile = new URL('pykernel_ext/jupyterlab_galactica/answer/answer.schema.json', root);

const schema = JSON.parse(await readFile(schemaFile, 'utf8'));
const sources = {
  'schema.ts': await typesOf(schema),
  'faces.ts': facesOf(schema),
  'guards.ts': readersOf(schema)
};
for (const [name, source] of Object.entries(sources)) {
  const target = fileURLToPath(new URL(`labext/src/answer/${name}`, root));
  const options = { ...(await resolveConfig(target)), parser: 'typescript' };
  const formatted = await format(HEADER + source, options);
  if (!process.argv.includes('--check')) {
    await writeFile(target, formatted);
  } else if ((await readFile(target, 'utf8').catch(() => '')) !== formatted) {
    console.error(`${target} does not match answer.schema.json; run: npm run build:types`);
    process.exitCode = 1;
  }
}
