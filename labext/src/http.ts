import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { isRecord } from './answer/json';
import { trans } from './answer/trans';

/** The server did not answer at all; it may be back later. */
export class UnreachableError extends Error {}

/** Requests to `<base_url>/galactica/api/`. Each fails with an Error whose message is a sentence. */
export class Http {
  constructor(private readonly _settings: ServerConnection.ISettings) {}

  async json(endpoint: string): Promise<Record<string, unknown>> {
    const answer = parseJson(await (await this.request(endpoint, {})).text());
    return isRecord(answer) ? answer : {};
  }

  send(
    endpoint: string,
    body: unknown,
    { method = 'POST', signal }: { method?: 'POST' | 'PATCH'; signal?: AbortSignal } = {}
  ): Promise<Response> {
    return this.request(endpoint, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal })
    });
  }

  async request(endpoint: string, init: RequestInit): Promise<Response> {
    const url = URLExt.join(this._settings.baseUrl, 'galactica/api', endpoint);
    let response: Response;
    try {
      response = await ServerConnection.makeRequest(url, init, this._settings);
    } catch (error) {
      if (init.signal?.aborted) {
        throw error;
      }
      throw new UnreachableError(
        trans.__('The Jupyter server cannot be reached; see whether it still runs.')
      );
    }
    if (!response.ok) {
      throw new Error(await failureSentence(response));
    }
    return response;
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function failureSentence(response: Response): Promise<string> {
  const answer = parseJson(await response.text());
  if (isRecord(answer) && typeof answer.message === 'string' && response.status !== 404) {
    return answer.message;
  }
  return response.status === 404
    ? trans.__(
        'The Jupyter server does not run the extension jupyterlab_galactica; enable it with: jupyter server extension enable jupyterlab_galactica'
      )
    : `The Jupyter server answered with status ${response.status}; its log says why.`;
}
