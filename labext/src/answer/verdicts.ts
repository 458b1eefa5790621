/** What a reader is told about the equations of a formula. */
import { create } from './dom';
import { VERDICTS } from './faces';
import type { EquationCheck, Verdict } from './schema';

const WORST_FIRST = Object.keys(VERDICTS) as Verdict[];
const ACCUSED: readonly Verdict[] = ['refuted', 'doubtful'];

/** What a reader must look at first, then the rest, the good ones before the others. */
const IN_A_SUMMARY = [
  ...ACCUSED,
  ...[...WORST_FIRST].reverse().filter(verdict => !ACCUSED.includes(verdict))
];

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
  if (check.law && !(check.law_note && check.reason.includes(check.law_note))) {
    sentences.push(check.law_note || check.law);
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
    delete math.dataset.tone;
    return;
  }
  math.dataset.verdict = verdict;
  math.dataset.tone = VERDICTS[verdict].tone;
  math.append(drawBadge(verdict, checks));
}

/** "1 refuted, 3 hold" for the equations of a whole answer; empty where there are none. */
export function tally(checks: readonly EquationCheck[]): string {
  return IN_A_SUMMARY.map(verdict => {
    const number = checks.filter(check => check.verdict === verdict).length;
    const { word, plural } = VERDICTS[verdict];
    return number > 0 ? `${number} ${number === 1 ? word : plural}` : '';
  })
    .filter(Boolean)
    .join(', ');
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
