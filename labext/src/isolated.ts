/** Formulas of answers apart from those of the page. */
import type { ILatexTypesetter } from '@jupyterlab/rendermime';

/**
 * What MathJax has for the commands of the list of formulas. Nothing defines commands (`newcommand`,
 * `extpfeil`), links or styles (`html`, `unicode`, `bbox`), or loads more (`require`).
 */
const PACKAGES =
  'base ams boldsymbol braket cancel cases centernot configmacros gensymb mathtools mhchem noerrors noundefined textcomp textmacros upgreek'.split(
    ' '
  );

/** Commands of the list that MathJax has under other names. */
const MACROS = {
  abs: ['\\lvert #1\\rvert', 1],
  bm: ['\\boldsymbol{#1}', 1],
  dag: '\\dagger',
  ddag: '\\ddagger',
  mathbbm: ['\\mathbb{#1}', 1],
  mathds: ['\\mathbb{#1}', 1],
  norm: ['\\lVert #1\\rVert', 1]
};

/** What JupyterLab's typesetter for MathJax 3 offers beyond what every typesetter does. */
interface MathJaxTypesetter extends ILatexTypesetter {
  mathDocument(): Promise<MathDocument>;
}

interface MathDocument {
  readonly document: unknown;
  readonly adaptor: unknown;
  readonly inputJax: readonly object[];
  readonly outputJax: unknown;
  readonly options: { elements?: readonly HTMLElement[] };
  clear(): MathDocument;
  render(): MathDocument;
}

type Constructor<T> = new (...args: unknown[]) => T;

/**
 * The typesetter, with macros of its own.
 *
 * MathJax keeps what `\def` defines for as long as the page stands, so one cell could change how an
 * answer reads in another, and an answer the user's own cells. Answers therefore get a MathJax that
 * defines nothing, made of the parts that JupyterLab has loaded. Typesetters of other kinds, such as
 * KaTeX, are taken as they are.
 */
export function isolated(typesetter: ILatexTypesetter | null): ILatexTypesetter | null {
  if (!typesetter || !isMathJax(typesetter)) {
    return typesetter;
  }
  const known = made.get(typesetter);
  if (known) {
    return known;
  }
  let own: Promise<MathDocument> | null = null;
  const apart: ILatexTypesetter = {
    typeset: async element => {
      own ??= typesetter.mathDocument().then(ownDocument);
      const document = await own;
      document.options.elements = [element];
      document.clear().render();
      delete document.options.elements;
    }
  };
  made.set(typesetter, apart);
  return apart;
}

const made = new WeakMap<ILatexTypesetter, ILatexTypesetter>();

function isMathJax(typesetter: ILatexTypesetter): typesetter is MathJaxTypesetter {
  return 'mathDocument' in typesetter;
}

function ownDocument(page: MathDocument): MathDocument {
  const Document = page.constructor as Constructor<MathDocument>;
  const TeX = page.inputJax[0]?.constructor as Constructor<object>;
  const input = new TeX({
    packages: PACKAGES,
    macros: MACROS,
    inlineMath: [['\\(', '\\)']],
    displayMath: [['\\[', '\\]']],
    processEscapes: true,
    processEnvironments: true
  });
  return new Document(page.document, page.adaptor, {
    InputJax: input,
    OutputJax: page.outputJax
  });
}
