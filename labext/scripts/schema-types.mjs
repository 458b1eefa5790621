// Writes src/answer/schema.ts from the JSON schema the Python package carries;
// with --check it only says whether the committed file is up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';

const root = new URL('../../', import.meta.url);
const schemaFile = new URL('pykernel_ext/jupyterlab_galactica/answer/answer.schema.json', root);
const target = fileURLToPath(new URL('labext/src/answer/schema.ts', root));

const { $defs } = JSON.parse(await readFile(schemaFile, 'utf8'));
const everything = { oneOf: [{ $ref: '#/$defs/Answer' }, { $ref: '#/$defs/Event' }], $defs };
const types = await compile(everything, 'Message', {
  bannerComment:
    '// Generated from answer.schema.json by `npm run build:types`; change the schema instead.',
  format: false
});
// The generator notes at each type that it stems from the schema, which the first line says.
const readable = types
  .replace(/\n \* This interface was referenced by [^]*?(?=\n \*\/)/g, '')
  .replace(/\/\*\*(\s|\*)*\*\/\n/g, '')
  .replace(/\n \*(?=\n \*\/)/g, '');
const source = await format(readable, { ...(await resolveConfig(target)), parser: 'typescript' });

if (!process.argv.includes('--check')) {
  await writeFile(target, source);
} else if ((await readFile(target, 'utf8').catch(() => '')) !== source) {
  console.error(`${target} does not match answer.schema.json; run: npm run build:types`);
  process.exitCode = 1;
}
