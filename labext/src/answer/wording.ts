/** Words with formulas in them, `$…$`, as the server sends them. */
import { drawFormula } from './math';

const FORMULA = /(?<!\\)\$((?:\\[^]|[^\\$])+)\$/g;

/** Words as they stand, and formulas to be typeset. */
export function drawWords(text: string): (Node | string)[] {
  return text
    .split(FORMULA)
    .map((piece, index) => (index % 2 === 1 ? drawFormula(piece) : piece))
    .filter(piece => piece !== '');
}
