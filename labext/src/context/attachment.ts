/**
 * What is asked about, beside the question.
 *
 * A question with context is one text, so that it is stored, sent and asked again as any other: the
 * context stands below a line that the server knows, where it is cut if the window is too small.
 */

/** `label` is one line; `language` is that of a fence, empty for prose. */
export interface Attachment {
  readonly label: string;
  readonly language: string;
  readonly text: string;
}

/** A question's own words, and what is asked about. */
export interface Asked {
  readonly message: string;
  readonly attached: readonly Attachment[];
}

/** `INPUT_LINE` of the server. */
const INPUT_LINE = '### Input:';
const INPUT = /(?:^|\n)[ \t]*### Input:[ \t]*\n/;
/** A heading, and text in a fence that the text itself does not hold. */
const ATTACHED = /([^\n]+):\n(`{3,})([\w+-]*)\n([^]*?)\n\2(?:\n\n|$)/y;

/** No model's window holds more characters of one text. */
const LONGEST = 200_000;
const CUT = '\n[…]\n';

/** Context of a bounded size: of a longer text the middle is left out, and the label says so. */
export function attachment(label: string, language: string, text: string): Attachment {
  const line = label.replace(/\s+/g, ' ').trim();
  if (text.length <= LONGEST) {
    return { label: line, language, text };
  }
  const half = LONGEST / 2;
  return {
    label: `${line}, all but ${(text.length - LONGEST).toLocaleString('en')} characters in the middle`,
    language,
    text: text.slice(0, half) + CUT + text.slice(-half)
  };
}

/** The text that is sent. */
export function questionOf({ message, attached }: Asked): string {
  return attached.length === 0
    ? message
    : `${message}\n\n${INPUT_LINE}\n${attached.map(attachedText).join('\n\n')}`;
}

export function attachedText({ label, language, text }: Attachment): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map(ticks => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${label}:\n${fence}${language}\n${text}\n${fence}`;
}

/** A text that was sent, in its parts; context that was written by hand is one of them. */
export function readQuestion(question: string): Asked {
  const line = INPUT.exec(question);
  if (!line) {
    return { message: question, attached: [] };
  }
  const input = question.slice(line.index + line[0].length);
  return { message: question.slice(0, line.index).trimEnd(), attached: readAttached(input) };
}

function readAttached(input: string): Attachment[] {
  const attached: Attachment[] = [];
  ATTACHED.lastIndex = 0;
  let end = 0;
  for (let found = ATTACHED.exec(input); found; found = ATTACHED.exec(input)) {
    const [, label = '', , language = '', text = ''] = found;
    attached.push({ label, language, text });
    end = ATTACHED.lastIndex;
  }
  const rest = input.slice(end);
  return rest.trim() === '' ? attached : [...attached, attachment('Context', '', rest)];
}
