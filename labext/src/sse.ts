/**
 * Reads server-sent events, however the network cuts them into chunks.
 *
 * Of the format (WHATWG HTML, section 9.2) only `data` is used: comments keep a connection alive,
 * and the server sends no other field.
 */
export class ServerSentEventParser {
  /** The data of each event that this chunk completes. */
  push(chunk: string): string[] {
    const text = this._endedInReturn && chunk.startsWith('\n') ? chunk.slice(1) : chunk;
    if (chunk) {
      this._endedInReturn = chunk.endsWith('\r');
    }
    const [rest = '', ...begun] = text.split(/\r\n|\r|\n/);
    this._line.push(rest);
    const events: string[] = [];
    for (const next of begun) {
      this._endLine(events);
      this._line = [next];
    }
    return events;
  }

  private _endLine(events: string[]): void {
    const line = this._line.join('');
    if (line.startsWith('data:')) {
      this._data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
    } else if (line === '' && this._data.length > 0) {
      events.push(this._data.join('\n'));
      this._data = [];
    }
  }

  private _line: string[] = []; // pieces, so that a long line in many chunks is joined once
  private _data: string[] = [];
  private _endedInReturn = false;
}

/** The data of each event in a response; leaving the loop closes the connection. */
export async function* readServerSentEvents(
  body: ReadableStream<Uint8Array>
): AsyncGenerator<string, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new ServerSentEventParser();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => undefined); // it may have failed already
  }
}
