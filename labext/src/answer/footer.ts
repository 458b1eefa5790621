/** What is said below a finished answer: how it ended and where it came from. */
import { create } from './dom';
import { isRecord } from './json';
import type { Answer } from './schema';
import { tally } from './verdicts';
import { count } from './words';

const ENDINGS: Record<NonNullable<Answer['finish_reason']>, string> = {
  stop: '',
  length: 'stopped at the limit of new tokens',
  cancelled: 'stopped',
  error: 'broke off'
};

export function drawFooter(answer: Answer): HTMLElement {
  const { notice } = answer.provenance;
  const footer = create('footer', 'jp-Galactica-footer');
  footer.append(create('div', '', footerLine(answer)));
  footer.append(...answer.problems.map(problem => create('div', 'jp-Galactica-problem', problem)));
  if (typeof notice === 'string') {
    footer.append(create('div', 'jp-Galactica-notice', notice));
  }
  return footer;
}

/** One line that also serves a screen reader as the announcement of a finished answer. */
export function footerLine({ provenance, usage, equations, finish_reason }: Answer): string {
  const { model, dropped, cached } = provenance;
  const checked = tally(equations);
  const speed = usage.tokens_per_s === null ? '' : `${usage.tokens_per_s.toFixed(1)} tokens/s`;
  return [
    finish_reason ? ENDINGS[finish_reason] : '',
    checked && `equations: ${checked}`,
    typeof model === 'string' ? model : '',
    usage.completion_tokens > 0 ? count(usage.completion_tokens, 'token') : '',
    cached === true ? 'from the answer cache' : speed,
    typeof dropped === 'string'
      ? dropped
      : usage.dropped_tokens > 0
        ? `${count(usage.dropped_tokens, 'token')} of the prompt did not fit the model's window`
        : '',
    triesLine(provenance)
  ]
    .filter(Boolean)
    .join(' · ');
}

function triesLine({ tries, kept_try: kept }: Answer['provenance']): string {
  if (typeof tries !== 'number' || tries < 2) {
    return '';
  }
  const number = isRecord(kept) && typeof kept.number === 'number' ? kept.number : tries;
  return number === tries ? `${tries} tries` : `the best of ${tries} tries, number ${number}`;
}
