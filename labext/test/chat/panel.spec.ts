import { Widget } from '@lumino/widgets';

import type { Event } from '../../src/answer/schema';
import type { Api, Choice, Models, Question, Status } from '../../src/api';
import { ChatPanel } from '../../src/chat/panel';
import { DEFAULT_SETTINGS } from '../../src/settings';
import { answer, paragraph } from '../fixtures';

jest.mock('@jupyterlab/apputils', () => ({}));

/** A server that says what a test lets it say, and waits at the end until it is stopped. */
class FakeApi implements Api {
  questions: Question[] = [];
  script: (Event | Error)[] = [];
  waits = false;
  stopped = 0;
  isDown = false;

  async *ask(question: Question, signal: AbortSignal): AsyncGenerator<Event, void> {
    this.questions.push(question);
    for (const step of this.script) {
      await Promise.resolve();
      if (step instanceof Error) {
        throw step;
      }
      yield step;
    }
    if (this.waits) {
      await new Promise(resolve => {
        signal.addEventListener('abort', resolve);
      });
      this.stopped++;
      if (this.isDown) {
        throw new Error('aborted');
      }
      yield { type: 'finished', answer: STOPPED };
    }
  }

  isOffline = false;
  server: Status['server'] = null;

  status(): Promise<Status> {
    const { isOffline: offline, server } = this;
    return Promise.resolve({ state: 'ready', model: 'demo', detail: '', server, offline });
  }

  models(): Promise<Models> {
    return this.isDown
      ? Promise.reject(new Error('The server is down.'))
      : Promise.resolve({ models: [choice('demo'), choice('galactica-1.3b')], default: 'demo' });
  }

  tasks(): Promise<Choice[]> {
    return Promise.resolve([choice('summarize'), choice('ask')]);
  }
}

function choice(name: string): Choice {
  return { name, note: '' };
}

const STOPPED = answer({ blocks: [paragraph(0, 'Becau, closed')], finish_reason: 'cancelled' });

let api: FakeApi;
let panel: ChatPanel;

function find(selector: string): HTMLElement {
  const element = panel.node.querySelector<HTMLElement>(selector);
  if (!element) {
    throw new Error(`There is no ${selector}.`);
  }
  return element;
}

const box = (): HTMLTextAreaElement => find('textarea') as HTMLTextAreaElement;
const log = (): HTMLElement => find('[role="log"]');
const chosenModel = (): string => (find('select') as HTMLSelectElement).value;

function button(name: string): HTMLButtonElement {
  const found = [...panel.node.querySelectorAll('button')].find(
    candidate => candidate.textContent === name
  );
  if (!found) {
    throw new Error(`There is no button ${name}.`);
  }
  return found;
}

function write(message: string): void {
  box().value = message;
  box().dispatchEvent(new Event('input'));
}

function press(key: string, modifiers: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, cancelable: true, ...modifiers });
  box().dispatchEvent(event);
  return event;
}

