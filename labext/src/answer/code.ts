/** Code blocks: in the colours of their language, to be copied or put into a new cell. */
import { menuButton } from '../menu';
import { copyButton } from './copy';
import { create } from './dom';
import { VALIDATION_STATUSES } from './faces';
import type * as schema from './schema';
import { trans } from './trans';
import { inWords } from './words';

/** What the page an answer stands in does for code. */
export interface CodeTools {
  /** Draws code in the colours of its language. */
  highlight(code: string, language: string, element: HTMLElement): Promise<void>;
  /**
   * Puts a text into a new cell below or above the cell that `element` stands in, or else the
   * active one, and runs nothing. False where no notebook is open.
   */
  insert(
    text: string,
    element: HTMLElement,
    cell: 'code' | 'markdown',
    where?: 'above' | 'below'
  ): boolean;
  /** Puts code in the place of the active cell's, once the user has seen what changes. */
  replace(code: string): Promise<void>;
}

/** Colours help nobody to read more than this, and parsing takes the page's time. */
const MAX_HIGHLIGHTED = 50_000;

export function drawCode({ language, code }: schema.Code): HTMLElement {
  const element = create('div', 'jp-Galactica-code');
  const header = create('div', 'jp-Galactica-codeHeader');
  header.append(create('span', 'jp-Galactica-codeLanguage', language), copyButton(code));
  const pre = create('pre');
  pre.dir = 'ltr';
  pre.append(create('code', '', code));
  element.append(header, pre);
  return element;
}

/** Gives the code in a drawn block its colours, and a button that puts it into a new cell. */
export function equipCode(block: HTMLElement, tools: CodeTools): void {
  for (const element of block.querySelectorAll<HTMLElement>('.jp-Galactica-code')) {
    const code = element.querySelector<HTMLElement>('pre > code');
    const header = element.querySelector('.jp-Galactica-codeHeader');
    if (code && header) {
      header.append(...buttonsFor(code.textContent, tools));
      const language = header.querySelector('.jp-Galactica-codeLanguage')?.textContent ?? '';
      void colour(code, language, tools);
    }
  }
}

/** Says in a code block's header what is wrong with it. */
export function markCode(code: HTMLElement, check: schema.CodeCheck): void {
  const header = code.querySelector<HTMLElement>('.jp-Galactica-codeLanguage');
  if (!header) {
    return;
  }
  const where = check.line === null ? '' : `line ${check.line}: `;
  const face = VALIDATION_STATUSES[check.status];
  const words =
    check.status === 'invalid' ? `${face.glyph} ${where}${check.reason}` : inWords(face);
  code.dataset.status = check.status;
  code.dataset.tone = face.tone;
  header.querySelector(':scope > .jp-Galactica-validation')?.remove();
  header.title = check.reason;
  header.append(create('span', 'jp-Galactica-validation', ` ${words}`));
}

function buttonsFor(code: string, tools: CodeTools): HTMLButtonElement[] {
  const button = create('button', 'jp-Galactica-codeButton', trans.__('Insert in a new cell'));
  button.type = 'button';
  const insert = (where: 'above' | 'below'): void => {
    const isThere = tools.insert(code, button, 'code', where);
    button.textContent = isThere ? trans.__('Inserted') : trans.__('Open a notebook first');
  };
  button.addEventListener('click', () => {
    insert('below');
  });
  const more = menuButton(trans.__('More for this code'), () => [
    [
      trans.__('Insert Above'),
      (): void => {
        insert('above');
      }
    ],
    [
      trans.__('Insert Below'),
      (): void => {
        insert('below');
      }
    ],
    [trans.__('Replace the Active Cell …'), (): void => void tools.replace(code)]
  ]);
  return [button, more];
}

/** A highlighter that would change a character, or fails, is not followed. */
async function colour(element: HTMLElement, language: string, tools: CodeTools): Promise<void> {
  const code = element.textContent;
  if (language === '' || code.length > MAX_HIGHLIGHTED) {
    return;
  }
  const coloured = create('code');
  try {
    await tools.highlight(code, language, coloured);
  } catch (error) {
    console.warn(`Code in ${language} could not be highlighted.`, error);
  }
  if (coloured.textContent === code) {
    element.replaceChildren(...coloured.childNodes);
  }
}
