import { readServerSentEvents, ServerSentEventParser } from '../src/sse';

const stream = [': hello\n', 'data: {"a": "é"}\r\n\r\n', 'data:1\ndata: 2\n\n', 'id: 7\n\n'].join(
  ''
);
const events = ['{"a": "é"}', '1\n2'];

function parse(chunks: string[]): string[] {
  const parser = new ServerSentEventParser();
  return chunks.flatMap(chunk => parser.push(chunk));
}

function bodyOf(
  chunks: Uint8Array[],
  onCancel = (): void => undefined
): ReadableStream<Uint8Array> {
  let next = 0;
  return {
    getReader: () => ({
      read: () => {
        const value = chunks[next++];
        return Promise.resolve({ done: value === undefined, value });
      },
      cancel: () => {
        onCancel();
        return Promise.resolve();
      }
    })
  } as unknown as ReadableStream<Uint8Array>;
}

describe('the parser of server-sent events', () => {
  it('reads a stream in one piece', () => {
    expect(parse([stream])).toEqual(events);
  });

  it('reads it however it is cut', () => {
    for (let first = 0; first <= stream.length; first++) {
      for (let second = first; second <= stream.length; second++) {
        const chunks = [stream.slice(0, first), stream.slice(first, second), stream.slice(second)];
        expect(parse(chunks)).toEqual(events);
      }
    }
  });

  it('takes single returns for line ends', () => {
    expect(parse(['data: x\r', '\r', 'data: y\r\r'])).toEqual(['x', 'y']);
  });

  it('keeps an event that is not complete', () => {
    expect(parse(['data: x\n'])).toEqual([]);
  });
});

describe('reading a response', () => {
  it('joins characters that were cut between their bytes', async () => {
    const bytes = new TextEncoder().encode(stream);
    const single = [...bytes].map(byte => new Uint8Array([byte]));
    const read: string[] = [];
    for await (const event of readServerSentEvents(bodyOf(single))) {
      read.push(event);
    }
    expect(read).toEqual(events);
  });

  it('closes the connection when nobody listens any more', async () => {
    const onCancel = jest.fn();
    const bytes = new TextEncoder().encode(stream);
    for await (const event of readServerSentEvents(bodyOf([bytes, bytes], onCancel))) {
      expect(event).toBe(events[0]);
      break;
    }
    expect(onCancel).toHaveBeenCalled();
  });
});
