import type { ServerConnection } from '@jupyterlab/services';

import { readAnswer, readEvent } from '../answer/guards';
import * as json from '../answer/json';
import type { Answer, Event } from '../answer/schema';
import { Http, parseJson } from '../http';
import { readServerSentEvents } from '../sse';

/** A conversation; `version` grows with each change, `changed` is in seconds since 1970. */
export interface Conversation {
  id: string;
  title: string;
  draft: string;
  turns: number;
  version: number;
  changed: number;
}

/** A question and what came of it; `versions` are the turns that it can be shown instead of. */
export interface Turn {
  id: number;
  parent: number | null;
  depth: number;
  versions: number[];
  question: string;
  state: 'writing' | 'interrupted' | 'answered' | 'failed';
  answer: Answer | null;
  error: string | null;
}

/** Turns in a row of a conversation, oldest first. */
export interface Page {
  conversation: Conversation;
  turns: Turn[];
}

export interface Listed {
  conversations: Conversation[];
  /** What the user should know of the file they are kept in; empty where nothing is wrong. */
  problem: string;
}

/** How to ask; what is left out, the server's configuration decides. */
export interface Options {
  model?: string;
  task?: string;
  temperature?: number;
  /** New tokens at most. */
  n?: number;
}

/** What is asked: a new question, one that was asked before, or to go on with an answer. */
export type Asked = Options &
  ({ prompt: string; parent: number | null } | { again: number } | { continues: number });

export type Change = { title: string } | { draft: string } | { deleted: boolean };

export const FORMS = { markdown: 'Markdown', latex: 'LaTeX', text: 'text' } as const;
export type Form = keyof typeof FORMS;

export const FORMATS = {
  '.ipynb': 'Notebook',
  '.md': 'Markdown',
  '.tex': 'LaTeX',
  '.html': 'HTML'
} as const;
export type Format = keyof typeof FORMATS;

/** What is done with conversations. Each call fails with an Error whose message is a sentence. */
export interface Conversations {
  /** The latest ones in which all words of `search` are said. */
  list(search: string): Promise<Listed>;
  create(): Promise<Conversation>;
  /** The last turns, or the last of those before a turn. */
  page(conversation: string, most: number, before?: number): Promise<Page>;
  change(conversation: string, change: Change): Promise<void>;
  /** The turn is on disk when this settles; its answer is written by the server. */
  ask(conversation: string, asked: Asked): Promise<Turn>;
  /** All events of an answer from the first on; the last one is `finished` or `failed`. */
  follow(turn: number, signal: AbortSignal): AsyncIterable<Event>;
  /** The answer then finishes with what it has. */
  stop(turn: number): Promise<void>;
  /** Shows this version of a turn from now on. */
  show(turn: number): Promise<void>;
  form(turn: number, form: Form): Promise<string>;
  export(conversation: string, format: Format): Promise<File>;
  import(notebook: File): Promise<Conversation>;
}

const readConversation = json.record<Conversation>({
  id: json.matching(/^[0-9a-f]{32}$/),
  title: json.string,
  draft: json.string,
  turns: json.integer,
  version: json.integer,
  changed: json.number
});

const readTurn = json.record<Turn>({
  id: json.integer,
  parent: json.nullable(json.integer),
  depth: json.integer,
  versions: json.listOf(json.integer),
  question: json.string,
  state: json.oneOf('writing', 'interrupted', 'answered', 'failed'),
  answer: readAnswer,
  error: json.nullable(json.string)
});

/** The conversations that the server keeps. */
export class ServerConversations implements Conversations {
  /** `folder` tells where the user is working, from the server's root. */
  constructor(
    settings: ServerConnection.ISettings,
    private readonly _folder: () => string = () => ''
  ) {
    this._http = new Http(settings);
  }

  async list(search: string): Promise<Listed> {
    const words = new URLSearchParams({ search });
    const { conversations, problem } = await this._http.json(`conversations?${words}`);
    return {
      conversations: json.listOf(readConversation)(conversations) ?? [],
      problem: typeof problem === 'string' ? problem : ''
    };
  }

  async create(): Promise<Conversation> {
    return read(readConversation, await this._sent('conversations', {}));
  }

  async page(conversation: string, most: number, before?: number): Promise<Page> {
    const which = new URLSearchParams({
      most: String(most),
      ...(before !== undefined && { before: String(before) })
    });
    const found = await this._http.json(`conversations/${conversation}?${which}`);
    return {
      conversation: read(readConversation, found),
      turns: json.listOf(readTurn)(found.page) ?? []
    };
  }

  async change(conversation: string, change: Change): Promise<void> {
    await this._http.send(`conversations/${conversation}`, change, { method: 'PATCH' });
  }

  async ask(conversation: string, asked: Asked): Promise<Turn> {
    const body = { ...asked, folder: this._folder() };
    return read(readTurn, await this._sent(`conversations/${conversation}/turns`, body));
  }

  async *follow(turn: number, signal: AbortSignal): AsyncGenerator<Event, void> {
    const { body } = await this._http.request(`turns/${turn}/events`, { signal });
    for await (const data of body ? readServerSentEvents(body) : []) {
      const event = readEvent(parseJson(data));
      if (event) {
        yield event;
      }
    }
  }

  async stop(turn: number): Promise<void> {
    await this._http.send(`turns/${turn}/stop`, {});
  }

  async show(turn: number): Promise<void> {
    await this._http.send(`turns/${turn}/show`, {});
  }

  async form(turn: number, form: Form): Promise<string> {
    return read(json.string, (await this._http.json(`turns/${turn}/form?as=${form}`)).text);
  }

  async export(conversation: string, format: Format): Promise<File> {
    const which = new URLSearchParams({ format });
    const response = await this._http.request(`conversations/${conversation}/export?${which}`, {});
    const name = parseJson(response.headers.get('X-Galactica-Name') ?? '');
    return new File(
      [await response.blob()],
      typeof name === 'string' ? name : `conversation${format}`
    );
  }

  async import(notebook: File): Promise<Conversation> {
    const body = { name: notebook.name, notebook: await notebook.text() };
    return read(readConversation, await this._sent('conversations/import', body));
  }

  private async _sent(endpoint: string, body: unknown): Promise<unknown> {
    return parseJson(await (await this._http.send(endpoint, body)).text());
  }

  private readonly _http: Http;
}

function read<T>(reader: json.Reader<T>, value: unknown): T {
  const known = reader(value);
  if (known === undefined) {
    throw new Error('The Jupyter server sent something else than was asked for; see its log.');
  }
  return known;
}
