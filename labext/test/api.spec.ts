import { ServerConnection } from '@jupyterlab/services';

import type { Event } from '../src/answer/schema';
import { ServerApi } from '../src/api';

const requests: Request[] = [];

function serverThat(respond: () => Response | Promise<Response>): ServerApi {
  requests.length = 0;
  return new ServerApi(
    ServerConnection.makeSettings({
      baseUrl: 'http://localhost:8888/user/ada/',
      token: 'secret',
      fetch: (input, init) => {
        requests.push(new Request(input, init));
        return Promise.resolve(respond());
      }
    })
  );
}

async function eventsOf(api: ServerApi, signal = new AbortController().signal): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of api.ask({ prompt: 'Why?', n: 5 }, signal)) {
    events.push(event);
  }
  return events;
}

describe('asking the server', () => {
  it('posts the question with the token and yields the events it knows', async () => {
    const api = serverThat(
      () => new Response(': wait\n\ndata: {"type":"text","text":"a"}\n\ndata: {"type":"new"}\n\n')
    );
    expect(await eventsOf(api)).toEqual([{ type: 'text', text: 'a' }]);
    const [request] = requests;
    expect(new URL(request?.url ?? '').pathname).toBe('/user/ada/galactica/api/ask');
    expect(request?.method).toBe('POST');
    expect(request?.headers.get('Authorization')).toBe('token secret');
    expect(await request?.json()).toEqual({ prompt: 'Why?', n: 5 });
  });

  it('passes on the sentence of an error', async () => {
    const api = serverThat(() => new Response('{"message": "Write a prompt."}', { status: 400 }));
    await expect(eventsOf(api)).rejects.toThrow('Write a prompt.');
  });

  it('says that the server extension is missing', async () => {
    const api = serverThat(() => new Response('{"message": "Not Found"}', { status: 404 }));
    await expect(api.status()).rejects.toThrow('does not run the extension');
  });

  it('says that the server cannot be reached', async () => {
    const api = serverThat(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(api.models()).rejects.toThrow('cannot be reached');
  });
});

describe('what can be chosen', () => {
  it('is read from the server, leaving out what is malformed', async () => {
    const body = {
      models: [{ name: 'demo', note: 'small' }, null, { note: 'x' }],
      default: 'demo'
    };
    const api = serverThat(() => new Response(JSON.stringify(body)));
    expect(await api.models()).toEqual({
      models: [{ name: 'demo', note: 'small' }],
      default: 'demo'
    });
  });
});
