import { isRecord } from '../answer/json';
import { type Http, parseJson } from '../http';
import { readServerSentEvents } from '../sse';

/** The most memory, in bytes, that a model takes in a precision, and whether it is free. */
export interface Need {
  precision: string;
  bytes: number;
  fits: boolean;
}

/** A model that can be named, as `models/offers.py` has it. */
export interface Offer {
  name: string;
  note: string;
  licence: string;
  parameters: number | null;
  local: 'complete' | 'partial' | 'no';
  /** About the bytes to download. */
  download: number;
  needs: Need[];
  /** The precision that "auto" takes here; empty where nothing fits, and `remark` says what would. */
  suits: string;
  remark: string;
  /** Why it cannot be loaded; empty where it can. */
  refusal: string;
}

export interface Offers {
  models: Offer[];
  /** Free bytes of memory, and of each GPU. */
  memory: number;
  gpus: number[];
}

/** What to ask a model first, what to know of it, and whether it is on the server's machine. */
export interface Welcome {
  questions: string[];
  notice: string;
  isHere: boolean;
}

/** How far the loading of a model is; `isLoaded` the last time. */
export interface Loading {
  words: string;
  /** 0 to 1, null where it is not known. */
  fraction: number | null;
  isLoaded: boolean;
}

/** What can be done with models. Each call fails with an Error whose message is a sentence. */
export interface Models {
  offers(): Promise<Offers>;
  /** The bytes that would be downloaded, which the hub is asked for. */
  downloadSize(model: string): Promise<number>;
  /** Loads a model; aborting ends that. `precision` empty takes the configured one. */
  load(model: string, precision: string, signal: AbortSignal): AsyncGenerator<Loading, void>;
  /** The name of the model that was loaded; null where none was. */
  unload(): Promise<string | null>;
  welcome(model: string): Promise<Welcome>;
}

/** Models of the server extension. */
export class ServerModels implements Models {
  constructor(private readonly _http: Http) {}

  async offers(): Promise<Offers> {
    return (await this._http.json('offers')) as unknown as Offers; // of our own server
  }

  async downloadSize(model: string): Promise<number> {
    const { bytes } = await this._http.json(`download?model=${encodeURIComponent(model)}`);
    return Number(bytes);
  }

  async *load(
    model: string,
    precision: string,
    signal: AbortSignal
  ): AsyncGenerator<Loading, void> {
    const body = { model, ...(precision && { precision }) };
    const response = await this._http.send('load', body, { signal });
    if (!response.body) {
      return;
    }
    for await (const data of readServerSentEvents(response.body)) {
      const event = parseJson(data);
      if (!isRecord(event)) {
        continue;
      }
      if (event.type === 'failed') {
        throw new Error(String(event.message));
      }
      const isLoaded = event.type === 'loaded';
      yield {
        words: String(isLoaded ? event.detail : event.words),
        fraction: typeof event.fraction === 'number' ? event.fraction : null,
        isLoaded
      };
      if (isLoaded) {
        return;
      }
    }
    throw new Error('The connection ended before the model was loaded; load it again.');
  }

  async unload(): Promise<string | null> {
    const { unloaded } = (await (await this._http.send('unload', {})).json()) as {
      unloaded: string | null;
    };
    return unloaded;
  }

  async welcome(model: string): Promise<Welcome> {
    const told = await this._http.json(`welcome?model=${encodeURIComponent(model)}`);
    const questions: unknown[] = Array.isArray(told.questions) ? told.questions : [];
    return {
      questions: questions.map(String),
      notice: typeof told.notice === 'string' ? told.notice : '',
      isHere: told.is_here === true
    };
  }
}
