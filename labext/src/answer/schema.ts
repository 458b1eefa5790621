// Generated from answer.schema.json by `npm run build:types`; change that instead.

export type Message = Answer | Event;
export type Node = Text | Element | Math | CitationRef | Molecule | Sequence | Code | Work;
/**
 * Worst first: a formula is marked with the first of these that one of its equations has.
 */
export type Verdict =
  | 'refuted'
  | 'doubtful'
  | 'timeout'
  | 'unparsed'
  | 'unsupported'
  | 'said'
  | 'conditional'
  | 'definition'
  | 'law'
  | 'holds';
export type CitationStatus = 'found' | 'mismatch' | 'ambiguous' | 'not-found' | 'unchecked';
export type ValidationStatus = 'valid' | 'invalid' | 'unchecked';
export type Event =
  | StateChanged
  | TextAdded
  | BlockClosed
  | EquationChecked
  | CitationsChecked
  | MoleculeChecked
  | SequenceChecked
  | CodeChecked
  | Restarted
  | Kept
  | Finished
  | Failed;

/**
 * An answer; while it grows, finish_reason is null and tail holds the text after the last closed block.
 */
export interface Answer {
  schema_version: 1;
  question: string;
  text: string;
  blocks: Block[];
  tail: string;
  equations: EquationCheck[];
  citations: Citation[];
  molecules: MoleculeCheck[];
  sequences: SequenceCheck[];
  code: CodeCheck[];
  /**
   * Sentences on what stood in the way of checking.
   */
  problems: string[];
  usage: Usage;
  provenance: {
    [k: string]: unknown;
  };
  finish_reason: ('stop' | 'length' | 'cancelled' | 'error') | null;
  status: string;
  error: string | null;
  /**
   * By which the machine that checked it knows its verdicts again.
   */
  seal: string;
}
/**
 * A closed piece of the answer; it never changes.
 */
export interface Block {
  index: number;
  type: 'prose' | 'math' | 'code' | 'work' | 'molecule' | 'sequence';
  start: number;
  source: string;
  nodes: Node[];
}
export interface Text {
  type: 'text';
  text: string;
}
export interface Element {
  type: 'element';
  tag:
    | 'p'
    | 'h1'
    | 'h2'
    | 'h3'
    | 'h4'
    | 'h5'
    | 'h6'
    | 'blockquote'
    | 'ul'
    | 'ol'
    | 'li'
    | 'hr'
    | 'br'
    | 'table'
    | 'thead'
    | 'tbody'
    | 'tr'
    | 'th'
    | 'td'
    | 'strong'
    | 'em'
    | 's'
    | 'code'
    | 'a'
    | 'sup'
    | 'sub';
  attrs: {
    href?: string;
    start?: string;
    align?: 'left' | 'center' | 'right';
  };
  children: Node[];
}
export interface Math {
  type: 'math';
  id: number;
  latex: string;
  display: boolean;
  start: number;
  end: number;
}
export interface CitationRef {
  type: 'citation';
  id: number;
  text: string;
  start: number;
  end: number;
}
export interface Molecule {
  type: 'molecule';
  id: number;
  smiles: string;
  isomeric: boolean;
  start: number;
  end: number;
}
export interface Sequence {
  type: 'sequence';
  alphabet: 'dna' | 'amino';
  letters: string;
  start: number;
  end: number;
}
export interface Code {
  type: 'code';
  id: number;
  language: string;
  code: string;
  start: number;
  end: number;
}
export interface Work {
  type: 'work';
  blocks: Block[];
}
/**
 * One equation and the verdict on it; `math` is the id of the formula it stands in.
 */
