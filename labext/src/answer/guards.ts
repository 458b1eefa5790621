// Generated from answer.schema.json by `npm run build:types`; change that instead.

import * as json from './json';
import type * as schema from './schema';

const block = json.record<schema.Block>({
  index: json.integer,
  type: json.otherwise(
    json.oneOf('prose', 'math', 'code', 'work', 'molecule', 'sequence'),
    'prose'
  ),
  start: json.integer,
  source: json.string,
  nodes: json.unread
});

const verdict = json.oneOf(
  'refuted',
  'doubtful',
  'timeout',
  'unparsed',
  'unsupported',
  'said',
  'conditional',
  'definition',
  'law',
  'holds'
);

const counterexample = json.record<schema.Counterexample>({
  values: json.mapOf(json.string),
  left: json.string,
  right: json.string
});

const equationCheck = json.record<schema.EquationCheck>({
  latex: json.string,
  kind: json.otherwise(
    json.oneOf('identity', 'equation', 'definition', 'law', 'inequality', 'unknown'),
    'unknown'
  ),
  verdict: verdict,
  reason: json.string,
  evidence: json.otherwise(json.nullable(json.oneOf('symbolic', 'numeric')), null),
  points: json.otherwise(json.integer, 0),
  counterexample: json.nullable(counterexample),
  solutions: json.otherwise(json.nullable(json.string), null),
  dimensions: json.otherwise(json.oneOf('consistent', 'inconsistent', 'unknown'), 'unknown'),
  dimension_reason: json.otherwise(json.string, ''),
  reading: json.otherwise(json.nullable(json.string), null),
  claim: json.otherwise(
    json.oneOf('asserted', 'given', 'to solve', 'derived', 'assumed', 'tried'),
    'asserted'
  ),
  domain: json.otherwise(json.nullable(json.string), null),
  repair: json.otherwise(json.nullable(json.string), null),
  assumptions: json.otherwise(json.listOf(json.string), []),
  law: json.otherwise(json.nullable(json.string), null),
  law_note: json.otherwise(json.string, ''),
  explanation: json.otherwise(json.string, ''),
  explanation_plain: json.otherwise(json.string, ''),
  seconds: json.otherwise(json.number, 0),
  math: json.integer,
  start: json.integer,
  end: json.integer
});

const citationStatus = json.oneOf('found', 'mismatch', 'ambiguous', 'not-found', 'unchecked');

const citationScore = json.record<schema.CitationScore>({
  logprob_sum: json.number,
  logprob_min: json.number,
  finished: json.boolean
});

const citation = json.record<schema.Citation>({
  number: json.integer,
  text: json.string,
  title: json.string,
  author: json.string,
  status: citationStatus,
  reason: json.string,
  refs: json.listOf(json.integer),
  key: json.otherwise(json.nullable(json.string), null),
  entry: json.nullable(json.mapOf(json.string)),
  candidates: json.otherwise(json.listOf(json.string), []),
  retracted: json.otherwise(json.boolean, false),
  score: json.otherwise(json.nullable(citationScore), null),
  starts: json.otherwise(json.listOf(json.integer), [])
});

const validationStatus = json.oneOf('valid', 'invalid', 'unchecked');

const moleculeCheck = json.record<schema.MoleculeCheck>({
  smiles: json.string,
  status: validationStatus,
  reason: json.string,
  position: json.otherwise(json.nullable(json.integer), null),
  formula: json.string,
  molar_mass: json.nullable(json.number),
  canonical: json.otherwise(json.string, ''),
  inchikey: json.string,
  svg: json.string,
  molecule: json.integer
});

const sequenceCheck = json.record<schema.SequenceCheck>({
  kind: json.oneOf('dna', 'rna', 'protein'),
  status: validationStatus,
  reason: json.string,
  length: json.integer,
  position: json.otherwise(json.nullable(json.integer), null),
  molar_mass: json.nullable(json.number),
  gc: json.nullable(json.number),
  start: json.integer
});

const undefinedName = json.record<schema.UndefinedName>({ name: json.string, line: json.integer });

const codeCheck = json.record<schema.CodeCheck>({
  language: json.string,
  status: validationStatus,
  reason: json.string,
  line: json.nullable(json.integer),
  undefined: json.otherwise(json.listOf(undefinedName), []),
  code: json.integer
});

const usage = json.record<schema.Usage>({
  prompt_tokens: json.otherwise(json.integer, 0),
  completion_tokens: json.otherwise(json.integer, 0),
  ttft_s: json.otherwise(json.nullable(json.number), null),
  tokens_per_s: json.otherwise(json.nullable(json.number), null),
  dropped_tokens: json.otherwise(json.integer, 0)
});

