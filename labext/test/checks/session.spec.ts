import { Session } from '../../src/checks/session';
import { citation } from '../fixtures';
import { place, SketchChecker, SketchTarget } from './sketch';

function begin(...formulas: string[]) {
  const target = new SketchTarget(...formulas);
  const checker = new SketchChecker();
  const session = new Session(target, checker.check, null);
  const verdicts = () =>
    target.cells.map(
      ({ node }) => node.querySelector<HTMLElement>('.jp-Galactica-own')?.dataset.verdict ?? null
    );
  return { target, checker, session, verdicts };
}

const frame = () => new Promise(resolve => requestAnimationFrame(resolve));

describe('a checked document', () => {
  it('has a badge beside each formula', async () => {
    const { session, verdicts, target } = begin('1=1', '1=2', 'x');
    await session.run();
    expect(verdicts()).toEqual(['holds', 'refuted', 'refuted']);
    expect(target.cells[1]?.node.textContent).toContain('It is refuted.');
    expect(session.state).toEqual({
      kind: 'done',
      coverage: 'All judged.',
      problems: ['No bibliography.']
    });
  });

  it('is sent as it stands, with its path', async () => {
    const { session, checker, target } = begin('1=1');
    target.cells[0]?.draw('1=2');
    await session.run();
    expect(checker.asked).toEqual([{ path: 'folder/paper.ipynb', content: '["1=2"]' }]);
  });

  it('keeps its badges where a cell is drawn again as it was', async () => {
    const { session, verdicts, target } = begin('1=1', '1=2');
    await session.run();
    target.cells[1]?.draw();
    await frame();
    await frame();
    expect(verdicts()).toEqual(['holds', 'refuted']);
  });

  it('shows no verdict of what a cell said before', async () => {
    const { session, verdicts, target } = begin('1=1', '1=2');
    await session.run();
    target.cells[1]?.draw('2=2');
    await frame();
    await frame();
    expect(verdicts()).toEqual(['holds', null]);
    await session.run();
    expect(verdicts()).toEqual(['holds', 'holds']);
  });

  it('has the page as it was once the badges are removed', async () => {
    const { session, target } = begin('1=1', '1=2');
    const before = target.cells.map(({ node }) => node.innerHTML);
    await session.run();
    expect(target.cells.map(({ node }) => node.innerHTML)).not.toEqual(before);
    session.clear();
    expect(target.cells.map(({ node }) => node.innerHTML)).toEqual(before);
    expect(session.findings).toEqual([]);
  });

  it('has no badge in an answer of ours, which has its own', async () => {
    const { session, verdicts, target } = begin('1=2');
    target.cells[0]?.node.classList.add('jp-Galactica-answer');
    await session.run();
    expect(verdicts()).toEqual([null]);
  });

  it('keeps the other cells where one is checked', async () => {
    const { session, verdicts, target, checker } = begin('1=1', '1=2', '3=4');
    await session.run();
    target.cells[1]?.draw('2=2');
    await session.run(2);
    expect(checker.asked[1]?.cell).toBe(2);
    expect(verdicts()).toEqual(['holds', 'holds', 'refuted']);
    expect(session.findings.map(({ part }) => part.title)).toEqual(['Cell 1', 'Cell 2', 'Cell 3']);
  });

  it('forgets a cell that was deleted', async () => {
    const { session, target } = begin('1=1', '1=2');
    await session.run();
    target.cells.splice(0, 1);
    await session.run();
    expect(session.findings.map(({ part }) => part.key)).toEqual(['c1']);
  });

  it('shares what did not change, so that it need not be drawn again', async () => {
    const { session, target } = begin('1=1', '1=2');
    await session.run();
    const [first, second] = session.findings;
    target.cells[1]?.draw('2=2');
    await session.run();
    expect(session.findings[0]?.formulas).toBe(first?.formulas);
    expect(session.findings[1]?.formulas).not.toBe(second?.formulas);
  });

  it('is not checked again by itself where nothing has changed', async () => {
    const { session, checker, target } = begin('1=1');
    await session.rerun();
    await session.rerun();
    expect(checker.asked).toHaveLength(1);
    target.cells[0]?.draw('1=2');
    await session.rerun();
    expect(checker.asked).toHaveLength(2);
  });

  it('lists a work in each cell that cites it', async () => {
    const { session, checker } = begin('1=1', '1=2');
    const cited = citation({ text: 'bayes1763' });
    checker.works = {
      type: 'works',
      works: [{ citation: cited, places: [place(1), place(1, 3), place(2)] }]
    };
    await session.run();
    expect(session.findings.map(({ works }) => works.map(work => work.place.line))).toEqual([
      [1],
      [1]
    ]);
  });

  it('leads to a formula', async () => {
    const { session, target } = begin('1=1', '1=2');
    Element.prototype.scrollIntoView = jest.fn();
    await session.run();
    const [, found] = session.findings;
    const shown = found && (await session.reveal(found.part, place(2), found.formulas[0]?.id));
    expect(target.cells[1]?.revealed).toEqual([place(2)]);
    expect(shown?.dataset.verdict).toBe('refuted');
  });
});

describe('a check', () => {
  it('is ended by the next one, whose verdicts stand', async () => {
    const { session, checker, target, verdicts } = begin('1=1', '1=2');
    let release = (): void => undefined;
    checker.wait = () => new Promise(resolve => (release = resolve));
    const first = session.run();
    await Promise.resolve();
    await frame();
    checker.wait = () => Promise.resolve();
    target.cells[0]?.draw('5=6');
    await session.run();
    release();
    await first;
    expect(checker.stopped).toBe(1);
    expect(verdicts()).toEqual(['refuted', 'refuted']);
    expect(session.state.kind).toBe('done');
  });

  it('can be stopped, and keeps what it has found', async () => {
    const { session, checker, verdicts } = begin('1=1', '1=2');
    checker.wait = () => {
      if (session.findings.length > 0) {
        session.stop();
      }
      return Promise.resolve();
    };
    await session.run();
    expect(session.state).toEqual({ kind: 'idle' });
    expect(verdicts()).toEqual(['holds', null]);
  });

  it('says in a sentence why it failed', async () => {
    const { session, checker } = begin('1=1');
    checker.wait = () => Promise.reject(new Error('The Jupyter server cannot be reached.'));
    await session.run();
    expect(session.state).toEqual({
      kind: 'failed',
      message: 'The Jupyter server cannot be reached.'
    });
  });

  it('ends with its document', async () => {
    const { session, checker, target } = begin('1=1', '1=2');
    checker.wait = () => {
      target.widget.dispose();
      return Promise.resolve();
    };
    await session.run();
    expect(checker.stopped).toBe(1);
  });
});
