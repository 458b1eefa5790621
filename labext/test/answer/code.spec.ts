import { drawBlock } from '../../src/answer/draw';
import { type CodeTools, equipCode } from '../../src/answer/code';
import { Marks } from '../../src/answer/marks';
import { paragraph } from '../fixtures';

jest.mock('@jupyterlab/apputils', () => ({}));

const code = 'x = 1\nprint("<b>")';

function tools(fields: Partial<CodeTools>): CodeTools {
  return {
    highlight: () => Promise.resolve(),
    insert: () => true,
    replace: () => Promise.resolve(),
    ...fields
  };
}

/** A drawn block of code, once its colours are there. */
async function equipped(fields: Partial<CodeTools>, language = 'python'): Promise<HTMLElement> {
  const node = { type: 'code', id: 0, language, code, start: 0, end: 0 } as const;
  const block = drawBlock(paragraph(0, 'one', node), new Marks());
  equipCode(block, tools(fields));
  await Promise.resolve().then(() => undefined);
  return block;
}

function codeOf(block: HTMLElement): HTMLElement | null {
  return block.querySelector('pre > code');
}

function buttonOf(block: HTMLElement): HTMLButtonElement {
  const found = [...block.querySelectorAll<HTMLButtonElement>('.jp-Galactica-codeButton')].at(-1);
  if (!found) {
    throw new Error('no button');
  }
  return found;
}

describe('code in an answer', () => {
  it('has the colours of its language', async () => {
    const block = await equipped({
      highlight: (text, language, element) => {
        element.innerHTML = `<span class="${language}"></span>`;
        element.firstElementChild?.append(text);
        return Promise.resolve();
      }
    });
    expect(codeOf(block)?.querySelector('span.python')?.textContent).toBe(code);
  });

  it('stays as it is where the highlighter loses a character', async () => {
    const block = await equipped({
      highlight: (text, _, element) => {
        element.append(text.slice(1));
        return Promise.resolve();
      }
    });
    expect(codeOf(block)?.textContent).toBe(code);
  });

  it('stays as it is where the highlighter fails', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const block = await equipped({ highlight: () => Promise.reject(new Error('no such file')) });
    expect(codeOf(block)?.textContent).toBe(code);
    warn.mockRestore();
  });

  it('of no language asks for no colours', async () => {
    const highlight = jest.fn();
    await equipped({ highlight }, '');
    expect(highlight).not.toHaveBeenCalled();
  });

  it('is put into a new cell by a button, unchanged', async () => {
    const insert = jest.fn(() => true);
    const button = buttonOf(await equipped({ insert }));
    expect(button.textContent).toBe('Insert in a new cell');
    expect(insert).not.toHaveBeenCalled();
    button.click();
    expect(insert).toHaveBeenCalledWith(code, button, 'code', 'below');
    expect(button.textContent).toBe('Inserted');
  });

  it('needs a notebook to be inserted, and says so', async () => {
    const button = buttonOf(await equipped({ insert: () => false }));
    button.click();
    expect(button.textContent).toBe('Open a notebook first');
  });
});
