import { ServerConnection } from '@jupyterlab/services';

import { ServerConversations } from '../../src/chat/conversations';

const requests: Request[] = [];
const ID = 'a'.repeat(32);
const TURN = {
  id: 7,
  parent: null,
  depth: 0,
  versions: [7],
  question: 'Why?',
  state: 'writing',
  answer: null,
  error: null
};
const CONVERSATION = { id: ID, title: 'Why?', draft: '', turns: 1, version: 1, changed: 2.5 };

function serverThat(respond: () => Response): ServerConversations {
  requests.length = 0;
  return new ServerConversations(
    ServerConnection.makeSettings({
      baseUrl: 'http://localhost:8888/user/ada/',
      token: 'secret',
      fetch: (input, init) => {
        requests.push(new Request(input, init));
        return Promise.resolve(respond());
      }
    }),
    () => 'papers'
  );
}

function sayingJson(value: unknown): ServerConversations {
  return serverThat(() => new Response(JSON.stringify(value)));
}

const path = (): string => new URL(requests[0]?.url ?? '').pathname;

describe('conversations of the server', () => {
  it('are asked with the folder one works in', async () => {
    const turn = await sayingJson(TURN).ask(ID, { prompt: 'Why?', parent: null });
    expect(turn).toEqual(TURN);
    expect(path()).toBe(`/user/ada/galactica/api/conversations/${ID}/turns`);
    expect(requests[0]?.headers.get('Authorization')).toBe('token secret');
    expect(await requests[0]?.json()).toEqual({ prompt: 'Why?', parent: null, folder: 'papers' });
  });

  it('give the events of an answer that are known', async () => {
    const talks = serverThat(
      () => new Response(': wait\n\ndata: {"type":"text","text":"a"}\n\ndata: {"type":"new"}\n\n')
    );
    const events = [];
    for await (const event of talks.follow(7, new AbortController().signal)) {
      events.push(event);
    }
    expect(events).toEqual([{ type: 'text', text: 'a' }]);
    expect(path()).toBe('/user/ada/galactica/api/turns/7/events');
  });

  it('are listed without what is malformed', async () => {
    const listed = { conversations: [CONVERSATION, { id: '../x' }, 3], problem: 'Full.' };
    expect(await sayingJson(listed).list('a b')).toEqual({
      conversations: [CONVERSATION],
      problem: 'Full.'
    });
    expect(new URL(requests[0]?.url ?? '').searchParams.get('search')).toBe('a b');
  });

  it('are read a page at a time', async () => {
    const talks = sayingJson({ ...CONVERSATION, page: [TURN, { id: 'x' }] });
    expect(await talks.page(ID, 20, 9)).toEqual({ conversation: CONVERSATION, turns: [TURN] });
    const { searchParams } = new URL(requests[0]?.url ?? '');
    expect([searchParams.get('most'), searchParams.get('before')]).toEqual(['20', '9']);
  });

  it('are changed', async () => {
    await sayingJson({}).change(ID, { title: 'New' });
    expect(requests[0]?.method).toBe('PATCH');
    expect(await requests[0]?.json()).toEqual({ title: 'New' });
  });

  it('are saved under the name that the server gives', async () => {
    const headers = { 'X-Galactica-Name': '"Why.md"' };
    const file = await serverThat(() => new Response('text', { headers })).export(ID, '.md');
    expect(file.name).toBe('Why.md');
  });

  it('say so where something else is sent', async () => {
    await expect(sayingJson({ id: 3 }).create()).rejects.toThrow('something else');
  });
});
