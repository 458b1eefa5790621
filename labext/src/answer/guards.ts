/**
 * Readers for JSON that came from a notebook or a server, which may hold anything.
 *
 * They look one level deep: a block's nodes are read when they are drawn, so an answer that grows
 * is not read again from the start at each update.
 */
import type * as schema from './schema';

type Fields = Record<string, unknown>;

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The answer with what is malformed left out; null where it is no answer of this schema at all. */
export function readAnswer(value: unknown): schema.Answer | null {
  if (!isRecord(value) || value.schema_version !== 1 || !Array.isArray(value.blocks)) {
    return null;
  }
  return {
    schema_version: 1,
    question: stringOr(value.question, ''),
    text: stringOr(value.text, ''),
    blocks: listOf(value.blocks, isBlock),
    tail: stringOr(value.tail, ''),
    equations: listOf(value.equations, isEquationCheck),
    citations: listOf(value.citations, isCitation),
    molecules: listOf(value.molecules, isMoleculeCheck),
    sequences: listOf(value.sequences, isSequenceCheck),
    code: listOf(value.code, isCodeCheck),
    problems: listOf(value.problems, isString),
    usage: readUsage(value.usage),
    provenance: isRecord(value.provenance) ? value.provenance : {},
    finish_reason: oneOf(FINISH_REASONS, value.finish_reason) ? value.finish_reason : null,
    status: stringOr(value.status, ''),
    error: stringOr(value.error, null)
  };
}

/** A node of a block, or null where it is none of the schema's. */
export function readNode(value: unknown): schema.Node | null {
  return isRecord(value) && isNode(value) ? value : null;
}

export function isBlock(value: unknown): value is schema.Block {
  return (
    isRecord(value) &&
    isInteger(value.index) &&
    isString(value.type) &&
    isString(value.source) &&
    Array.isArray(value.nodes)
  );
}

/** An event of the stream, or null where it is none this version knows. */
export function readEvent(value: unknown): schema.Event | null {
  if (!isRecord(value)) {
    return null;
  }
  if (value.type === 'finished') {
    const answer = readAnswer(value.answer);
    return answer && { type: 'finished', answer };
  }
  if (value.type === 'citations') {
    return { type: 'citations', citations: listOf(value.citations, isCitation) };
  }
  return isSimpleEvent(value) ? value : null;
}

const FINISH_REASONS = ['stop', 'length', 'cancelled', 'error'] as const;
const VERDICTS = [
  'holds',
  'refuted',
  'conditional',
  'definition',
  'unparsed',
  'timeout',
  'unsupported'
] as const;
const CITATION_STATUSES = ['found', 'mismatch', 'ambiguous', 'not-found', 'unchecked'] as const;
const VALIDATION_STATUSES = ['valid', 'invalid', 'unchecked'] as const;
const SEQUENCE_KINDS = ['dna', 'rna', 'protein'] as const;

function isNode(value: Fields): value is Fields & schema.Node {
  switch (value.type) {
    case 'text':
      return isString(value.text);
    case 'element':
      return isString(value.tag) && isRecord(value.attrs) && Array.isArray(value.children);
    case 'math':
      return isInteger(value.id) && isString(value.latex) && typeof value.display === 'boolean';
    case 'citation':
      return isInteger(value.id) && isString(value.text);
    case 'molecule':
      return isInteger(value.id) && isString(value.smiles);
    case 'sequence':
      return isInteger(value.start) && isString(value.alphabet) && isString(value.letters);
    case 'code':
      return isInteger(value.id) && isString(value.language) && isString(value.code);
    case 'work':
      return Array.isArray(value.blocks);
    default:
      return false;
  }
}

function isSimpleEvent(value: Fields): value is Fields & schema.Event {
  switch (value.type) {
    case 'state':
      return isString(value.state) && isString(value.detail);
    case 'text':
      return isString(value.text);
    case 'block':
      return isBlock(value.block) && isString(value.tail);
    case 'equation':
      return isEquationCheck(value.check);
    case 'molecule':
      return isMoleculeCheck(value.check);
    case 'sequence':
      return isSequenceCheck(value.check);
    case 'code':
      return isCodeCheck(value.check);
    case 'restarted':
      return isInteger(value.attempt);
    case 'failed':
      return isString(value.message);
    default:
      return false;
  }
}

function isEquationCheck(value: unknown): value is schema.EquationCheck {
  return (
    isRecord(value) &&
    isString(value.latex) &&
    oneOf(VERDICTS, value.verdict) &&
    isString(value.reason) &&
    isInteger(value.math) &&
    isInteger(value.start) &&
    (value.counterexample === null || isCounterexample(value.counterexample))
  );
}

function isCounterexample(value: unknown): value is schema.Counterexample {
  return (
    isRecord(value) && isStringMap(value.values) && isString(value.left) && isString(value.right)
  );
}

function isCitation(value: unknown): value is schema.Citation {
  return (
    isRecord(value) &&
    isInteger(value.number) &&
    isString(value.text) &&
    isString(value.title) &&
    isString(value.author) &&
    oneOf(CITATION_STATUSES, value.status) &&
    isString(value.reason) &&
    Array.isArray(value.refs) &&
    value.refs.every(isInteger) &&
    (value.entry === null || isStringMap(value.entry))
  );
}

function isMoleculeCheck(value: unknown): value is schema.MoleculeCheck {
  return (
    isRecord(value) &&
    oneOf(VALIDATION_STATUSES, value.status) &&
    isString(value.reason) &&
    isString(value.formula) &&
    isNumberOrNull(value.molar_mass) &&
    isString(value.inchikey) &&
    isString(value.svg) &&
    isInteger(value.molecule)
  );
}

function isSequenceCheck(value: unknown): value is schema.SequenceCheck {
  return (
    isRecord(value) &&
    oneOf(SEQUENCE_KINDS, value.kind) &&
    oneOf(VALIDATION_STATUSES, value.status) &&
    isString(value.reason) &&
    isInteger(value.length) &&
    isNumberOrNull(value.molar_mass) &&
    isNumberOrNull(value.gc) &&
    isInteger(value.start)
  );
}

function isCodeCheck(value: unknown): value is schema.CodeCheck {
  return (
    isRecord(value) &&
    oneOf(VALIDATION_STATUSES, value.status) &&
    isString(value.reason) &&
    (value.line === null || isInteger(value.line)) &&
    isInteger(value.code)
  );
}

function readUsage(value: unknown): schema.Usage {
  const usage = isRecord(value) ? value : {};
  return {
    prompt_tokens: numberOr(usage.prompt_tokens, 0),
    completion_tokens: numberOr(usage.completion_tokens, 0),
    ttft_s: numberOr(usage.ttft_s, null),
    tokens_per_s: numberOr(usage.tokens_per_s, null),
    dropped_tokens: numberOr(usage.dropped_tokens, 0)
  };
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isInteger(value: unknown): value is number {
  return Number.isInteger(value);
}

function isNumberOrNull(value: unknown): value is number | null {
  return value === null || Number.isFinite(value);
}

function isStringMap(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every(isString);
}

function oneOf<T>(choices: readonly T[], value: unknown): value is T {
  return choices.includes(value as T);
}

function listOf<T>(value: unknown, isItem: (item: unknown) => item is T): T[] {
  return Array.isArray(value) ? value.filter(isItem) : [];
}

function stringOr<T>(value: unknown, otherwise: T): string | T {
  return isString(value) ? value : otherwise;
}

function numberOr<T>(value: unknown, otherwise: T): number | T {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}
