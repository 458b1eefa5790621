// Generated from answer.schema.json by `npm run build:types`; change that instead.

import type * as schema from './schema';

/** Worst first: a formula is marked with the first of these that one of its equations has. */
export const VERDICTS = {
  refuted: { glyph: '✗', word: 'refuted', plural: 'refuted', tone: 'bad' },
  doubtful: { glyph: '!', word: 'doubtful', plural: 'doubtful', tone: 'doubt' },
  timeout: { glyph: '⏱', word: 'timed out', plural: 'timed out', tone: 'plain' },
  unparsed: { glyph: '?', word: 'not parsed', plural: 'not parsed', tone: 'plain' },
  unsupported: { glyph: '–', word: 'not checked', plural: 'not checked', tone: 'plain' },
  said: { glyph: '“', word: 'said by the notebook', plural: 'said by the notebook', tone: 'plain' },
  conditional: { glyph: '~', word: 'conditional', plural: 'conditional', tone: 'plain' },
  definition: { glyph: '≔', word: 'definition', plural: 'definitions', tone: 'plain' },
  law: { glyph: '§', word: 'law', plural: 'laws', tone: 'plain' },
  holds: { glyph: '✓', word: 'holds', plural: 'hold', tone: 'good' }
} as const satisfies Record<schema.Verdict, object>;

export const CITATION_STATUSES = {
  found: { glyph: '✓', word: 'found', tone: 'good' },
  mismatch: { glyph: '', word: 'not verified: the record differs', tone: 'bad' },
  ambiguous: { glyph: '', word: 'not verified: several works fit', tone: 'doubt' },
  'not-found': { glyph: '', word: 'not verified: not found', tone: 'bad' },
  unchecked: { glyph: '', word: 'not verified', tone: 'doubt' }
} as const satisfies Record<schema.CitationStatus, object>;

export const VALIDATION_STATUSES = {
  valid: { glyph: '✓', word: 'valid', tone: 'good' },
  invalid: { glyph: '✗', word: 'invalid', tone: 'bad' },
  unchecked: { glyph: '', word: 'not checked', tone: 'plain' }
} as const satisfies Record<schema.ValidationStatus, object>;
