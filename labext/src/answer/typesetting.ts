/**
 * Whether a formula is typeset: of known commands and environments only, within bounds.
 *
 * `answer/typesetting.py` judges alike, by the same list; but what a notebook's JSON brings, nobody
 * has judged.
 */
import { FORMULAS } from './formulas';

const COMMANDS = namesOf(FORMULAS.commands);
const MARKS = new Set([...namesOf(FORMULAS.marks), ' ', '\n', '\t', '\r']);
const ENVIRONMENTS = namesOf(FORMULAS.environments);
const NEGATIVE_SPACES = namesOf(FORMULAS.negativeSpaces);

const LENGTH = String.raw`\d{0,2}(?:\.\d{0,3})?\s*(?:pt|px|pc|em|ex|mu|mm|cm|in)(?![A-Za-z])`;
const ARGUMENTS = new Map([
  ...[...namesOf(FORMULAS.withColumns)].map(
    name => [name, /\s*(?:\[[tcb]\])?\s*\{[lcr|\s]{1,60}\}/y] as const
  ),
  ...[...namesOf(FORMULAS.withNumber)].map(
    name => [name, /\s*(?:\[[tcb]\])?\s*\{\d{1,2}\}/y] as const
  )
]);
/** What has a small length, a row's end with another, an environment, a command, a brace. */
const TOKEN = new RegExp(
  String.raw`\\(?:(?:hspace\*?|mspace)\s*\{\s*${LENGTH}\s*\}|(?:hskip|m?kern|mskip)\s*${LENGTH}` +
    String.raw`|\\\*?\s*\[\s*${LENGTH}\s*\]` +
    String.raw`|(?<row>\\\*?\s*\[)` +
    String.raw`|(?<edge>begin|end)\s*\{(?<environment>[^{}]*)\}` +
    String.raw`|(?<name>[A-Za-z]+|[^]|$))|(?<brace>[{}])`,
  'g'
);

/** Why a formula is not typeset, in words; empty where nothing speaks against. */
export function fault(latex: string): string {
  if (latex.length > FORMULAS.longest) {
    return `it is longer than ${FORMULAS.longest} characters`;
  }
  if (latex.includes('^^')) {
    return 'of two scripts side by side it is unclear what they belong to';
  }
  let depth = 0; // of braces
  let nesting = 0; // of braces, environments and delimiters
  let negativeSpaces = 0;
  for (const { 0: token, index, groups = {} } of latex.matchAll(TOKEN)) {
    const { row, edge, environment, name, brace } = groups;
    if (row !== undefined) {
      return 'the space below a row is no small length';
    }
    if (brace !== undefined) {
      depth += brace === '{' ? 1 : -1;
      nesting += brace === '{' ? 1 : -1;
    } else if (environment !== undefined) {
      nesting += edge === 'begin' ? 1 : -1;
      if (!ENVIRONMENTS.has(environment)) {
        return `${environment} is no environment it knows`;
      }
      if (edge === 'begin' && !hasItsArgument(environment, latex, index + token.length)) {
        return `the columns of ${environment} are not told as it knows them`;
      }
    } else if (name !== undefined) {
      // In a box of text they stand for a formula; elsewhere this one would end.
      const delimits = '()'.includes(name) && name !== '' && depth > 0;
      if (!delimits && !COMMANDS.has(name) && !MARKS.has(name)) {
        return `\\${name} is no command it knows`;
      }
      nesting += name === 'left' ? 1 : name === 'right' ? -1 : 0;
      negativeSpaces += NEGATIVE_SPACES.has(name) ? 1 : 0;
    }
    if (depth < 0) {
      return 'its braces do not pair';
    }
    if (nesting > FORMULAS.deepest) {
      return `it is nested deeper than ${FORMULAS.deepest} levels`;
    }
  }
  if (negativeSpaces > FORMULAS.mostNegativeSpaces) {
    return 'so many negative spaces draw over other things';
  }
  return depth === 0 ? '' : 'it breaks off before its braces close';
}

/**
 * A formula as MathJax gets it: without labels, which all formulas of a page share, and its per
 * cent signs no comments, which would hide what follows.
 */
export function pageSource(latex: string): string {
  return latex
    .replace(/\\label\s*\{[^{}]*\}/g, ' ') // a blank, lest two commands become one
    .replace(/\\[^]|%/g, mark => (mark === '%' ? '\\%' : mark));
}

function hasItsArgument(environment: string, latex: string, place: number): boolean {
  const argument = ARGUMENTS.get(environment);
  if (!argument) {
    return true;
  }
  argument.lastIndex = place;
  return argument.test(latex);
}

function namesOf(text: string): Set<string> {
  return new Set(text.split(' '));
}
