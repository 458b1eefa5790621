import { onKey } from '../src/panelKeys';

function panel(): { box: HTMLTextAreaElement; happened: string[]; stop: HTMLButtonElement } {
  document.body.innerHTML = `<div class="jp-Galactica-panel"><textarea></textarea>
    <button class="jp-Galactica-panel-ask"></button>
    <button class="jp-Galactica-panel-stop"></button></div><textarea id="other"></textarea>`;
  const happened: string[] = [];
  for (const name of ['ask', 'stop']) {
    document.querySelector(`.jp-Galactica-panel-${name}`)?.addEventListener('click', () => {
      happened.push(name);
    });
  }
  const box = document.querySelector('textarea') as HTMLTextAreaElement;
  box.addEventListener('change', () => {
    happened.push('change');
  });
  const stop = document.querySelector('.jp-Galactica-panel-stop') as HTMLButtonElement;
  return { box, happened, stop };
}

function press(target: Element, init: KeyboardEventInit): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return event;
}

describe('the keys of the widget panel', () => {
  beforeAll(() => {
    document.addEventListener('keydown', onKey, true);
  });

  it('asks on Enter, once the kernel has the text', () => {
    const { box, happened } = panel();
    expect(press(box, { key: 'Enter' }).defaultPrevented).toBe(true);
    expect(happened).toEqual(['change', 'ask']);
  });

  it.each([
    ['Shift+Enter, a new line', { key: 'Enter', shiftKey: true }],
    ['Enter of an input method', { key: 'Enter', isComposing: true }],
    ['a letter', { key: 'a' }]
  ])('leaves %s to the box', (_, init) => {
    const { box, happened } = panel();
    expect(press(box, init).defaultPrevented).toBe(false);
    expect(happened).toEqual([]);
  });

  it('stops on Escape while an answer comes', () => {
    const { box, happened, stop } = panel();
    press(box, { key: 'Escape' });
    expect(happened).toContain('stop');
    happened.length = 0;
    stop.disabled = true;
    press(box, { key: 'Escape' });
    expect(happened).toEqual([]);
  });

  it('leaves the boxes of others alone', () => {
    const { happened } = panel();
    const other = document.getElementById('other') as HTMLElement;
    expect(press(other, { key: 'Enter' }).defaultPrevented).toBe(false);
    expect(happened).toEqual([]);
  });
});
