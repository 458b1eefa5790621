/** Draws the nodes of a block as DOM elements: the tags of the schema, and text as text. */
import { drawMarker } from './citations';
import { drawCode } from './code';
import { create, externalLink, isSafeHref } from './dom';
import { readNode } from './guards';
import { isRecord } from './json';
import type { Marks } from './marks';
import { drawMath, NO_MATH_CLASS } from './math';
import type * as schema from './schema';
import { drawSubstance } from './substances';

/** Each of these is read in the direction of its own text. */
const DIRECTED = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li', 'th', 'td']);

/** No answer nests this deep; a hostile notebook's tree must not exhaust the stack. */
const MAX_DEPTH = 100;

/** An element for a block; the elements its checks will reach are noted in `marks`. */
export function drawBlock(block: schema.Block, marks: Marks): HTMLElement {
  return drawBlockAt(block, marks, 0);
}

function drawBlockAt(block: schema.Block, marks: Marks, depth: number): HTMLElement {
  const element = create('div', `jp-Galactica-block ${NO_MATH_CLASS}`);
  element.dataset.type = block.type;
  appendNodes(element, block.nodes, marks, depth);
  return element;
}

function appendNodes(
  parent: HTMLElement,
  nodes: readonly unknown[],
  marks: Marks,
  depth: number
): void {
  for (const value of nodes) {
    parent.append(depth < MAX_DEPTH ? drawValue(value, marks, depth) : textOf(value));
  }
}

function drawValue(value: unknown, marks: Marks, depth: number): Node | string {
  const node = readNode(value);
  return node ? drawNode(node, marks, depth) : drawUnknown(value, marks, depth);
}

function drawNode(node: schema.Node, marks: Marks, depth: number): Node | string {
  switch (node.type) {
    case 'text':
      return node.text;
    case 'element':
      return drawElement(node, marks, depth);
    case 'math':
      return noted(marks.math, node.id, drawMath(node));
    case 'citation':
      return noted(marks.citations, node.id, drawMarker(node));
    case 'molecule':
      return noted(marks.molecules, node.id, drawSubstance('SMILES', node.smiles));
    case 'sequence':
      return noted(marks.sequences, node.start, drawSequence(node));
    case 'code':
      return noted(marks.code, node.id, drawCode(node));
    case 'work':
      return drawWork(node, marks, depth);
  }
}

function drawElement(node: schema.Element, marks: Marks, depth: number): HTMLElement {
  const element = elementFor(node);
  appendNodes(element, node.children, marks, depth + 1);
  return element;
}

function elementFor({ tag, attrs }: schema.Element): HTMLElement {
  if (tag === 'a') {
    return attrs.href && isSafeHref(attrs.href) ? externalLink(attrs.href) : create('span');
  }
  const element = create(tag);
  if (element instanceof HTMLOListElement && Number.isInteger(Number(attrs.start))) {
    element.start = Number(attrs.start);
  }
  if (DIRECTED.has(tag)) {
    element.dir = 'auto';
  }
  if (attrs.align) {
    element.style.textAlign = attrs.align;
  }
  return element;
}

function drawSequence({ alphabet, letters }: schema.Sequence): HTMLElement {
  return drawSubstance(alphabet === 'dna' ? 'DNA' : 'protein', letters);
}

function drawWork({ blocks }: schema.Work, marks: Marks, depth: number): HTMLElement {
  const element = create('details', 'jp-Galactica-work');
  element.append(create('summary', '', 'Working'));
  for (const block of blocks) {
    element.append(drawBlockAt(block, marks, depth + 1));
  }
  return element;
}

function noted<E extends HTMLElement>(elements: Map<number, E>, id: number, element: E): E {
  elements.set(id, element);
  return element;
}

/** A node of no kind or tag that is known: its text and what it holds, in nothing but a span. */
function drawUnknown(value: unknown, marks: Marks, depth: number): Node | string {
  if (!isRecord(value) || !Array.isArray(value.children)) {
    return textOf(value);
  }
  const element = create('span', '', textOf({ ...value, children: [] }));
  appendNodes(element, value.children, marks, depth + 1);
  return element;
}

/** The text inside a node that cannot be drawn, so that nothing of an answer is lost. */
function textOf(value: unknown): string {
  const texts: string[] = [];
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string') {
      texts.push(next);
    } else if (Array.isArray(next)) {
      waiting.push(...(next as unknown[]).reverse());
    } else if (isRecord(next)) {
      const { text, latex, smiles, letters, code, children, nodes, blocks } = next;
      waiting.push(blocks, nodes, children, code, letters, smiles, latex, text);
    }
  }
  return texts.join('');
}