/** Waits for a condition, turn by turn of the event loop. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn > 1000) {
      throw new Error('It did not come to that.');
    }
    await new Promise(resolve => setTimeout(resolve));
  }
}

const idle = (): Promise<void> => until(() => !panel.isAnswering);

beforeEach(() => {
  api = new FakeApi();
  api.script = [{ type: 'finished', answer: answer({ blocks: [paragraph(0, 'Because.')] }) }];
  panel = new ChatPanel(api, null);
  Widget.attach(panel, document.body);
});

afterEach(() => {
  panel.dispose();
});

describe('the header', () => {
  it('says where nothing but the configured engine is connected to', async () => {
    const status = (): string => find('.jp-Galactica-modelStatus').textContent;
    await panel.ask('Why?');
    expect(status()).toBe('demo: ready');
    api.isOffline = true;
    await panel.ask('Why?');
    expect(status()).toBe('demo: ready (offline)');
  });

  it('says which server questions go to', async () => {
    api.server = { url: 'https://cluster:8000', model: 'facebook/galactica-30b' };
    api.isOffline = true;
    await panel.ask('Why?');
    expect(find('.jp-Galactica-modelStatus').textContent).toBe(
      'facebook/galactica-30b on the server at https://cluster:8000 (offline)'
    );
  });
});

describe('asking', () => {
  it('shows the question and the answer', async () => {
    write('Why?');
    button('Send').click();
    expect(log().textContent).toContain('Why?');
    await idle();
    expect(log().textContent).toContain('Because.');
    expect(box().value).toBe('');
    expect(document.activeElement).toBe(box());
  });

  it('shows the answer as it comes', async () => {
    api.waits = true;
    api.script = [
      { type: 'state', state: 'loading', detail: '', fraction: 0.4 },
      { type: 'text', text: 'Becau' }
    ];
    write('Why?');
    press('Enter');
    await until(() => log().textContent.includes('Becau'));
    expect(log().textContent).toContain('Loading the model (40 %)');
  });

  it('begins anew where the server does', async () => {
    const final = answer({ blocks: [paragraph(0, 'Because.')] });
    api.script = [
      { type: 'block', block: paragraph(0, 'Wrong.'), tail: '' },
      { type: 'restarted', attempt: 2 },
      { type: 'block', block: paragraph(0, 'Because.'), tail: '' },
      { type: 'finished', answer: final }
    ];
    await panel.ask('Why?');
    expect(log().textContent).toContain('Because.');
    expect(log().textContent).not.toContain('Wrong.');
  });

  it('shows the better try where a later one is given up', async () => {
    const final = answer({
      blocks: [paragraph(0, 'Because.')],
      provenance: { tries: 2, kept_try: { number: 1 } }
    });
    api.script = [
      { type: 'restarted', attempt: 2 },
      { type: 'block', block: paragraph(0, 'Worse.'), tail: '' },
      { type: 'kept', attempt: 1 },
      { type: 'finished', answer: final }
    ];
    await panel.ask('Why?');
    expect(log().textContent).toContain('Because.');
    expect(log().textContent).not.toContain('Worse.');
    expect(log().textContent).toContain('the best of 2 tries, number 1');
  });

  it('begins a new line with Shift+Enter', () => {
    write('Why?');
    expect(press('Enter', { shiftKey: true }).defaultPrevented).toBe(false);
    expect(api.questions).toHaveLength(0);
  });

  it('sends with Ctrl+Enter where that is set', async () => {
    panel.configure({ ...DEFAULT_SETTINGS, sendKey: 'Ctrl+Enter' });
    write('Why?');
    press('Enter');
    expect(api.questions).toHaveLength(0);
    press('Enter', { ctrlKey: true });
    expect(api.questions).toHaveLength(1);
    await idle();
  });

  it('leaves Enter to an input method', () => {
    write('なぜ');
    press('Enter', { isComposing: true });
    expect(api.questions).toHaveLength(0);
  });

  it('sends nothing that is empty', () => {
    expect(button('Send').disabled).toBe(true);
    write('  ');
    expect(button('Send').disabled).toBe(true);
    press('Enter');
    expect(api.questions).toHaveLength(0);
  });

  it('sends what was chosen and set', async () => {
    await panel.refresh();
    panel.configure({ ...DEFAULT_SETTINGS, model: 'mine', temperature: 0, newTokens: 64 });
    await until(() => chosenModel() === 'mine');
    await panel.ask('Why?');
    expect(api.questions).toEqual([{ prompt: 'Why?', model: 'mine', temperature: 0, n: 64 }]);
  });

  it('recalls earlier messages in the empty box', async () => {
    for (const message of ['one', 'two']) {
      write(message);
      press('Enter');
      await idle();
    }
    press('ArrowUp');
    press('ArrowUp');
    expect(box().value).toBe('one');
    press('ArrowDown');
    expect(box().value).toBe('two');
    press('ArrowDown');
    expect(box().value).toBe('');
    write('new');
    press('ArrowUp');
    expect(box().value).toBe('new');
  });

  it('announces an answer once, at its end', async () => {
    await panel.ask('Why?');
    expect(log().getAttribute('aria-live')).toBe('off');
    expect(find('[role="status"]').textContent).toContain('Answer complete.');
  });
});

describe('stopping', () => {
  beforeEach(() => {
    api.waits = true;
    api.script = [{ type: 'text', text: 'Becau' }];
  });

  it.each([
    [
      'Stop',
      (): void => {
        button('Stop').click();
      }
    ],
    ['Esc', (): void => void press('Escape')]
  ])('keeps the text and frees the box: %s', async (_name, stop) => {
    write('Why?');
    press('Enter');
    await until(() => log().textContent.includes('Becau'));
    expect(button('Stop').disabled).toBe(false);
    stop();
    await idle();
    expect(api.stopped).toBe(1);
    expect(log().textContent).toContain('Becau, closed');
    expect(log().textContent).toContain('stopped');
    expect(button('Stop').disabled).toBe(true);
  });

  it('keeps the text where the server is gone', async () => {
    write('Why?');
    press('Enter');
    await until(() => log().textContent.includes('Becau'));
    api.isDown = true;
    button('Stop').click();
    await idle();
    expect(log().textContent).toContain('Becau');
    expect(log().textContent).toContain('stopped');
  });

  it('clears everything for a new chat', async () => {
    write('Why?');
    press('Enter');
    await until(() => log().textContent.includes('Becau'));
    button('New chat').click();
    await idle();
    expect(api.stopped).toBe(1);
    expect(log().textContent).toBe('');
  });
});

describe('failing', () => {
  it.each([
    ['the request', new Error('There is no model x; see the list of models.')],
    ['the answer', { type: 'failed', message: 'There is no model x; see the list of models.' }]
  ] as const)('says why in a sentence and gives the question back: %s', async (_name, step) => {
    api.script = [step];
    await panel.ask('Why?');
    expect(log().querySelector('.jp-Galactica-error')?.textContent).toBe(
      'There is no model x; see the list of models.'
    );
    expect(box().value).toBe('Why?');
    expect(button('Send').disabled).toBe(false);
  });

  it('keeps what was answered, and then leaves the box alone', async () => {
    api.script = [{ type: 'text', text: 'Becau' }, new Error('The server went away.')];
    await panel.ask('Why?');
    expect(log().textContent).toContain('Becau');
    expect(log().textContent).toContain('The server went away.');
    expect(box().value).toBe('');
  });

  it('does not take a connection that ends for an answer', async () => {
    api.script = [{ type: 'text', text: 'Becau' }];
    await panel.ask('Why?');
    expect(log().querySelector('.jp-Galactica-error')?.textContent).toContain('ask again');
  });
});

describe('the header', () => {
  it('offers the models and tasks of the server and says which model is in use', async () => {
    await panel.refresh();
    const [models, tasks] = [...panel.node.querySelectorAll('select')];
    expect(models?.value).toBe('demo');
    expect(tasks?.value).toBe('');
    expect([...(tasks?.options ?? [])].map(option => option.text)).toContain('default');
    expect(find('.jp-Galactica-modelStatus').textContent).toBe('demo: ready');
  });

  it('says that the server does not answer, and asks again later', async () => {
    api.isDown = true;
    await panel.refresh();
    expect(find('.jp-Galactica-modelStatus').textContent).toBe('The server is down.');
    api.isDown = false;
    await panel.refresh();
    expect(chosenModel()).toBe('demo');
  });
});
