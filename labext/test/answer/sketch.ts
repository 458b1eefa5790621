/**
 * Drawn blocks in the short form of the lexer's cases: `prose <p>Let ⟨math x⟩ be</p>`.
 *
 * It reads the page and knows nothing of the tree the page was drawn from, so that what is lost or
 * invented in drawing shows.
 */
export function sketchBlock(block: HTMLElement): string {
  return `${block.dataset.type ?? ''} ${sketchNodes(block)}`.trimEnd();
}

function sketchNodes(parent: Element): string {
  return [...parent.childNodes].map(sketchNode).join('');
}

function sketchNode(node: ChildNode): string {
  if (!(node instanceof HTMLElement)) {
    return node.textContent ?? '';
  }
  switch (node.classList[0]) {
    case 'jp-Galactica-math': {
      const kind = node.tagName === 'DIV' ? 'display' : 'math';
      const source = node.querySelector('.jp-Galactica-formula > code');
      return `⟨${kind} ${source?.textContent ?? formulaOf(node.textContent)}⟩`;
    }
    case 'jp-Galactica-citation':
      return `⟨cite ${node.textContent.slice(1, -1)}⟩`;
    case 'jp-Galactica-substance':
      return sketchNodes(node);
    case 'jp-Galactica-chip':
      return sketchChip(node);
    case 'jp-Galactica-code': {
      const language = node.querySelector('.jp-Galactica-codeLanguage')?.textContent ?? '';
      return `⟨code ${language}|${node.querySelector('pre > code')?.textContent ?? ''}⟩`;
    }
    case 'jp-Galactica-work': {
      const blocks = [...node.querySelectorAll<HTMLElement>(':scope > .jp-Galactica-block')];
      return `⟨work ${blocks.map(sketchBlock).join(' ‖ ')}⟩`;
    }
  }
  const tag = node.tagName.toLowerCase();
  return `<${tag}${attributesOf(node)}>${sketchNodes(node)}</${tag}>`;
}

/** LaTeX without the delimiters it is drawn in. */
function formulaOf(drawn: string): string {
  return drawn.replace(/^\\[([]([^]*)\\[)\]]$/, '$1');
}

function sketchChip(chip: HTMLElement): string {
  const [label = '', ...letters] = chip.textContent.split(' ');
  const kinds: Record<string, string> = { SMILES: 'smiles', DNA: 'dna', protein: 'amino' };
  return `⟨${kinds[label] ?? label} ${letters.join(' ')}⟩`;
}

function attributesOf(element: HTMLElement): string {
  const attributes = {
    align: element.style.textAlign,
    href: element.getAttribute('href') ?? '',
    start: element.getAttribute('start') ?? ''
  };
  return Object.entries(attributes)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');
}