export interface EquationCheck {
  latex: string;
  kind: 'identity' | 'equation' | 'definition' | 'law' | 'inequality' | 'unknown';
  verdict: Verdict;
  reason: string;
  evidence: ('symbolic' | 'numeric') | null;
  points: number;
  counterexample: Counterexample | null;
  solutions: string | null;
  dimensions: 'consistent' | 'inconsistent' | 'unknown';
  dimension_reason: string;
  reading: string | null;
  claim: 'asserted' | 'given' | 'to solve' | 'derived' | 'assumed' | 'tried';
  domain: string | null;
  repair: string | null;
  assumptions: string[];
  law: string | null;
  law_note: string;
  /**
   * All that is told of it beside its verdict: plain words, with formulas in dollars.
   */
  explanation: string;
  /**
   * The same for where nothing is typeset.
   */
  explanation_plain: string;
  seconds: number;
  math: number;
  start: number;
  end: number;
}
export interface Counterexample {
  values: {
    [k: string]: string;
  };
  left: string;
  right: string;
}
/**
 * One work cited; `refs` are the ids of its markers, `starts` the offsets at which it is cited. `score` is there where it was suggested.
 */
export interface Citation {
  number: number;
  text: string;
  title: string;
  author: string;
  status: CitationStatus;
  reason: string;
  refs: number[];
  key: string | null;
  entry: {
    [k: string]: string;
  } | null;
  candidates: string[];
  retracted: boolean;
  score: CitationScore | null;
  starts: number[];
}
/**
 * How sure the model was: log-probabilities of the reference's tokens. One not finished ran out of tokens.
 */
export interface CitationScore {
  logprob_sum: number;
  logprob_min: number;
  finished: boolean;
}
/**
 * A molecule; `molecule` is the id of its marker. `svg` is a drawing to be read with care: notebooks are untrusted.
 */
export interface MoleculeCheck {
  smiles: string;
  status: ValidationStatus;
  reason: string;
  position: number | null;
  formula: string;
  molar_mass: number | null;
  canonical: string;
  inchikey: string;
  svg: string;
  molecule: number;
}
/**
 * A sequence; `start` is its offset in the text, `molar_mass` in Da, `gc` a fraction.
 */
export interface SequenceCheck {
  kind: 'dna' | 'rna' | 'protein';
  status: ValidationStatus;
  reason: string;
  length: number;
  position: number | null;
  molar_mass: number | null;
  gc: number | null;
  start: number;
}
/**
 * A code block, which is never run; lines count from 1.
 */
export interface CodeCheck {
  language: string;
  status: ValidationStatus;
  reason: string;
  line: number | null;
  undefined: UndefinedName[];
  code: number;
}
export interface UndefinedName {
  name: string;
  line: number;
}
export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  ttft_s: number | null;
  tokens_per_s: number | null;
  dropped_tokens: number;
}
export interface StateChanged {
  type: 'state';
  state: 'starting' | 'downloading' | 'loading' | 'queued' | 'reading' | 'generating' | 'checking';
  detail: string;
  fraction: number | null;
}
export interface TextAdded {
  type: 'text';
  text: string;
}
export interface BlockClosed {
  type: 'block';
  block: Block;
  tail: string;
}
export interface EquationChecked {
  type: 'equation';
  check: EquationCheck;
}
export interface CitationsChecked {
  type: 'citations';
  citations: Citation[];
}
export interface MoleculeChecked {
  type: 'molecule';
  check: MoleculeCheck;
}
export interface SequenceChecked {
  type: 'sequence';
  check: SequenceCheck;
}
export interface CodeChecked {
  type: 'code';
  check: CodeCheck;
}
/**
 * An equation is refuted or doubtful; the answer is begun anew and what came so far is void.
 */
export interface Restarted {
  type: 'restarted';
  attempt: number;
}
/**
 * No try passed and an earlier one was better: what came so far is void, that one stands.
 */
export interface Kept {
  type: 'kept';
  attempt: number;
}
export interface Finished {
  type: 'finished';
  answer: Answer;
}
/**
 * Sent by the server API instead of Finished when there is no answer at all.
 */
export interface Failed {
  type: 'failed';
  message: string;
}
