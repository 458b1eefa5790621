/**
 * Readers for JSON that came from a notebook or a server, which may hold anything.
 *
 * A reader gives a value of its type, or undefined where what it is given is not of it.
 */
export type Reader<T> = (value: unknown) => T | undefined;

type RequiredOf<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: Reader<T[K]>;
};
type OptionalOf<T> = {
  [K in keyof T as undefined extends T[K] ? K : never]: Reader<T[K]>;
};

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function boolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

export function integer(value: unknown): number | undefined {
  return Number.isInteger(value) ? (value as number) : undefined;
}

export function number(value: unknown): number | undefined {
  return Number.isFinite(value) ? (value as number) : undefined;
}

export function matching(pattern: RegExp): Reader<string> {
  return value => (typeof value === 'string' && pattern.test(value) ? value : undefined);
}

export function oneOf<const T extends string | number>(...choices: T[]): Reader<T> {
  return value => choices.find(choice => choice === value);
}

export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return value => (value === null ? null : read(value));
}

/** What takes the place of a value that is missing or malformed. */
export function otherwise<T>(read: Reader<T>, fallback: T): Reader<T> {
  return value => {
    const known = read(value);
    return known === undefined ? fallback : known;
  };
}

/** A list without the items that are malformed. */
export function listOf<T>(read: Reader<T>): Reader<T[]> {
  return value =>
    Array.isArray(value) ? value.map(read).filter(item => item !== undefined) : undefined;
}

/** A list whose items nobody may take for read: each is by whoever needs it. */
export function unread(value: unknown): never[] | undefined {
  return Array.isArray(value) ? (value as never[]) : undefined;
}

/** Values by names that may be any. */
export function mapOf<T>(read: Reader<T>): Reader<Record<string, T>> {
  return value =>
    isRecord(value) && Object.values(value).every(item => read(item) !== undefined)
      ? (value as Record<string, T>)
      : undefined;
}

export function anything(value: unknown): unknown {
  return value;
}

/** An object of the fields named and no others; an optional one that is malformed is left out. */
export function record<T extends object>(
  required: RequiredOf<T>,
  optional = {} as OptionalOf<T>
): Reader<T> {
  const needed = Object.entries<Reader<unknown>>(required);
  const welcome = Object.entries<Reader<unknown>>(optional);
  return value => {
    if (!isRecord(value)) {
      return undefined;
    }
    const made: Record<string, unknown> = {};
    for (const [name, read] of needed) {
      const field = read(value[name]);
      if (field === undefined) {
        return undefined;
      }
      made[name] = field;
    }
    for (const [name, read] of welcome) {
      const field = read(value[name]);
      if (field !== undefined) {
        made[name] = field;
      }
    }
    return made as T;
  };
}

/** An object of one of several kinds, told apart by their `type`. */
export function variant<T extends { type: string }>(kinds: {
  [K in T['type']]: Reader<Extract<T, { type: K }>>;
}): Reader<T> {
  const readers = new Map<unknown, Reader<T>>(Object.entries<Reader<T>>(kinds));
  return value => (isRecord(value) ? readers.get(value.type)?.(value) : undefined);
}
