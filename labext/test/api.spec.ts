import { ServerConnection } from '@jupyterlab/services';

import { ServerApi } from '../src/api';

const requests: Request[] = [];

function serverThat(respond: (request: Request) => Response | Promise<Response>): ServerApi {
  requests.length = 0;
  return new ServerApi(
    ServerConnection.makeSettings({
      baseUrl: 'http://localhost:8888/user/ada/',
      token: 'secret',
      fetch: (input, init) => {
        const request = new Request(input, init);
        requests.push(request);
        return Promise.resolve(respond(request.clone()));
      }
    })
  );
}

describe('a request that fails', () => {
  it('passes on the sentence of an error', async () => {
    const api = serverThat(() => new Response('{"message": "Write a prompt."}', { status: 400 }));
    await expect(api.status()).rejects.toThrow('Write a prompt.');
  });

  it('says that the server extension is missing', async () => {
    const api = serverThat(() => new Response('{"message": "Not Found"}', { status: 404 }));
    await expect(api.status()).rejects.toThrow('does not run the extension');
  });

  it('tells the server that questions go to, if there is one', async () => {
    const said = { state: 'stopped', model: null, offline: true };
    const elsewhere = { ...said, server: 'https://cluster:8000', server_model: 'm/30b' };
    const asked = serverThat(() => Response.json(elsewhere));
    const server = { url: 'https://cluster:8000', model: 'm/30b' };
    expect(await asked.status()).toEqual({ ...said, detail: '', server });
    const here = serverThat(() => Response.json({ ...said, server: null, server_model: null }));
    expect((await here.status()).server).toBeNull();
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

describe('asking whose verdicts answers carry', () => {
  it('takes one request for all that are drawn at a time', async () => {
    const api = serverThat(() => new Response('{"own": [true, false]}'));
    expect(await Promise.all([api.isOwn({ seal: 'a' }), api.isOwn({ seal: 'b' })])).toEqual([
      true,
      false
    ]);
    expect(requests).toHaveLength(1);
    expect(await requests[0]?.json()).toEqual({ answers: [{ seal: 'a' }, { seal: 'b' }] });
  });

  it.each([
    ['has no extension', () => new Response('', { status: 404 })],
    ['says something else', () => new Response('{"own": "yes"}')],
    ['cannot be reached', () => Promise.reject(new TypeError('gone'))]
  ])('is no where the server %s', async (_, respond) => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(await serverThat(respond).isOwn({})).toBe(false);
    warn.mockRestore();
  });

  it('gives all forms of an answer that was checked again', async () => {
    const api = serverThat(() => new Response('{"bundle": {"text/plain": "1"}}'));
    expect(await api.checkAgain({ text: '1' })).toEqual({ 'text/plain': '1' });
    expect(await requests[0]?.json()).toEqual({ answer: { text: '1' }, folder: '' });
  });
});
