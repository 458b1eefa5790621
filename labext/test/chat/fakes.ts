import type { Event } from '../../src/answer/schema';
import type { Api, Choice, Models, Status } from '../../src/api';
import type { Budget } from '../../src/context/chips';
import type {
  Asked,
  Change,
  Conversation,
  Conversations,
  Form,
  Format,
  Listed,
  Page,
  Turn
} from '../../src/chat/conversations';
import { answer, paragraph } from '../fixtures';

/** A server that answers what can be chosen. */
export class FakeApi implements Api {
  isDown = false;
  isOffline = false;
  configured = 'demo';
  loaded: string | null = 'demo';
  server: Status['server'] = null;

  status(): Promise<Status> {
    const { isOffline: offline, server, loaded: model } = this;
    return Promise.resolve({ state: 'ready', model, detail: '', server, offline });
  }

  models(): Promise<Models> {
    return this.isDown
      ? Promise.reject(new Error('The server is down.'))
      : Promise.resolve({
          models: [choice('demo'), choice('galactica-1.3b')],
          default: this.configured
        });
  }

  /** A token a character, in a window of a thousand. */
  budget(prompt: string, attached: readonly string[]): Promise<Budget> {
    const dropped = Math.max(0, prompt.length - 1000);
    return Promise.resolve({
      window: 1000,
      prompt: prompt.length - dropped,
      room: 0,
      dropped,
      attached: attached.map(({ length }) => length)
    });
  }

  tasks(): Promise<Choice[]> {
    return Promise.resolve([choice('summarize'), choice('ask')]);
  }
}

function choice(name: string): Choice {
  return { name, note: '' };
}

const STOPPED = answer({ blocks: [paragraph(0, 'Becau, closed')], finish_reason: 'cancelled' });

interface Kept {
  conversation: Conversation;
  turns: Turn[];
  isDeleted: boolean;
}

/** Conversations in memory; answers are as a test scripts them. */
export class FakeConversations implements Conversations {
  kept = new Map<string, Kept>();
  asked: Asked[] = [];
  script: (Event | Error)[] = [
    { type: 'finished', answer: answer({ blocks: [paragraph(0, 'Because.')] }) }
  ];
  /** Whether an answer goes on until it is stopped. */
  waits = false;
  stopped: number[] = [];
  refusal: Error | null = null;
  pages: (number | undefined)[] = [];
  problem = '';

  /** A conversation in which all of this was asked and answered. */
  add(title: string, ...questions: string[]): string {
    const id = String(this.kept.size + 1).padStart(32, '0');
    const turns = questions.map((question, depth) =>
      this._turn(question, depth === 0 ? null : this._next - 1, {
        state: 'answered',
        answer: answer({ question, blocks: [paragraph(0, `About: ${question}`)] })
      })
    );
    const conversation = { id, title, draft: '', turns: turns.length, version: 1, changed: 0 };
    this.kept.set(id, { conversation, turns, isDeleted: false });
    return id;
  }

  list(search: string): Promise<Listed> {
    const conversations = [...this.kept.values()]
      .filter(({ isDeleted, turns }) => !isDeleted && turns.length > 0)
      .map(({ conversation }) => conversation)
      .filter(({ title }) => title.includes(search))
      .reverse();
    return Promise.resolve({ conversations, problem: this.problem });
  }

  create(): Promise<Conversation> {
    return Promise.resolve(this._of(this.add('')).conversation);
  }

  page(conversation: string, most: number, before?: number): Promise<Page> {
    this.pages.push(before);
    const { conversation: found, turns } = this._of(conversation);
    const end = before === undefined ? turns.length : turns.findIndex(({ id }) => id === before);
    return Promise.resolve({
      conversation: { ...found },
      turns: turns.slice(Math.max(0, end - most), end)
    });
  }

  change(conversation: string, change: Change): Promise<void> {
    if ('deleted' in change && !change.deleted) {
      const gone = this.kept.get(conversation);
      if (gone) {
        gone.isDeleted = false;
      }
      return Promise.resolve();
    }
    const kept = this._of(conversation);
    if ('deleted' in change) {
      kept.isDeleted = change.deleted;
    } else {
      Object.assign(kept.conversation, change);
    }
    return Promise.resolve();
  }

