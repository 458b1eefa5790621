import type { ServerConnection } from '@jupyterlab/services';
import { UUID } from '@lumino/coreutils';

import { readEvent } from './answer/guards';
import { isRecord } from './answer/json';
import type { Origins } from './answer/origin';
import type { Event } from './answer/schema';
import { parseJson, request } from './request';
import { readServerSentEvents } from './sse';

/** A question; what is left out, the server's configuration decides. */
export interface Question {
  prompt: string;
  model?: string;
  task?: string;
  temperature?: number;
  /** New tokens at most. */
  n?: number;
  seed?: number;
}

export interface Status {
  state: string;
  model: string | null;
  detail: string;
  /** Whether the server connects to nothing but the configured engine. */
  offline: boolean;
}

/** Something to choose from, with a few words on what it is. */
export interface Choice {
  name: string;
  note: string;
}

export interface Models {
  models: Choice[];
  default: string;
}

/** What the sidebar asks of the server. Each call fails with an Error whose message is a sentence. */
export interface Api {
  /**
   * The events of an answer; the last one is `finished` or `failed`. Aborting stops generation: the
   * answer then finishes with what it has.
   */
  ask(question: Question, signal: AbortSignal): AsyncIterable<Event>;
  status(): Promise<Status>;
  models(): Promise<Models>;
  tasks(): Promise<Choice[]>;
}

/** The API of the server extension, `<base_url>/galactica/api/`. */
export class ServerApi implements Api, Origins {
  /** `folder` tells where the user is working, from the server's root. */
  constructor(settings: ServerConnection.ISettings, folder: () => string = () => '') {
    this._settings = settings;
    this._folder = folder;
  }

  async *ask(question: Question, signal: AbortSignal): AsyncGenerator<Event, void> {
    const id = UUID.uuid4();
    const connection = new AbortController();
    signal.addEventListener('abort', () => void this._stop(id, connection), { once: true });
    const folder = this._folder();
    const response = await this._post('ask', { ...question, id, folder }, connection.signal);
    if (!response.body) {
      return;
    }
    for await (const data of readServerSentEvents(response.body)) {
      const event = readEvent(parseJson(data));
      if (event) {
        yield event;
      }
    }
  }

  async status(): Promise<Status> {
    const { state, model, detail, offline } = await this._get('status');
    return {
      state: asString(state),
      model: typeof model === 'string' ? model : null,
      detail: asString(detail),
      offline: offline === true
    };
  }

  async models(): Promise<Models> {
    const answer = await this._get('models');
    return { models: asChoices(answer.models), default: asString(answer.default) };
  }

  async tasks(): Promise<Choice[]> {
    return asChoices((await this._get('tasks')).tasks);
  }

  /** Asks once for all answers that are drawn at a time; none is own where nobody can tell. */
  isOwn(answer: unknown): Promise<boolean> {
    this._batch ??= { answers: [], own: this._ownOf() };
    const { answers, own } = this._batch;
    const place = answers.push(answer) - 1;
    return own.then(list => list[place] === true);
  }

  async checkAgain(answer: unknown): Promise<Record<string, unknown>> {
    const response = await this._post('check', { answer, folder: this._folder() });
    const checked = parseJson(await response.text());
    if (!isRecord(checked) || !isRecord(checked.bundle)) {
      throw new Error('The Jupyter server sent no answer; see its log.');
    }
    return checked.bundle;
  }

  private async _ownOf(): Promise<readonly unknown[]> {
    await new Promise(resolve => setTimeout(resolve)); // until all that is drawn now has asked
    const answers = this._batch?.answers;
    this._batch = null;
    try {
      const told = parseJson(await (await this._post('seals', { answers })).text());
      return isRecord(told) && Array.isArray(told.own) ? (told.own as unknown[]) : [];
    } catch (error) {
      console.warn('Nobody can tell whose the verdicts of an answer are.', error);
      return [];
    }
  }

  /** Ends an answer, and its connection where the server does not know it (yet). */
  private async _stop(id: string, connection: AbortController): Promise<void> {
    try {
      const answer = parseJson(await (await this._post('stop', { id })).text());
      if (isRecord(answer) && answer.stopped === true) {
        return;
      }
    } catch {
      // the connection below is what matters
    }
    connection.abort();
  }

  private _post(endpoint: string, body: unknown, signal?: AbortSignal): Promise<Response> {
    return request(this._settings, endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal })
    });
  }

  private async _get(endpoint: string): Promise<Record<string, unknown>> {
    const answer = parseJson(await (await request(this._settings, endpoint, {})).text());
    return isRecord(answer) ? answer : {};
  }

  private _batch: { answers: unknown[]; own: Promise<readonly unknown[]> } | null = null;
  private readonly _settings: ServerConnection.ISettings;
  private readonly _folder: () => string;
}

function asString(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function asChoices(value: unknown): Choice[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items
    .filter(isRecord)
    .map(({ name, note }) => ({ name: asString(name), note: asString(note) }))
    .filter(({ name }) => name !== '');
}
