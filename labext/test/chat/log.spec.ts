import { Widget } from '@lumino/widgets';

import type { Turn } from '../../src/chat/conversations';
import { ChatLog } from '../../src/chat/log';
import type { TurnActions } from '../../src/chat/turn';

jest.mock('@jupyterlab/apputils', () => ({}));

let grow: () => void;

/** A log of a given height whose content has another; jsdom lays nothing out. */
function logOf(heights: { scrollHeight: number; clientHeight: number }): ChatLog {
  const tools = { typesetter: null, code: null };
  const log = new ChatLog(tools, {} as TurnActions, () => undefined);
  Widget.attach(log, document.body);
  for (const [name, value] of Object.entries(heights)) {
    Object.defineProperty(log.node, name, { value, configurable: true });
  }
  return log;
}

function turn(id: number, parent: number | null, question: string): Turn {
  return {
    id,
    parent,
    depth: 0,
    versions: [id],
    question,
    state: 'failed',
    answer: null,
    error: 'No.'
  };
}

function ask(log: ChatLog, question: string): void {
  const parent = log.last?.turn.id ?? null;
  log.showAfter(parent, [turn((parent ?? 0) + 1, parent, question)]);
}

beforeEach(() => {
  global.ResizeObserver = class {
    constructor(callback: ResizeObserverCallback) {
      grow = () => {
        callback([], this);
      };
    }
    observe(): void {
      // tests say when sizes change
    }
    unobserve(): void {
      // as above
    }
    disconnect(): void {
      // as above
    }
  };
});

describe('the log', () => {
  it('follows a growing answer', () => {
    const log = logOf({ scrollHeight: 500, clientHeight: 100 });
    ask(log, 'Why?');
    grow();
    expect(log.node.scrollTop).toBe(500);
  });

  it('does not take growth that outruns it for scrolling', () => {
    const log = logOf({ scrollHeight: 500, clientHeight: 100 });
    ask(log, 'Why?');
    Object.defineProperty(log.node, 'scrollHeight', { value: 900 });
    log.node.dispatchEvent(new Event('scroll'));
    grow();
    expect(log.node.scrollTop).toBe(900);
  });

  it('stays where the reader scrolled to, until the next question', () => {
    const log = logOf({ scrollHeight: 500, clientHeight: 100 });
    ask(log, 'Why?');
    log.node.dispatchEvent(new Event('scroll'));
    log.node.scrollTop = 50;
    log.node.dispatchEvent(new Event('scroll'));
    grow();
    expect(log.node.scrollTop).toBe(50);
    ask(log, 'How?');
    expect(log.node.scrollTop).toBe(500);
  });

  it('keeps what is drawn of turns that are the same', () => {
    const log = logOf({ scrollHeight: 500, clientHeight: 100 });
    log.showEnd([turn(1, null, 'One?'), turn(2, 1, 'Two?')]);
    const [first] = log.turns;
    log.showEnd([turn(2, 1, 'Two?'), turn(3, 2, 'Three?')]);
    expect(log.turns.map(view => view.turn.question)).toEqual(['One?', 'Two?', 'Three?']);
    expect(log.turns[0]).toBe(first);
    log.showEnd([turn(1, null, 'One?'), turn(4, 1, 'Else?')]);
    expect(log.turns.map(view => view.turn.question)).toEqual(['One?', 'Else?']);
    log.showEnd([turn(9, 8, 'Elsewhere?')]);
    expect(log.turns.map(view => view.turn.question)).toEqual(['Elsewhere?']);
  });

  it('leaves the reader where he is when earlier turns come', () => {
    const log = logOf({ scrollHeight: 500, clientHeight: 100 });
    log.showEnd([turn(2, 1, 'Two?')]);
    log.node.scrollTop = 30;
    let height = 500;
    Object.defineProperty(log.node, 'scrollHeight', { get: () => (height += 100) });
    log.showBefore([turn(1, null, 'One?')]);
    expect(log.node.scrollTop).toBe(130);
    expect(log.turns.map(view => view.turn.question)).toEqual(['One?', 'Two?']);
  });
});
