/** The items of the side panel: a button that leads to the place, and what is told of it. */
import { create } from '../answer/dom';
import { CITATION_STATUSES, VERDICTS } from '../answer/faces';
import { drawFormula } from '../answer/math';
import type { Citation, EquationCheck } from '../answer/schema';
import { fault } from '../answer/typesetting';
import { drawWords } from '../answer/wording';
import { inWords } from '../answer/words';
import type { FoundFormula, FoundWork } from './findings';
import type { Place } from './steps';

/** Leads to a place, and to the formula with this number where it is one. */
export type Reveal = (place: Place, formula?: number) => void;

export function isAccused({ verdict }: EquationCheck): boolean {
  return verdict === 'refuted' || verdict === 'doubtful';
}

export function isAmiss({ status, retracted }: Citation): boolean {
  return status === 'not-found' || status === 'mismatch' || retracted;
}

/** An item for each equation. */
export function drawFormulas(formulas: readonly FoundFormula[], reveal: Reveal): HTMLElement[] {
  return formulas.flatMap(({ id, place, checks }) =>
    checks.map(check => {
      const { verdict, explanation, reason } = check;
      const go = button(() => {
        reveal(place, id);
      });
      go.append(face(inWords(VERDICTS[verdict])), ' ', drawFormula(shown(check)), where(place));
      const item = drawItem(go, VERDICTS[verdict].tone, isAccused(check), explanation || reason);
      item.dataset.verdict = verdict;
      return item;
    })
  );
}

/** An item for each work cited. */
export function drawWorks(works: readonly FoundWork[], reveal: Reveal): HTMLElement[] {
  return works.map(({ citation, place }) => {
    const { status, reason, title, author, text, retracted } = citation;
    const { tone } = CITATION_STATUSES[status];
    const go = button(() => {
      reveal(place);
    });
    const name = [title, author].filter(Boolean).join(', ') || text;
    const words = retracted ? '✗ retracted' : inWords(CITATION_STATUSES[status]);
    go.append(face(words), ' ', name === text ? text : `${name} (${text})`, where(place));
    const item = drawItem(go, retracted ? 'bad' : tone, isAmiss(citation), reason);
    item.dataset.citationStatus = status;
    return item;
  });
}

/** The signs between the columns and rows of an environment, which a piece of one may have. */
const BETWEEN = /(?<!\\)&|\\\\/g;

/** The equation as it is written, or as it was read where it cannot be typeset on its own. */
function shown({ latex, reading }: EquationCheck): string {
  const isPiece = !latex.includes('\\begin') && latex.search(BETWEEN) >= 0;
  if (reading && (isPiece || fault(latex))) {
    return reading;
  }
  return isPiece ? latex.replace(BETWEEN, ' ') : latex;
}

function drawItem(
  go: HTMLButtonElement,
  tone: string,
  isWrong: boolean,
  told: string
): HTMLElement {
  const item = create('li', 'jp-Galactica-finding');
  item.dataset.tone = tone;
  item.classList.toggle('jp-mod-sound', !isWrong);
  item.append(go);
  if (told) {
    const words = create('p');
    words.append(...drawWords(told));
    item.append(words);
  }
  return item;
}

function button(onClick: () => void): HTMLButtonElement {
  const made = create('button', 'jp-Galactica-findingGo');
  made.type = 'button';
  made.addEventListener('click', onClick);
  return made;
}

function face(words: string): HTMLElement {
  return create('span', 'jp-Galactica-findingFace', words);
}

/** The line, where a part has several; and the file, where it is one that is included. */
function where({ line, file }: Place): HTMLElement {
  const words = file === null ? `line ${line}` : `${file}, line ${line}`;
  return create('span', 'jp-Galactica-findingPlace', ` ${words}`);
}
