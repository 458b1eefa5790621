/** What a reader is told about the equations of a formula. */
import type { ILatexTypesetter } from '@jupyterlab/rendermime';

import { create } from './dom';
import { VERDICTS } from './faces';
import { drawFormula, NO_MATH_CLASS, typesetMath } from './math';
import type { EquationCheck, Verdict } from './schema';
import { drawWords } from './wording';

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

/** Shows the verdicts of a formula: a badge that says the worst, and unfolds to all of them. */
export function markMath(
  math: HTMLElement,
  checks: readonly EquationCheck[],
  typesetter: ILatexTypesetter | null = null
): void {
  math.querySelector(':scope > .jp-Galactica-badge')?.remove();
  const verdict = worstVerdict(checks);
  if (!verdict) {
    delete math.dataset.verdict;
    delete math.dataset.tone;
    return;
  }
  math.dataset.verdict = verdict;
  math.dataset.tone = VERDICTS[verdict].tone;
  math.append(drawBadge(verdict, checks, typesetter));
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

function drawBadge(
  verdict: Verdict,
  checks: readonly EquationCheck[],
  typesetter: ILatexTypesetter | null
): HTMLElement {
  const badge = create('details', 'jp-Galactica-badge');
  const summary = create('summary');
  summary.append(...drawFace(verdict));
  const told = checks.map(({ explanation_plain, reason }) => explanation_plain || reason);
  summary.title = told.join('\n');
  summary.setAttribute('aria-label', [`${VERDICTS[verdict].word}.`, ...told].join(' '));
  const list = create('ul', NO_MATH_CLASS);
  list.append(...checks.map(check => drawCheck(check, checks.length > 1)));
  badge.append(summary, list);
  // Most badges are never unfolded, and a formula is best typeset where it is seen.
  badge.addEventListener('toggle', () => void typesetMath(list, typesetter), { once: true });
  return badge;
}

/** What is told of an equation; of one of several also which one it is, and its verdict. */
function drawCheck(
  { latex, reading, verdict, explanation, reason }: EquationCheck,
  named: boolean
): HTMLElement {
  const item = create('li');
  const told = explanation || reason;
  if (named) {
    item.append(drawFormula(reading ?? latex), ' – ', ...drawFace(verdict), told && ': ');
  }
  item.append(...drawWords(told));
  return item;
}

/** The glyph, which a screen reader leaves out, and the word. */
function drawFace(verdict: Verdict): (Node | string)[] {
  const { glyph, word } = VERDICTS[verdict];
  const element = create('span', 'jp-Galactica-glyph', glyph);
  element.setAttribute('aria-hidden', 'true');
  return [element, ` ${word}`];
}
