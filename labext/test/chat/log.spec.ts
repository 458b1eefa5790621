import { Widget } from '@lumino/widgets';

import { ChatLog } from '../../src/chat/log';

jest.mock('@jupyterlab/apputils', () => ({}));

let grow: () => void;

/** A log of a given height whose content has another; jsdom lays nothing out. */
function logOf(heights: { scrollHeight: number; clientHeight: number }): ChatLog {
  const log = new ChatLog(null);
  Widget.attach(log, document.body);
  for (const [name, value] of Object.entries(heights)) {
    Object.defineProperty(log.node, name, { value, configurable: true });
  }
  return log;
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
    log.addQuestion('Why?');
    grow();
    expect(log.node.scrollTop).toBe(500);
  });

  it('does not take growth that outruns it for scrolling', () => {
    const log = logOf({ scrollHeight: 500, clientHeight: 100 });
    log.addQuestion('Why?');
    Object.defineProperty(log.node, 'scrollHeight', { value: 900 });
    log.node.dispatchEvent(new Event('scroll'));
    grow();
    expect(log.node.scrollTop).toBe(900);
  });

  it('stays where the reader scrolled to, until the next question', () => {
    const log = logOf({ scrollHeight: 500, clientHeight: 100 });
    log.addQuestion('Why?');
    log.node.dispatchEvent(new Event('scroll'));
    log.node.scrollTop = 50;
    log.node.dispatchEvent(new Event('scroll'));
    grow();
    expect(log.node.scrollTop).toBe(50);
    log.addQuestion('How?');
    expect(log.node.scrollTop).toBe(500);
  });
});
