// Writes what src/answer/ has from the JSON schema and the list of what a formula may be made of,
// which the Python package carries;
// with --check it only says whether the committed files are up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

import { facesOf } from './generate/faces.mjs';
import { formulasOf } from './generate/formulas.mjs';
import { readersOf } from './generate/readers.mjs';
import { typesOf } from './generate/types.mjs';

const header = file =>
  `// Generated from ${file} by \`npm run build:types\`; change that instead.\n\n`;

const root = new URL('../../', import.meta.url);
const carried = new URL('pykernel_ext/jupyterlab_galactica/answer/', root);
const read = async name => JSON.parse(await readFile(new URL(name, carried), 'utf8'));

const SCHEMA = 'answer.schema.json';
const FORMULAS = 'formulas.json';
const schema = await read(SCHEMA);
const sources = {
  'schema.ts': [SCHEMA, await typesOf(schema)],
  'faces.ts': [SCHEMA, facesOf(schema)],
  'guards.ts': [SCHEMA, readersOf(schema)],
  'formulas.ts': [FORMULAS, formulasOf(await read(FORMULAS))]
};
for (const [name, [origin, source]] of Object.entries(sources)) {
  const target = fileURLToPath(new URL(`labext/src/answer/${name}`, root));
  const options = { ...(await resolveConfig(target)), parser: 'typescript' };
  const formatted = await format(header(origin) + source, options);
  if (!process.argv.includes('--check')) {
    await writeFile(target, formatted);
  } else if ((await readFile(target, 'utf8').catch(() => '')) !== formatted) {
    console.error(`${target} does not match ${origin}; run: npm run build:types`);
    process.exitCode = 1;
  }
}
