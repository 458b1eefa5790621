import { compile } from 'json-schema-to-typescript';

/** A type for each definition of the schema. */
export async function typesOf({ $defs }) {
  const everything = { oneOf: [{ $ref: '#/$defs/Answer' }, { $ref: '#/$defs/Event' }], $defs };
  const types = await compile(everything, 'Message', { bannerComment: '', format: false });
  // The generator notes at each type that it stems from the schema, which the first line says.
  return types
    .replace(/\n \* This interface was referenced by [^]*?(?=\n \*\/)/g, '')
    .replace(/\/\*\*(\s|\*)*\*\/\n/g, '')
    .replace(/\n \*(?=\n \*\/)/g, '');
}
