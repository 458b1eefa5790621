/** Read one at a time, as they are drawn: an answer that grows is not read through at each update. */
const UNREAD = 'Node';

/** What is read from outside; everything else is part of these. */
const ROOTS = ['Answer', 'Event', 'Node'];

const UNDERSTOOD = new Set(
  (
    '$comment title description default type const enum oneOf anyOf $ref pattern items ' +
    'properties required additionalProperties'
  ).split(' ')
);

/** For each definition of the schema a reader made of those of `src/answer/json.ts`. */
export function readersOf({ $defs }) {
  const written = new Map();
  const define = name => {
    if (!written.has(name)) {
      const body = reader($defs[name], `schema.${name}`); // writes those it is made of before it
      written.set(name, `const ${variable(name)} = ${body};`);
    }
    return variable(name);
  };

  /** The reader of a schema whose type is `type` in TypeScript. */
  function reader(schema, type) {
    const unknown = Object.keys(schema).find(keyword => !UNDERSTOOD.has(keyword));
    if (unknown) {
      throw new Error(`the readers know no ${unknown}, which stands in ${type}`);
    }
    const read = withoutDefault(schema, type);
    return 'default' in schema ? `json.otherwise(${read}, ${literal(schema.default)})` : read;
  }

  function withoutDefault(schema, type) {
    const choices = schema.oneOf?.map(row => row.const) ?? schema.enum ?? [schema.const];
    if (choices.every(choice => choice !== undefined)) {
      return `json.oneOf(${choices.map(literal).join(', ')})`;
    }
    if (schema.oneOf) {
      const kinds = schema.oneOf.map(referredTo);
      const fields = kinds.map(name => `${$defs[name].properties.type.const}: ${define(name)}`);
      return `json.variant<${type}>({ ${fields.join(', ')} })`;
    }
    if (schema.anyOf) {
      const [some, nothing, ...others] = schema.anyOf;
      if (nothing.type !== 'null' || others.length > 0) {
        throw new Error(`the readers know no anyOf but "something or null", unlike ${type}`);
      }
      return `json.nullable(${reader(some, `NonNullable<${type}>`)})`;
    }
    return schema.$ref ? define(referredTo(schema)) : ofType(schema, type);
  }

  function ofType(schema, type) {
    const { items, pattern, properties, additionalProperties } = schema;
    switch (schema.type) {
      case 'string':
        return pattern ? `json.matching(new RegExp(${literal(pattern)}))` : 'json.string';
      case 'integer':
      case 'number':
      case 'boolean':
        return `json.${schema.type}`;
      case 'array':
        return items.$ref && referredTo(items) === UNREAD
          ? 'json.unread'
          : `json.listOf(${reader(items, `${type}[number]`)})`;
      case 'object':
        return properties
          ? record(schema, type)
          : `json.mapOf(${additionalProperties ? reader(additionalProperties, type) : 'json.anything'})`;
    }
    throw new Error(`the readers know no ${literal(schema)}, which stands in ${type}`);
  }

  function record({ properties, required = [] }, type) {
    const fields = names => {
      const entries = names.map(name => {
        return `${literal(name)}: ${reader(properties[name], `${type}['${name}']`)}`;
      });
      return `{ ${entries.join(', ')} }`;
    };
    const optional = Object.keys(properties).filter(name => !required.includes(name));
    const sets = optional.length > 0 ? [required, optional] : [required];
    return `json.record<${type}>(${sets.map(fields).join(', ')})`;
  }

  ROOTS.forEach(define);
  const exported = ROOTS.map(
    name => `/** Null for what is no ${name} of the schema. */
    export function read${name}(value: unknown): schema.${name} | null {
      return ${variable(name)}(value) ?? null;
    }`
  );
  return [
    "import * as json from './json';\nimport type * as schema from './schema';",
    ...written.values(),
    ...exported
  ].join('\n\n');
}

function referredTo({ $ref }) {
  return $ref.replace('#/$defs/', '');
}

function variable(name) {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function literal(value) {
  return JSON.stringify(value);
}
