import type * as schema from '../src/answer/schema';

/** A paragraph of the given nodes as a block; its source tells blocks apart. */
export function paragraph(index: number, source: string, ...nodes: schema.Node[]): schema.Block {
  const children = nodes.length > 0 ? nodes : [{ type: 'text', text: source } as const];
  return {
    index,
    type: 'prose',
    start: 0,
    source,
    nodes: [{ type: 'element', tag: 'p', attrs: {}, children }]
  };
}

export function text(words: string): schema.Text {
  return { type: 'text', text: words };
}

export function math(id: number, latex: string, display = false): schema.Math {
  return { type: 'math', id, latex, display, start: 0, end: latex.length };
}

export function cite(id: number, words: string): schema.CitationRef {
  return { type: 'citation', id, text: words, start: 0, end: words.length };
}

export function equation(fields: Partial<schema.EquationCheck>): schema.EquationCheck {
  return {
    latex: 'a = b',
    kind: 'identity',
    verdict: 'holds',
    reason: '',
    evidence: null,
    points: 0,
    counterexample: null,
    solutions: null,
    dimensions: 'unknown',
    dimension_reason: '',
    reading: null,
    claim: 'asserted',
    domain: null,
    repair: null,
    assumptions: [],
    law: null,
    law_note: '',
    explanation: '',
    explanation_plain: '',
    seconds: 0.1,
    math: 0,
    start: 0,
    end: 5,
    ...fields
  };
}

export function citation(fields: Partial<schema.Citation>): schema.Citation {
  return {
    number: 1,
    text: 'Attention is all you need, Vaswani',
    title: 'Attention is all you need',
    author: 'Vaswani',
    status: 'unchecked',
    reason: 'no bibliography was given',
    refs: [0],
    key: null,
    entry: null,
    candidates: [],
    retracted: false,
    score: null,
    starts: [],
    ...fields
  };
}

export function molecule(fields: Partial<schema.MoleculeCheck>): schema.MoleculeCheck {
  return {
    smiles: 'CCO',
    status: 'valid',
    reason: 'RDKit reads it.',
    position: null,
    formula: 'C2H6O',
    molar_mass: 46.069,
    canonical: 'CCO',
    inchikey: 'LFQSCWFLJHTTHZ-UHFFFAOYSA-N',
    svg: '',
    molecule: 0,
    ...fields
  };
}

export function sequence(fields: Partial<schema.SequenceCheck>): schema.SequenceCheck {
  return {
    kind: 'dna',
    status: 'valid',
    reason: 'All letters are nucleotides.',
    length: 4,
    position: null,
    molar_mass: 1253.8,
    gc: 0.5,
    start: 0,
    ...fields
  };
}

export function codeCheck(fields: Partial<schema.CodeCheck>): schema.CodeCheck {
  return {
    language: 'python',
    status: 'valid',
    reason: 'Python reads it.',
    line: null,
    undefined: [],
    code: 0,
    ...fields
  };
}

export function answer(fields: Partial<schema.Answer>): schema.Answer {
  return {
    schema_version: 1,
    question: 'Why?',
    text: '',
    blocks: [],
    tail: '',
    equations: [],
    citations: [],
    molecules: [],
    sequences: [],
    code: [],
    problems: [],
    usage: {
      prompt_tokens: 5,
      completion_tokens: 12,
      ttft_s: 0.1,
      tokens_per_s: 41.234,
      dropped_tokens: 0
    },
    provenance: { model: 'demo' },
    finish_reason: 'stop',
    status: '',
    error: null,
    seal: '',
    ...fields
  };
}
