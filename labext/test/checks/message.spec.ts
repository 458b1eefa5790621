import { Widget } from '@lumino/widgets';

import { messageAt } from '../../src/checks/message';

/** A chat as `@jupyter/chat` draws it, in a panel. */
function chat(...messages: object[]) {
  const inner = new Widget();
  Object.assign(inner, { model: { messages } });
  inner.node.innerHTML = messages
    .map(
      (_, index) =>
        `<div data-index="${index}"><div class="jp-chat-rendered-message"><p></p></div></div>`
    )
    .join('');
  const panel = new Widget();
  jest.spyOn(panel, 'children').mockImplementation(() => [inner][Symbol.iterator]());
  panel.node.append(inner.node);
  const read = (index: number) => {
    const element = inner.node.querySelectorAll('p')[index];
    return element ? messageAt(element, [new Widget(), panel])?.snapshot().content : undefined;
  };
  return { read, inner, panel };
}

describe('an answer in a chat', () => {
  it('is read from the message with its number', () => {
    const { read } = chat({ body: 'Why?' }, { body: 'Because $1 = 2$.' });
    expect(read(1)).toBe('Because $1 = 2$.');
  });

  it('is read as the Markdown of what it shows instead of its body', () => {
    const { read } = chat({
      body: 'short',
      mime_model: { data: { 'text/plain': 'x', 'text/markdown': 'It is $1 = 2$.' } }
    });
    expect(read(0)).toBe('It is $1 = 2$.');
  });

  it('is none where what is shown is no text', () => {
    expect(chat({ body: 'x', mime_model: { data: { 'image/png': 'x' } } }).read(0)).toBeUndefined();
    expect(chat({}).read(0)).toBeUndefined();
  });

  it('is none outside of messages, and in a widget that has none', () => {
    const { panel } = chat({ body: 'x' });
    expect(messageAt(panel.node, [panel])).toBeNull();
    const element = document.createElement('div');
    element.className = 'jp-chat-rendered-message';
    expect(messageAt(element, [panel])).toBeNull();
  });
});
