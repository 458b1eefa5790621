/**
 * Which drawn formula of a page is which formula of the text.
 *
 * What a page has typeset does not tell its LaTeX, and it may see other formulas in a text than the
 * checker does: "5$ and 6$", or one that stands in HTML. So the two lists are laid side by side by
 * what can be read in both, and where that says nothing, a formula gets no badge.
 */

/** Commands that are typeset as their names. */
const NAMED =
  /\\(arccos|arcsin|arctan|arg|cos|cosh|cot|coth|csc|deg|det|dim|exp|gcd|hom|inf|ker|lg|lim|ln|log|max|min|Pr|sec|sin|sinh|sup|tan|tanh)(?![A-Za-z])/g;
const LEFT_OUT = /\\(?:begin|end|label|tag|ref|eqref)\*?\s*\{[^{}]*\}|\\[A-Za-z]+|\\[^]/g;

/** Formulas as alike as this are taken for the same where they stand in the same place. */
const ALIKE = 0.5;

/** Tables of comparisons with more entries than this are not made. */
const MOST_COMPARED = 4_000_000;

/** The letters, digits and signs of a formula's LaTeX, sorted: scripts may be typeset in another order. */
export function signatureOf(latex: string): string {
  return sorted(latex.replace(NAMED, ' $1 ').replace(LEFT_OUT, ' '));
}

/** The same of a formula that MathJax or KaTeX has typeset. */
export function signatureOfDrawn(formula: Element): string {
  const source = formula.querySelector('annotation[encoding="application/x-tex"]');
  if (source) {
    return signatureOf(source.textContent);
  }
  const spoken = formula.querySelector('mjx-assistive-mml');
  return sorted(spoken ? spoken.textContent : glyphs(formula));
}

/** For each drawn formula the number of the one it is, by their signatures; null where unknown. */
export function aligned(drawn: readonly string[], told: readonly string[]): (number | null)[] {
  const result: (number | null)[] = drawn.map(() => null);
  let start = 0;
  while (start < drawn.length && start < told.length && drawn[start] === told[start]) {
    result[start] = start;
    start++;
  }
  let drawnEnd = drawn.length;
  let toldEnd = told.length;
  while (drawnEnd > start && toldEnd > start && drawn[drawnEnd - 1] === told[toldEnd - 1]) {
    result[--drawnEnd] = --toldEnd;
  }
  const pairs = common(drawn.slice(start, drawnEnd), told.slice(start, toldEnd));
  let [lastDrawn, lastTold] = [start, start];
  for (const [i, j] of [
    ...pairs.map(([i, j]) => [i + start, j + start] as const),
    [drawnEnd, toldEnd] as const
  ]) {
    if (i - lastDrawn === j - lastTold) {
      for (let k = 0; lastDrawn + k < i; k++) {
        if (likeness(drawn[lastDrawn + k] ?? '', told[lastTold + k] ?? '') >= ALIKE) {
          result[lastDrawn + k] = lastTold + k;
        }
      }
    }
    if (i < drawnEnd) {
      result[i] = j;
    }
    [lastDrawn, lastTold] = [i + 1, j + 1];
  }
  return result;
}

/** Pairs of places of a longest common subsequence, in order. */
function common(left: readonly string[], right: readonly string[]): [number, number][] {
  const width = right.length + 1;
  if ((left.length + 1) * width > MOST_COMPARED) {
    return [];
  }
  const lengths = new Uint16Array((left.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    if (left[i] === right[j]) {
      pairs.push([i++, j++]);
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      i++;
    } else {
      j++;
    }
  }
  return pairs;
}

/** How much two sorted texts have in common, from 0 to 1. */
function likeness(left: string, right: string): number {
  let [i, j, shared] = [0, 0, 0];
  while (i < left.length && j < right.length) {
    const [a, b] = [left.charAt(i), right.charAt(j)];
    shared += a === b ? 1 : 0;
    i += a <= b ? 1 : 0;
    j += b <= a ? 1 : 0;
  }
  const total = left.length + right.length;
  return total === 0 ? 1 : (2 * shared) / total;
}

function sorted(text: string): string {
  const signs = text.normalize('NFKC').match(/[A-Za-z0-9=+<>]/g) ?? [];
  return signs.sort().join('');
}

/** The characters of MathJax's font, which are in the names of classes. */
function glyphs(formula: Element): string {
  return [...formula.querySelectorAll('mjx-c')]
    .map(({ className }) => /mjx-c([0-9A-F]+)/.exec(className)?.[1] ?? '20')
    .map(code => String.fromCodePoint(parseInt(code, 16)))
    .join('');
}