  ask(conversation: string, asked: Asked): Promise<Turn> {
    this.asked.push(asked);
    if (this.refusal) {
      return Promise.reject(this.refusal);
    }
    const kept = this._of(conversation);
    const old = kept.turns.find(
      ({ id }) =>
        ('again' in asked && id === asked.again) || ('continues' in asked && id === asked.continues)
    );
    const parent = 'parent' in asked ? asked.parent : (old?.parent ?? null);
    const question = 'prompt' in asked ? asked.prompt : (old?.question ?? '');
    const place = kept.turns.findIndex(({ id }) => id === parent) + 1;
    const turn = this._turn(question, parent, { state: 'writing' });
    const replaced = kept.turns[place];
    turn.versions = [...(replaced?.versions ?? []), turn.id];
    kept.turns.splice(place, Infinity, turn);
    kept.conversation.title ||= question;
    kept.conversation.version++;
    return Promise.resolve(turn);
  }

  async *follow(turn: number, signal: AbortSignal): AsyncGenerator<Event, void> {
    for (const step of this.script) {
      await Promise.resolve();
      if (step instanceof Error) {
        throw step;
      }
      if (step.type === 'finished' || step.type === 'failed') {
        this._end(turn, step);
      }
      yield step;
    }
    if (this.waits && !this.stopped.includes(turn)) {
      await new Promise<void>((resolve, reject) => {
        this._resolve = resolve;
        signal.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
      });
    }
    if (this.waits) {
      yield { type: 'finished', answer: STOPPED };
    }
  }

  stop(turn: number): Promise<void> {
    this.stopped.push(turn);
    this._resolve();
    return Promise.resolve();
  }

  show(): Promise<void> {
    return Promise.resolve();
  }

  form(_turn: number, form: Form): Promise<string> {
    return Promise.resolve(`as ${form}`);
  }

  export(_conversation: string, format: Format): Promise<File> {
    return Promise.resolve(new File([], `talk${format}`));
  }

  import(notebook: File): Promise<Conversation> {
    return Promise.resolve(this._of(this.add(notebook.name, 'Why?')).conversation);
  }

  private _end(turn: number, event: Event): void {
    for (const { turns } of this.kept.values()) {
      const ended = turns.find(({ id }) => id === turn);
      if (ended && event.type === 'finished') {
        ended.state = 'answered';
        ended.answer = event.answer;
      } else if (ended && event.type === 'failed') {
        ended.state = 'failed';
        ended.error = event.message;
      }
    }
  }

  private _turn(question: string, parent: number | null, fields: Partial<Turn>): Turn {
    const id = this._next++;
    return {
      id,
      parent,
      depth: 0,
      versions: [id],
      question,
      state: 'writing',
      answer: null,
      error: null,
      ...fields
    };
  }

  private _of(conversation: string): Kept {
    const kept = this.kept.get(conversation);
    if (!kept || kept.isDeleted) {
      throw new Error('This conversation is gone.');
    }
    return kept;
  }

  private _next = 1;
  private _resolve: () => void = () => undefined;
}

/** Waits for a condition, turn by turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn > 1000) {
      throw new Error('It did not come to that.');
    }
    await new Promise(resolve => setTimeout(resolve));
  }
}

/** Has everything that is observed be seen, until a test says otherwise; jsdom lays nothing out. */
export class Sights {
  static latest: Sights | null = null;

  constructor(private readonly _tell: IntersectionObserverCallback) {
    Sights.latest = this;
  }

  observe(target: Element): void {
    queueMicrotask(() => {
      this.see(target, true);
    });
  }

  see(target: Element, isIntersecting: boolean): void {
    const entry = { target, isIntersecting } as IntersectionObserverEntry;
    this._tell([entry], this as unknown as IntersectionObserver);
  }

  unobserve(): void {
    // nothing is kept
  }

  disconnect(): void {
    // as above
  }
}