const answer = json.record<schema.Answer>({
  schema_version: json.oneOf(1),
  question: json.otherwise(json.string, ''),
  text: json.otherwise(json.string, ''),
  blocks: json.listOf(block),
  tail: json.otherwise(json.string, ''),
  equations: json.otherwise(json.listOf(equationCheck), []),
  citations: json.otherwise(json.listOf(citation), []),
  molecules: json.otherwise(json.listOf(moleculeCheck), []),
  sequences: json.otherwise(json.listOf(sequenceCheck), []),
  code: json.otherwise(json.listOf(codeCheck), []),
  problems: json.otherwise(json.listOf(json.string), []),
  usage: json.otherwise(usage, {
    prompt_tokens: 0,
    completion_tokens: 0,
    ttft_s: null,
    tokens_per_s: null,
    dropped_tokens: 0
  }),
  provenance: json.otherwise(json.mapOf(json.anything), {}),
  finish_reason: json.otherwise(
    json.nullable(json.oneOf('stop', 'length', 'cancelled', 'error')),
    null
  ),
  status: json.otherwise(json.string, ''),
  error: json.otherwise(json.nullable(json.string), null),
  seal: json.otherwise(json.string, '')
});

const stateChanged = json.record<schema.StateChanged>({
  type: json.oneOf('state'),
  state: json.oneOf(
    'starting',
    'downloading',
    'loading',
    'queued',
    'reading',
    'generating',
    'checking'
  ),
  detail: json.string,
  fraction: json.otherwise(json.nullable(json.number), null)
});

const textAdded = json.record<schema.TextAdded>({ type: json.oneOf('text'), text: json.string });

const blockClosed = json.record<schema.BlockClosed>({
  type: json.oneOf('block'),
  block: block,
  tail: json.string
});

const equationChecked = json.record<schema.EquationChecked>({
  type: json.oneOf('equation'),
  check: equationCheck
});

const citationsChecked = json.record<schema.CitationsChecked>({
  type: json.oneOf('citations'),
  citations: json.listOf(citation)
});

const moleculeChecked = json.record<schema.MoleculeChecked>({
  type: json.oneOf('molecule'),
  check: moleculeCheck
});

const sequenceChecked = json.record<schema.SequenceChecked>({
  type: json.oneOf('sequence'),
  check: sequenceCheck
});

const codeChecked = json.record<schema.CodeChecked>({ type: json.oneOf('code'), check: codeCheck });

const restarted = json.record<schema.Restarted>({
  type: json.oneOf('restarted'),
  attempt: json.integer
});

const kept = json.record<schema.Kept>({ type: json.oneOf('kept'), attempt: json.integer });

const finished = json.record<schema.Finished>({ type: json.oneOf('finished'), answer: answer });

const failed = json.record<schema.Failed>({ type: json.oneOf('failed'), message: json.string });

const event = json.variant<schema.Event>({
  state: stateChanged,
  text: textAdded,
  block: blockClosed,
  equation: equationChecked,
  citations: citationsChecked,
  molecule: moleculeChecked,
  sequence: sequenceChecked,
  code: codeChecked,
  restarted: restarted,
  kept: kept,
  finished: finished,
  failed: failed
});

const text = json.record<schema.Text>({ type: json.oneOf('text'), text: json.string });

const element = json.record<schema.Element>({
  type: json.oneOf('element'),
  tag: json.oneOf(
    'p',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'blockquote',
    'ul',
    'ol',
    'li',
    'hr',
    'br',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'strong',
    'em',
    's',
    'code',
    'a',
    'sup',
    'sub'
  ),
  attrs: json.record<schema.Element['attrs']>(
    {},
    {
      href: json.matching(new RegExp('^(https?://|mailto:)')),
      start: json.string,
      align: json.oneOf('left', 'center', 'right')
    }
  ),
  children: json.unread
});

const math = json.record<schema.Math>({
  type: json.oneOf('math'),
  id: json.integer,
  latex: json.string,
  display: json.boolean,
  start: json.integer,
  end: json.integer
});

const citationRef = json.record<schema.CitationRef>({
  type: json.oneOf('citation'),
  id: json.integer,
  text: json.string,
  start: json.integer,
  end: json.integer
});

const molecule = json.record<schema.Molecule>({
  type: json.oneOf('molecule'),
  id: json.integer,
  smiles: json.string,
  isomeric: json.boolean,
  start: json.integer,
  end: json.integer
});

const sequence = json.record<schema.Sequence>({
  type: json.oneOf('sequence'),
  alphabet: json.oneOf('dna', 'amino'),
  letters: json.string,
  start: json.integer,
  end: json.integer
});

const code = json.record<schema.Code>({
  type: json.oneOf('code'),
  id: json.integer,
  language: json.string,
  code: json.string,
  start: json.integer,
  end: json.integer
});

const work = json.record<schema.Work>({ type: json.oneOf('work'), blocks: json.listOf(block) });

const node = json.variant<schema.Node>({
  text: text,
  element: element,
  math: math,
  citation: citationRef,
  molecule: molecule,
  sequence: sequence,
  code: code,
  work: work
});

/** Null for what is no Answer of the schema. */
export function readAnswer(value: unknown): schema.Answer | null {
  return answer(value) ?? null;
}

/** Null for what is no Event of the schema. */
export function readEvent(value: unknown): schema.Event | null {
  return event(value) ?? null;
}

/** Null for what is no Node of the schema. */
export function readNode(value: unknown): schema.Node | null {
  return node(value) ?? null;
}
