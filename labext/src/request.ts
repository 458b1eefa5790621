import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { isRecord } from './answer/json';

/**
 * Asks the server extension, at `<base_url>/galactica/api/`.
 *
 * Fails with an Error whose message is a sentence; where it was aborted, with the abortion.
 */
export async function request(
  settings: ServerConnection.ISettings,
  endpoint: string,
  init: RequestInit
): Promise<Response> {
  const url = URLExt.join(settings.baseUrl, 'galactica/api', endpoint);
  let response: Response;
  try {
    response = await ServerConnection.makeRequest(url, init, settings);
  } catch (error) {
    if (init.signal?.aborted) {
      throw error;
    }
    throw new Error('The Jupyter server cannot be reached; see whether it still runs.');
  }
  if (!response.ok) {
    throw new Error(await failureSentence(response));
  }
  return response;
}

/** What a text says as JSON; null where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function failureSentence(response: Response): Promise<string> {
  const answer = parseJson(await response.text());
  if (isRecord(answer) && typeof answer.message === 'string' && response.status !== 404) {
    return answer.message;
  }
  return response.status === 404
    ? 'The Jupyter server does not run the extension jupyterlab_galactica; enable it with: jupyter server extension enable jupyterlab_galactica'
    : `The Jupyter server answered with status ${response.status}; its log says why.`;
}
