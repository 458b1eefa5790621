import { Clipboard } from '@jupyterlab/apputils';
import { Widget } from '@lumino/widgets';

import { ChatPanel } from '../../src/chat/panel';
import type { Welcome } from '../../src/models/api';
import { DEFAULT_SETTINGS } from '../../src/settings';
import { attachment } from '../../src/context/attachment';
import type { Offer } from '../../src/context/mentions';
import { answer, paragraph } from '../fixtures';
import { FakeApi, FakeConversations, Sights, until } from './fakes';

jest.mock('@jupyterlab/apputils', () => ({ Clipboard: { copyToSystem: jest.fn() } }));

let api: FakeApi;
let talks: FakeConversations;
let panel: ChatPanel;
let first: string | null;
let inserted: unknown[];
let openedInTab: string[];
let chosen: number;
let shown: number;
let offered: Offer[];

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
const announced = (): string => find('.jp-Galactica-announcer').textContent;
const questions = (): string[] =>
  [...panel.node.querySelectorAll('.jp-Galactica-questionText')].map(node => node.textContent);

/** The last button of this name. */
function button(name: string): HTMLButtonElement {
  const found = [...panel.node.querySelectorAll('button')]
    .reverse()
    .find(each => each.textContent === name || each.getAttribute('aria-label') === name);
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

const application = {
  openInTab: (id: string): void => void openedInTab.push(id),
  offers: (begun: string): Promise<Offer[]>[] => [
    Promise.resolve(offered.filter(({ name }) => name.startsWith(begun)))
  ],
  chooseModel: (): void => {
    chosen++;
  },
  panelShown: (): void => {
    shown++;
  },
  welcome: (model: string): Promise<Welcome> =>
    Promise.resolve({ questions: [`What is ${model}?`], notice: 'A demonstration.', isHere: true })
};

function open(): ChatPanel {
  const tools = {
    typesetter: null,
    code: {
      highlight: () => Promise.resolve(),
      insert: (...args: unknown[]) => inserted.push(args) > 0,
      replace: () => Promise.resolve()
    }
  };
  const opened = new ChatPanel(api, talks, tools, application, () => Promise.resolve(first));
  Widget.attach(opened, document.body);
  return opened;
}

const idle = (): Promise<void> => until(() => !panel.isAnswering);

beforeEach(() => {
  Element.prototype.scrollIntoView = (): void => undefined; // jsdom lays nothing out
  global.IntersectionObserver = Sights as unknown as typeof IntersectionObserver;
  api = new FakeApi();
  talks = new FakeConversations();
  first = null;
  inserted = [];
  openedInTab = [];
  chosen = shown = 0;
  offered = [];
  panel = open();
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
    talks.waits = true;
    talks.script = [
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
    talks.script = [
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
    talks.script = [
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
    expect(talks.asked).toHaveLength(0);
  });

  it('sends with Ctrl+Enter where that is set', async () => {
    panel.configure({ ...DEFAULT_SETTINGS, sendKey: 'Ctrl+Enter' });
    write('Why?');
    press('Enter');
    expect(talks.asked).toHaveLength(0);
    press('Enter', { ctrlKey: true });
    await idle();
    expect(talks.asked).toHaveLength(1);
  });

  it('leaves Enter to an input method', () => {
    write('なぜ');
    press('Enter', { isComposing: true });
    expect(talks.asked).toHaveLength(0);
  });

  it('sends nothing that is empty', () => {
    expect(button('Send').disabled).toBe(true);
    write('  ');
    expect(button('Send').disabled).toBe(true);
    press('Enter');
    expect(talks.asked).toHaveLength(0);
  });

  it('sends what was chosen and set', async () => {
    await panel.refresh();
    api.configured = 'mine';
    panel.configure({ ...DEFAULT_SETTINGS, model: 'mine' });
    await until(() => chosenModel() === 'mine');
    await panel.ask('Why?');
    expect(talks.asked).toEqual([{ prompt: 'Why?', parent: null, model: 'mine' }]);
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
    expect(announced()).toContain('Answer complete.');
  });
});

describe('stopping', () => {
  beforeEach(() => {
    talks.waits = true;
    talks.script = [{ type: 'text', text: 'Becau' }];
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
    expect(talks.stopped).toHaveLength(1);
    expect(log().textContent).toContain('Becau, closed');
    expect(log().textContent).toContain('stopped');
    expect(button('Stop').disabled).toBe(true);
  });

  it('ends where the server is gone, and keeps the text', async () => {
    write('Why?');
    press('Enter');
    await until(() => log().textContent.includes('Becau'));
    talks.stop = () => Promise.reject(new Error('The Jupyter server cannot be reached.'));
    button('Stop').click();
    await idle();
    expect(log().textContent).toContain('Becau');
    expect(log().textContent).toContain('stopped');
  });

  it('stops an answer whose message is still on its way', async () => {
    write('Why?');
    press('Enter');
    button('Stop').click();
    await idle();
    expect(talks.stopped).toHaveLength(1);
  });

  it('leaves the answer to the server for a new chat, and finds it again', async () => {
    write('Why?');
    press('Enter');
    await until(() => log().textContent.includes('Becau'));
    const conversation = panel.conversation;
    button('New chat').click();
    await idle();
    expect(talks.stopped).toEqual([]);
    expect(log().textContent).toBe('');
    await panel.open(conversation);
    await until(() => log().textContent.includes('Becau'));
    expect(panel.isAnswering).toBe(true);
  });
});

describe('failing', () => {
  const SENTENCE = 'There is no model x; see the list of models.';

  it('says why in a sentence and gives the message back where it is refused', async () => {
    talks.refusal = new Error(SENTENCE);
    await panel.ask('Why?');
    expect(log().querySelector('.jp-Galactica-error')?.textContent).toBe(SENTENCE);
    expect(box().value).toBe('Why?');
    expect(questions()).toEqual([]);
    expect(button('Send').disabled).toBe(false);
  });

  it('says in the turn why there is no answer, and gives the question back', async () => {
    talks.script = [{ type: 'failed', message: SENTENCE }];
    await panel.ask('Why?');
    expect(log().querySelector('.jp-Galactica-error')?.textContent).toBe(SENTENCE);
    expect(box().value).toBe('Why?');
    expect(button('Ask again').disabled).toBe(false);
  });

  it('keeps what was answered, and then leaves the box alone', async () => {
    talks.script = [{ type: 'text', text: 'Becau' }, new Error('The answer is gone.')];
    await panel.ask('Why?');
    expect(log().textContent).toContain('Becau');
    expect(log().textContent).toContain('The answer is gone.');
    expect(box().value).toBe('');
  });

  it('joins the answer again where the connection ends before it does', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    try {
      talks.script = [{ type: 'text', text: 'Becau' }];
      const asked = panel.ask('Why?');
      await jest.advanceTimersByTimeAsync(10);
      expect(log().textContent).toContain('trying again');
      talks.script = [{ type: 'finished', answer: answer({ blocks: [paragraph(0, 'Because.')] }) }];
      await jest.advanceTimersByTimeAsync(3000);
      await asked;
      expect(log().textContent).toContain('Because.');
      expect(log().textContent).not.toContain('BecauBecause');
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a panel that is just opened', () => {
  let remembered: (conversation: string | null) => void;

  beforeEach(() => {
    panel.dispose();
    talks.add('On DNA', 'What is DNA?');
    const slow = new Promise<string | null>(resolve => (remembered = resolve));
    const tools = { typesetter: null, code: null };
    panel = new ChatPanel(api, talks, tools, application, () => slow);
    Widget.attach(panel, document.body);
  });

  it('leaves alone what the user opened before the last conversation was there', async () => {
    button('New chat').click();
    remembered([...talks.kept.keys()][0] ?? null);
    await panel.ask('Why?');
    expect(questions()).toEqual(['Why?']);
  });

  it('keeps what is written meanwhile, and asks it in the conversation that comes', async () => {
    write('Of what?');
    remembered([...talks.kept.keys()][0] ?? null);
    await until(() => questions().length === 1);
    expect(box().value).toBe('Of what?');
    press('Enter');
    await until(() => questions().length === 2);
  });
});

describe('a conversation', () => {
  beforeEach(async () => {
    first = talks.add('On DNA', 'What is DNA?', 'Of what?');
    panel.dispose();
    panel = open();
    await until(() => questions().length === 2);
  });

  it('is shown again with its title, its answers and its draft', async () => {
    await talks.change(first ?? '', { draft: 'And RNA' });
    await panel.open(first);
    expect(find('.jp-Galactica-title').textContent).toContain('On DNA');
    expect(log().textContent).toContain('About: Of what?');
    expect(box().value).toBe('And RNA');
  });

  it('is continued after its last turn', async () => {
    await panel.ask('And RNA?');
    expect(talks.asked[0]).toMatchObject({ prompt: 'And RNA?', parent: 2 });
    expect(questions()).toEqual(['What is DNA?', 'Of what?', 'And RNA?']);
  });

  it('goes on from a message that is edited, which then has two versions', async () => {
    panel.node.querySelector<HTMLButtonElement>('.jp-Galactica-question button')?.click();
    expect(box().value).toBe('What is DNA?');
    expect(find('.jp-Galactica-editing').hidden).toBe(false);
    write('What is RNA?');
    press('Enter');
    await idle();
    expect(talks.asked[0]).toMatchObject({ prompt: 'What is RNA?', parent: null });
    expect(questions()).toEqual(['What is RNA?']);
    expect(log().textContent).toContain('2/2');
    expect(find('.jp-Galactica-editing').hidden).toBe(true);
  });

  it('leaves a message as it is where editing is cancelled', async () => {
    button('Edit').click();
    button('Cancel').click();
    expect(box().value).toBe('');
    await panel.ask('And RNA?');
    expect(talks.asked[0]).toMatchObject({ parent: 2 });
  });

  it('asks a question again', async () => {
    button('Ask again').click();
    await idle();
    expect(talks.asked[0]).toMatchObject({ again: 2 });
    expect(questions()).toEqual(['What is DNA?', 'Of what?']);
  });

  it('offers to continue an answer that was cut, and only that', async () => {
    expect(() => button('Continue')).toThrow();
    talks.script = [{ type: 'finished', answer: answer({ finish_reason: 'length' }) }];
    await panel.ask('And RNA?');
    button('Continue').click();
    await idle();
    expect(talks.asked[1]).toMatchObject({ continues: 3 });
  });

  it('recalls the messages of before the reload', () => {
    press('ArrowUp');
    expect(box().value).toBe('Of what?');
  });

  it('gives an answer away as Markdown', async () => {
    button('Copy').click();
    await until(() => announced() === 'Copied.');
    expect(Clipboard.copyToSystem).toHaveBeenCalledWith('as markdown');
    const turn = talks.kept.get(first ?? '')?.turns[0];
    if (turn) {
      panel.insert(turn);
    }
    await until(() => inserted.length === 1);
    expect(inserted[0]).toEqual(['as markdown', panel.node, 'markdown']);
  });

  it('keeps what is being written', async () => {
    jest.useFakeTimers();
    write('And R');
    await jest.advanceTimersByTimeAsync(1000);
    jest.useRealTimers();
    expect(talks.kept.get(first ?? '')?.conversation.draft).toBe('And R');
  });

  it('shows what another tab has said', async () => {
    const { id } = await talks.ask(first ?? '', { prompt: 'From elsewhere?', parent: 2 });
    const kept = talks.kept.get(first ?? '');
    const turn = kept?.turns.find(each => each.id === id);
    if (turn) {
      turn.state = 'answered';
      turn.answer = answer({ blocks: [paragraph(0, 'Elsewhere.')] });
    }
    await panel.look();
    expect(questions()).toEqual(['What is DNA?', 'Of what?', 'From elsewhere?']);
    expect(log().textContent).toContain('Elsewhere.');
  });
});

describe('a long conversation', () => {
  beforeEach(async () => {
    first = talks.add('Long', ...Array.from({ length: 250 }, (_, place) => `${place}?`));
    panel.dispose();
    panel = open();
    await until(() => questions().length > 0);
  });

  it('is read from its end, and earlier turns when the reader comes there', async () => {
    await until(() => questions().length === 250); // all that is observed is taken to be seen
    expect(questions()[249]).toBe('249?');
    expect(talks.pages.filter(before => before !== undefined)[0]).toBe(231);
  });

  it('is drawn only where it can be seen', async () => {
    await until(() => questions().length === 250);
    const turn = find('.jp-Galactica-turn');
    expect(turn.textContent).toContain('About: ');
    Sights.latest?.see(turn, false);
    expect(turn.textContent).not.toContain('About: ');
    Sights.latest?.see(turn, true);
    expect(turn.textContent).toContain('About: ');
  });
});

describe('the list of conversations', () => {
  const titles = (): (string | undefined)[] =>
    [...panel.node.querySelectorAll('.jp-Galactica-listTitle')].map(
      each => each.firstChild?.textContent ?? undefined
    );

  async function show(): Promise<void> {
    panel.node.querySelector<HTMLButtonElement>('.jp-Galactica-title')?.click();
    await until(() => titles().length > 0);
  }

  beforeEach(() => {
    talks.add('On DNA', 'What is DNA?');
    talks.add('On RNA', 'What is RNA?');
  });

  it('opens the one that is chosen', async () => {
    await show();
    expect(titles()).toEqual(['On RNA', 'On DNA']);
    panel.node.querySelectorAll<HTMLButtonElement>('.jp-Galactica-listTitle')[1]?.click();
    await until(() => questions().length === 1);
    expect(questions()).toEqual(['What is DNA?']);
  });

  it('finds by words', async () => {
    await show();
    const search = find('input[type="search"]') as HTMLInputElement;
    search.value = 'DNA';
    search.dispatchEvent(new Event('input'));
    await until(() => titles().length === 1);
    expect(titles()).toEqual(['On DNA']);
  });

  it('renames', async () => {
    await show();
    button('Rename “On DNA”').click();
    const title = find('input[aria-label="Title"]') as HTMLInputElement;
    title.value = 'The molecule';
    title.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    await until(() => titles().includes('The molecule'));
  });

  it('deletes, and undoes that', async () => {
    await show();
    button('Delete “On DNA”').click();
    await until(() => titles().length === 1);
    expect(find('.jp-Galactica-listNote').textContent).toContain('Deleted “On DNA”');
    button('Undo').click();
    await until(() => titles().length === 2);
  });

  it('says what is wrong with the file they are kept in', async () => {
    talks.problem = 'The file of conversations was broken.';
    await show();
    expect(find('.jp-Galactica-listNote').textContent).toContain('was broken');
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
    panel.dispose();
    api.isDown = true;
    panel = open();
    await until(() => find('.jp-Galactica-modelStatus').textContent === 'The server is down.');
    api.isDown = false;
    await panel.refresh();
    expect(chosenModel()).toBe('demo');
  });
});

describe('the first minute', () => {
  const welcome = (): HTMLElement => find('.jp-Galactica-welcome');
  const isShown = (): boolean => !welcome().classList.contains('lm-mod-hidden');
  const firstQuestion = (): HTMLElement => find('.jp-Galactica-firstQuestion');

  beforeEach(async () => {
    await until(() => panel.node.querySelector('.jp-Galactica-firstQuestion') !== null);
  });

  it('says what this is in two sentences, and what the model is', () => {
    const [what] = welcome().querySelectorAll('p');
    expect(what?.textContent.match(/\.(\s|$)/g)).toHaveLength(2);
    expect(what?.textContent).toContain('checked');
    expect(welcome().textContent).toContain('A demonstration.');
    expect(isShown()).toBe(true);
    expect(shown).toBe(1);
  });

  it('asks the question that is clicked, and is over then', async () => {
    expect(firstQuestion().textContent).toBe('What is demo?');
    firstQuestion().click();
    expect(isShown()).toBe(false);
    await idle();
    expect(talks.asked).toMatchObject([{ prompt: 'What is demo?' }]);
    expect(isShown()).toBe(false);
    panel.newChat();
    await until(isShown);
  });

  it('has questions for the model that is chosen', async () => {
    const select = find('select') as HTMLSelectElement;
    select.value = 'galactica-1.3b';
    select.dispatchEvent(new Event('change'));
    await until(() => firstQuestion().textContent === 'What is galactica-1.3b?');
  });

  it('gives way to the list of conversations, and to a conversation', async () => {
    const id = talks.add('Talk', 'Why?');
    button('Conversations; this one is “New conversation”').click();
    expect(isShown()).toBe(false);
    await panel.open(id);
    button('Conversations; this one is “Talk”').click();
    button('Conversations; this one is “Talk”').click();
    expect(isShown()).toBe(false);
  });

  it('comes back with the sentence where the question is refused', async () => {
    talks.refusal = new Error('The disk is full.');
    firstQuestion().click();
    await idle();
    expect(isShown()).toBe(true);
    expect(log().textContent).toContain('The disk is full.');
  });

  it('opens the models by a click on the name of the one that is loaded', () => {
    find('.jp-Galactica-modelStatus').click();
    expect(chosen).toBe(1);
  });
});

describe('the notice of a demonstration', () => {
  const notices = (): boolean[] =>
    [...panel.node.querySelectorAll('.jp-Galactica-turn')].map(
      turn => !turn.classList.contains('jp-mod-noticeSaid')
    );
  const answered = (notice: string): void => {
    const told = answer({ blocks: [paragraph(0, 'So.')], provenance: { notice } });
    talks.script = [{ type: 'finished', answer: told }];
  };

  it('stands once in a conversation, under the first answer that carries it', async () => {
    answered('A demonstration.');
    await panel.ask('One?');
    await panel.ask('Two?');
    expect(notices()).toEqual([true, false]);
    answered('Non-commercial.');
    await panel.ask('Three?');
    expect(notices()).toEqual([true, false, true]);
  });

  it('stands in its place once the beginning of a long conversation is shown, too', async () => {
    await panel.open(talks.add('Long', ...Array.from({ length: 25 }, (_, n) => `Why ${n}?`)));
    await until(() => notices().length === 25);
    expect(notices().indexOf(true)).toBe(0);
    expect(notices().lastIndexOf(true)).toBe(0);
  });
});

describe('context', () => {
  const cell = attachment('Cell [3]', 'python', 'x = 1');
  const chips = (): string[] =>
    [...panel.node.querySelectorAll('.jp-Galactica-attachmentLabel')].map(node => node.textContent);
  const sent = (): string => {
    const [asked] = talks.asked;
    return asked && 'prompt' in asked ? asked.prompt : '';
  };
  const options = (): HTMLElement[] => [
    ...panel.node.querySelectorAll<HTMLElement>('[role="option"]')
  ];

  it('is a chip before it is sent, with what it costs of the window', async () => {
    panel.attach(cell);
    expect(chips()).toEqual(['Cell [3]']);
    await until(() => find('.jp-Galactica-window').textContent !== '');
    expect(find('.jp-Galactica-attachmentCost').textContent).toBe(' 29 tokens');
    expect(find('.jp-Galactica-window').textContent).toMatch(
      /^\d+ tokens of the window of 1,000\.$/
    );
  });

  it('says before it is sent what will go unread', async () => {
    panel.attach(attachment('File a.txt', '', 'x'.repeat(2000)));
    await until(() => find('.jp-Galactica-window').textContent !== '');
    expect(find('.jp-Galactica-window').textContent).toContain('will go unread');
  });

  it('is sent with the message, shown folded, and gone from the composer', async () => {
    panel.attach(cell);
    write('Why?');
    press('Enter');
    await idle();
    expect(sent()).toBe('Why?\n\n### Input:\nCell [3]:\n```python\nx = 1\n```');
    expect(chips()).toEqual([]);
    expect(find('.jp-Galactica-questionText > details > summary').textContent).toBe('Cell [3]');
    expect(questions()[0]).not.toContain('### Input');
  });

  it('can be removed', () => {
    panel.attach(cell);
    button('Remove Cell [3]').click();
    expect(chips()).toEqual([]);
    expect(document.activeElement).toBe(box());
  });

  it('alone is no message', () => {
    panel.attach(cell);
    expect(button('Send').disabled).toBe(true);
  });

  it('comes back with a message that was refused', async () => {
    talks.refusal = new Error('No.');
    panel.attach(cell);
    write('Why?');
    press('Enter');
    await idle();
    expect(box().value).toBe('Why?');
    expect(chips()).toEqual(['Cell [3]']);
  });

  it('is asked about at once by a command, and in the composer while another answer comes', async () => {
    expect(await panel.askAbout('Why?', [cell])).toMatchObject({
      blocks: [{ source: 'Because.' }]
    });
    talks.waits = true;
    talks.script = [];
    const first = panel.ask('How?');
    await until(() => panel.isAnswering);
    expect(await panel.askAbout('What?', [cell])).toBeNull();
    expect(box().value).toBe('What?');
    expect(chips()).toEqual(['Cell [3]']);
    panel.stop();
    await first;
  });

  it('is offered at an @, and chosen by the keyboard', async () => {
    offered = [
      { name: 'cell', note: 'Cell [3]', attach: () => Promise.resolve(cell) },
      { name: 'file:', note: 'a file', attach: null }
    ];
    write('Why is @');
    await until(() => options().length === 2);
    press('ArrowDown');
    expect(options()[1]?.getAttribute('aria-selected')).toBe('true');
    expect(box().getAttribute('aria-activedescendant')).toBe(options()[1]?.id);
    press('Enter');
    expect(box().value).toBe('Why is @file:');
    write('Why is @ce');
    await until(() => options().length === 1);
    expect(press('Enter').defaultPrevented).toBe(true);
    await until(() => chips().length === 1);
    expect(box().value).toBe('Why is ');
    expect(talks.asked).toEqual([]);
  });

  it('is not offered within a word, such as an address of mail', async () => {
    offered = [{ name: 'cell', note: '', attach: null }];
    write('me@c');
    await Promise.resolve();
    expect(options()).toEqual([]);
  });

  it('says why something cannot be attached', async () => {
    const attach = (): Promise<never> => Promise.reject(new Error('This file is no text.'));
    offered = [{ name: 'file:a.png', note: '', attach }];
    write('@');
    await until(() => options().length === 1);
    options()[0]?.click();
    await until(() => find('.jp-Galactica-window').textContent !== '');
    expect(find('.jp-Galactica-window').textContent).toBe('This file is no text.');
  });
});
