/** Verdicts that nobody here came to, as what they are; `answer/said.py` does the same. */
import { CITATION_STATUSES, VALIDATION_STATUSES, VERDICTS } from './faces';
import type * as schema from './schema';

/** The answer with every verdict as one that its notebook states. */
export function asSaid(answer: schema.Answer): schema.Answer {
  return {
    ...answer,
    equations: answer.equations.map(saidEquation),
    citations: answer.citations.map(citation => ({
      ...citation,
      status: 'unchecked',
      reason: told(CITATION_STATUSES[citation.status].word),
      key: null,
      entry: null,
      candidates: [],
      retracted: false
    })),
    molecules: answer.molecules.map(check => ({ ...check, ...unchecked(check.status) })),
    sequences: answer.sequences.map(check => ({ ...check, ...unchecked(check.status) })),
    code: answer.code.map(check => ({ ...check, ...unchecked(check.status) }))
  };
}

/** Whether there is a verdict of any kind. */
export function isJudged(answer: schema.Answer): boolean {
  const { equations, citations, molecules, sequences, code } = answer;
  return [equations, citations, molecules, sequences, code].some(checks => checks.length > 0);
}

function saidEquation(check: schema.EquationCheck): schema.EquationCheck {
  if (check.verdict === 'said') {
    return check;
  }
  const reason = told(VERDICTS[check.verdict].word);
  return {
    ...check,
    verdict: 'said',
    reason,
    explanation: reason,
    explanation_plain: reason,
    reading: null
  };
}

function unchecked(status: schema.ValidationStatus): {
  status: schema.ValidationStatus;
  reason: string;
} {
  return { status: 'unchecked', reason: told(VALIDATION_STATUSES[status].word) };
}

function told(word: string): string {
  return `The notebook says “${word}”; this machine has not checked it.`;
}
