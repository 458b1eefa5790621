const TABLES = {
  VERDICTS: 'Verdict',
  CITATION_STATUSES: 'CitationStatus',
  VALIDATION_STATUSES: 'ValidationStatus'
};

/** A table for the verdicts, and one for each kind of status, with the rows of the schema. */
export function facesOf({ $defs }) {
  const tables = Object.entries(TABLES).map(([table, type]) => {
    const rows = $defs[type].oneOf.map(({ const: name, ...face }) => [name, face]);
    const comment = $defs[type].description ? `/** ${$defs[type].description} */\n` : '';
    const faces = JSON.stringify(Object.fromEntries(rows));
    return `${comment}export const ${table} = ${faces} as const satisfies Record<schema.${type}, object>;`;
  });
  return [`import type * as schema from './schema';`, ...tables].join('\n\n');
}
