import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type * as schema from '../../src/answer/schema';
import { FORMULAS } from '../../src/answer/formulas';
import { AnswerView } from '../../src/answer/view';
import {
  answer,
  citation,
  cite,
  codeCheck,
  equation,
  math,
  molecule,
  paragraph,
  sequence,
  text
} from '../fixtures';

jest.mock('@jupyterlab/apputils', () => ({}));

/** Hostile texts in groups; the tests of the renderers in Python read the same file. */
const file = join(__dirname, '../../../tests/answer/injection_vectors.json');
const vectors = Object.values(JSON.parse(readFileSync(file, 'utf-8')) as Record<string, string[]>);

const TAGS = new Set(
  'a article blockquote br button code details div em footer h1 h2 h3 h4 h5 h6 hr li ol p pre s section span strong sub summary sup table tbody td th thead tr ul'.split(
    ' '
  )
);
const ATTRIBUTES =
  /^(class|dir|hidden|href|id|rel|role|start|style|tabindex|target|title|type|value|aria-[a-z]+|data-[a-z-]+)$/;

/** An answer as a hostile notebook might bring it: one text wherever a text can stand. */
function hostile(words: string): schema.Answer {
  const code = { type: 'code', id: 0, language: words, code: words, start: 0, end: 0 } as const;
  const smiles = { type: 'molecule', id: 0, smiles: words, isomeric: true, start: 0, end: 0 };
  const nodes: unknown[] = [
    text(words),
    { type: 'element', tag: 'a', attrs: { href: words }, children: [text(words)] },
    { type: 'element', tag: words, attrs: { [words]: words }, children: [text(words)] },
    { type: 'element', tag: 'td', attrs: { align: words, onclick: words }, children: [] },
    { type: 'element', tag: 'ol', attrs: { start: words }, children: [text(words)] },
    { type: words, text: words },
    math(0, words),
    math(1, words, true),
    cite(0, words),
    smiles,
    { type: 'sequence', alphabet: words, letters: words, start: 0, end: 0 },
    code,
    { type: 'work', blocks: [paragraph(0, words, text(words))] }
  ];
  const check = { status: 'invalid', reason: words } as const;
  const entry = Object.fromEntries(
    ['title', 'author', 'year', 'doi', 'url', words].map(name => [name, words])
  );
  const fields = { text: words, title: words, author: words, reason: words, key: words };
  return answer({
    question: words,
    text: words,
    blocks: [paragraph(0, words, ...(nodes as schema.Node[]))],
    tail: words,
    equations: [
      equation({
        latex: words,
        reason: words,
        solutions: words,
        explanation: `${words} $${words}$`,
        explanation_plain: words,
        verdict: 'refuted',
        counterexample: { values: { [words]: words }, left: words, right: words }
      })
    ],
    citations: [
      citation({ ...fields, status: 'found', entry }),
      citation({ ...fields, status: 'ambiguous', number: 2, refs: [], entry })
    ],
    molecules: [
      molecule({ smiles: words, inchikey: words, ...check }),
      molecule({ formula: words, svg: words })
    ],
    sequences: [sequence(check)],
    code: [codeCheck({ language: words, line: 1, ...check })],
    provenance: { model: words, notice: words, dropped: words },
    status: words,
    error: words
  });
}

function expectHarmless(element: Element): void {
  expect(TAGS).toContain(element.tagName.toLowerCase());
  for (const { name, value } of element.attributes) {
    expect(name).toMatch(ATTRIBUTES);
    if (name === 'href') {
      expect(value).toMatch(/^(#|https?:|mailto:)/);
    }
    if (name === 'style') {
      expect(value).toMatch(/^text-align: (left|right|center);$/);
    }
  }
}

/** What a formula may say beside the commands of the list. */
const LENGTHS = ['begin', 'end', 'hspace', 'mspace', 'hskip', 'kern', 'mkern', 'mskip'];
const COMMANDS = new Set([...FORMULAS.commands.split(' '), ...LENGTHS]);
const ENVIRONMENTS = new Set(FORMULAS.environments.split(' '));

/** MathJax gets no command but of the list, and no text that is not a formula. */
function expectMathsOnly(view: HTMLElement): void {
  for (const formula of view.querySelectorAll('.mathjax_process')) {
    expect(formula.closest('.mathjax_ignore')).not.toBeNull();
    for (const [, name = ''] of formula.textContent.matchAll(/\\(?:([A-Za-z]+)|[^])/g)) {
      expect(name === '' || COMMANDS.has(name)).toBe(true);
    }
    for (const [, name = ''] of formula.textContent.matchAll(/\\begin\s*\{([^{}]*)\}/g)) {
      expect(ENVIRONMENTS).toContain(name);
    }
  }
}

describe.each(vectors.flat().map(words => [words] as const))('the hostile text %j', words => {
  it.each(['stop', null] as const)('becomes no markup where an answer ends with %j', ending => {
    const view = new AnswerView(null, {
      highlight: () => Promise.resolve(),
      insert: () => true,
      replace: () => Promise.resolve()
    });
    view.setAnswer({ ...hostile(words), finish_reason: ending });
    view.node.querySelectorAll('*').forEach(expectHarmless);
    expectMathsOnly(view.node);
  });
});

it('shows hostile text as it stands', () => {
  const view = new AnswerView(null);
  const words = '<img src=x onerror=alert(1)>';
  view.setAnswer(hostile(words));
  expect(view.node.textContent.split(words).length).toBeGreaterThan(20);
});
