import { drawOffer } from '../src/answer/origin';
import { setWords } from '../src/answer/trans';

describe('the words of the extension', () => {
  it('are those of the language that JupyterLab is in', () => {
    setWords({ __: words => (words === 'Check again' ? 'Erneut prüfen' : words) });
    const offer = drawOffer(() => Promise.resolve());
    expect(offer.querySelector('button')?.textContent).toBe('Erneut prüfen');
    expect(offer.textContent).toContain('not of this machine');
    setWords({ __: words => words });
  });
});
