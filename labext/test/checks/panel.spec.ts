import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

import { ChecksPanel } from '../../src/checks/panel';
import { Session } from '../../src/checks/session';
import { citation } from '../fixtures';
import { place, SketchChecker, SketchTarget } from './sketch';

class NeverSeen {
  observe = jest.fn();
  unobserve = jest.fn();
  disconnect = jest.fn();
}

beforeAll(() => {
  Object.assign(window, { IntersectionObserver: NeverSeen });
  Element.prototype.scrollIntoView = jest.fn();
});

function open(...formulas: string[]) {
  const target = new SketchTarget(...formulas);
  const checker = new SketchChecker();
  const session = new Session(target, checker.check, null);
  const actions = { check: jest.fn(), canCheck: () => true };
  const panel = new ChecksPanel(null, actions);
  panel.session = session;
  Widget.attach(panel, document.body);
  const update = () => {
    MessageLoop.flush();
  };
  update();
  const items = () => [...panel.node.querySelectorAll<HTMLElement>('.jp-Galactica-finding')];
  const status = () => panel.node.querySelector('[role="status"]')?.textContent;
  const button = (name: string) =>
    [...panel.node.querySelectorAll('button')].find(({ textContent }) => textContent === name);
  return { target, checker, session, actions, panel, update, items, status, button };
}

describe('the panel', () => {
  it('says what it is before anything was checked', () => {
    const { status } = open('1=1');
    expect(status()).toContain('Nothing is written into your file.');
  });

  it('offers to check the document in view where none is shown', () => {
    const { panel, actions, update, button } = open('1=1');
    panel.session = null;
    update();
    button('Check this document')?.click();
    expect(actions.check).toHaveBeenCalledTimes(1);
  });

  it('lists each equation with verdict, reason and place', async () => {
    const { session, items, update, panel } = open('1=1', '1=2');
    await session.run();
    update();
    expect(items().map(({ dataset }) => dataset.verdict)).toEqual(['holds', 'refuted']);
    expect(items()[1]?.textContent).toContain('✗ refuted');
    expect(items()[1]?.textContent).toContain('line 1');
    expect(items()[1]?.textContent).toContain('It is refuted.');
    expect([...panel.node.querySelectorAll('h3')].map(title => title.textContent)).toEqual([
      'Cell 1',
      'Cell 2'
    ]);
  });

  it('sums up, with what stood in the way', async () => {
    const { session, status, update, checker } = open('1=1', '1=2');
    const cited = citation({ text: 'bayes1763', status: 'not-found' });
    checker.works = { type: 'works', works: [{ citation: cited, places: [place(1)] }] };
    await session.run();
    update();
    expect(status()).toBe(
      '1 refuted, 1 holds. 1 work cited: 1 not verified: not found. All judged. No bibliography.'
    );
  });

  it('lists each work with its status', async () => {
    const { session, items, update, checker } = open('1=1');
    const cited = citation({ text: 'bayes1763', status: 'not-found', reason: 'Not in my.bib.' });
    checker.works = { type: 'works', works: [{ citation: cited, places: [place(1, 4)] }] };
    await session.run();
    update();
    const work = items()[1];
    expect(work?.dataset.citationStatus).toBe('not-found');
    expect(work?.textContent).toContain('bayes1763');
    expect(work?.textContent).toContain('line 4');
    expect(work?.textContent).toContain('Not in my.bib.');
  });

  it('leads to the formula by a click', async () => {
    const { session, items, update, target } = open('1=1', '1=2');
    await session.run();
    update();
    items()[1]?.querySelector('button')?.click();
    await Promise.resolve();
    expect(target.cells[1]?.revealed).toEqual([place(2)]);
  });

  it('draws again only what is told anew', async () => {
    const { session, update, target, panel } = open('1=1', '1=2');
    await session.run();
    update();
    const before = [...panel.node.querySelectorAll('section')];
    target.cells[1]?.draw('2=2');
    await session.run();
    update();
    const after = [...panel.node.querySelectorAll('section')];
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });

  it('says of what a part it told before is changed since', async () => {
    const { session, update, target, panel } = open('1=1', '1=2');
    await session.run();
    target.cells[1]?.draw('2=2');
    session.noteChange();
    update();
    const stale = [...panel.node.querySelectorAll('section')].map(({ classList }) =>
      classList.contains('jp-mod-stale')
    );
    expect(stale).toEqual([false, true]);
  });

  it('checks again, stops, and removes the badges by its buttons', async () => {
    const { session, update, checker, button, target, items } = open('1=1', '1=2');
    button('Check again')?.click();
    await Promise.resolve();
    await Promise.resolve();
    expect(checker.asked).toHaveLength(1);
    checker.wait = () => {
      update();
      button('Stop')?.click();
      return Promise.resolve();
    };
    await session.run();
    expect(session.state.kind).toBe('idle');
    checker.wait = () => Promise.resolve();
    await session.run();
    update();
    expect(items()).toHaveLength(2);
    button('Remove badges')?.click();
    update();
    expect(items()).toHaveLength(0);
    expect(target.cells[0]?.node.querySelector('.jp-Galactica-badge')).toBeNull();
    expect(document.activeElement?.textContent).toBe('Check again');
  });

  it('says why a check failed', async () => {
    const { session, update, status, checker } = open('1=1');
    checker.wait = () => Promise.reject(new Error('The Jupyter server cannot be reached.'));
    await session.run();
    update();
    expect(status()).toBe('The Jupyter server cannot be reached.');
  });
});
