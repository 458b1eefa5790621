/** What a reader is told about the equations of a formula. */
import { create } from './dom';
import type { EquationCheck } from './schema';

export type Verdict = EquationCheck['verdict'];

/** Worst first: the badge of a formula shows the first of these that one of its equations has. */
const VERDICTS: Record<Verdict, { glyph: string; word: string }> = {
  refuted: { glyph: '✗', word: 'refuted' },
  timeout: { glyph: '⏱', word: 'timed out' },
  unparsed: { glyph: '?', word: 'not parsed' },
  unsupported: { glyph: '–', word: 'not checked' },
  conditional: { glyph: '~', word: 'conditional' },
  definition: { glyph: '≔', word: 'definition' },
  holds: { glyph: '✓', word: 'holds' }
};
const WORST_FIRST = Object.keys(VERDICTS) as Verdict[];

export function worstVerdict(checks: readonly EquationCheck[]): Verdict | null {
  return WORST_FIRST.find(verdict => checks.some(check => check.verdict === verdict)) ?? null;
}

/** The verdict, its reason, and what else is known that the reason does not say already. */
export function describeCheck(check: EquationCheck): string {
  const sentences = [`${check.latex}: ${VERDICTS[check.verdict].word}`, check.reason];
  if (check.counterexample) {
    const { values, left, right } = check.counterexample;
    const at = Object.entries(values).map(([name, value]) => `${name} = ${value}`);
    const where = at.length > 0 ? `At ${at.join(', ')} the` : 'The';
    const sides = `left side is ${left}, the right side ${right}`;
    if (!check.reason.includes(sides)) {
      sentences.push(`${where} ${sides}`);
    }
  }
  if (check.domain && !check.reason.includes(check.domain)) {
    sentences.push(`It holds where ${check.domain}`);
  }
  if (check.solutions && !check.reason.includes(check.solutions)) {
    sentences.push(`Solutions: ${check.solutions}`);
  }
  if (check.law) {
    sentences.push([check.law, check.law_note].filter(Boolean).join(': '));
  }
  if (check.dimensions === 'inconsistent') {
    const words = ['The dimensions do not agree', check.dimension_reason];
    sentences.push(words.filter(Boolean).join(': '));
  }
  return sentences
    .filter(sentence => sentence.trim() !== '')
    .map(sentence => sentence.trim().replace(/\.?$/, '.'))
    .join(' ');
}

/** Shows the verdicts of a formula: a badge that says the worst, and unfolds to all of them. */
export function markMath(math: HTMLElement, checks: readonly EquationCheck[]): void {
  math.querySelector(':scope > .jp-Galactica-badge')?.remove();
  const verdict = worstVerdict(checks);
  if (!verdict) {
    delete math.dataset.verdict;
    return;
  }
  math.dataset.verdict = verdict;
  math.append(drawBadge(verdict, checks));
}

/** "3 hold, 1 refuted" for the equations of a whole answer; empty where there are none. */
export function tally(checks: readonly EquationCheck[]): string {
  return WORST_FIRST.map(verdict => ({
    number: checks.filter(check => check.verdict === verdict).length,
    word: VERDICTS[verdict].word
  }))
    .reverse()
    .filter(({ number }) => number > 0)
    .map(({ number, word }) => `${number} ${word === 'holds' && number > 1 ? 'hold' : word}`)
    .join(', ');
}

/** "1 point", "2 points". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function drawBadge(verdict: Verdict, checks: readonly EquationCheck[]): HTMLElement {
  const { glyph, word } = VERDICTS[verdict];
  const descriptions = checks.map(describeCheck);
  const badge = create('details', 'jp-Galactica-badge');
  const summary = create('summary');
  const glyphElement = create('span', 'jp-Galactica-glyph', glyph);
  glyphElement.setAttribute('aria-hidden', 'true');
  summary.append(glyphElement, ` ${word}`);
  if (checks.some(check => check.dimensions === 'inconsistent')) {
    summary.append(', dimensions differ');
  }
  summary.title = descriptions.join('\n');
  summary.setAttribute('aria-label', `${summary.textContent}. ${descriptions.join(' ')}`);
  const list = create('ul');
  list.append(...descriptions.map(description => create('li', '', description)));
  badge.append(summary, list);
  return badge;
}
