/** Citation markers in the text and the list of references they point to. */
import { copyButton } from './copy';
import { create, externalLink, isSafeHref } from './dom';
import { CITATION_STATUSES } from './faces';
import type { Citation, CitationRef } from './schema';
import { trans } from './trans';
import { inWords } from './words';

/** The forms an entry is copied in: the name of its text in the entry, and the button's label. */
const COPIES = { bibtex: 'BibTeX', latex: '\\cite', pandoc: '[@key]' };

/** A marker that says what is cited, until the list of citations gives it a number. */
export function drawMarker(node: CitationRef): HTMLAnchorElement {
  const marker = create('a', 'jp-Galactica-citation', `[${node.text.trim()}]`);
  marker.dataset.text = node.text.trim();
  return marker;
}

/** Numbers the markers and links them with the list, whose ids begin with `prefix`. */
export function numberMarkers(
  markers: ReadonlyMap<number, HTMLAnchorElement>,
  citations: readonly Citation[],
  prefix: string
): void {
  const cited = new Map(citations.flatMap(citation => citation.refs.map(ref => [ref, citation])));
  for (const [ref, marker] of markers) {
    const citation = cited.get(ref);
    if (citation) {
      numberMarker(marker, ref, citation, prefix);
    } else {
      resetMarker(marker);
    }
  }
}

/** The list of references; null where nothing is cited. */
export function drawReferences(citations: readonly Citation[], prefix: string): HTMLElement | null {
  if (citations.length === 0) {
    return null;
  }
  const section = create('section', 'jp-Galactica-references');
  section.setAttribute('aria-label', trans.__('References'));
  const list = create('ol');
  list.append(...citations.map(citation => drawReference(citation, prefix)));
  section.append(create('div', 'jp-Galactica-referencesTitle', trans.__('References')), list);
  return section;
}

function numberMarker(
  marker: HTMLAnchorElement,
  ref: number,
  citation: Citation,
  prefix: string
): void {
  const description = [work(citation), statusWords(citation), citation.reason]
    .filter(Boolean)
    .join(' — ');
  marker.textContent = `[${citation.number}]`;
  marker.id = markerId(prefix, ref);
  marker.href = `#${referenceId(prefix, citation.number)}`;
  marker.title = description;
  marker.dataset.citationStatus = citation.status;
  marker.setAttribute('aria-label', `Reference ${citation.number}: ${description}`);
}

function resetMarker(marker: HTMLAnchorElement): void {
  marker.textContent = `[${marker.dataset.text ?? ''}]`;
  for (const name of ['id', 'href', 'title', 'data-citation-status', 'aria-label']) {
    marker.removeAttribute(name);
  }
}

function drawReference(citation: Citation, prefix: string): HTMLElement {
  const item = create('li');
  item.id = referenceId(prefix, citation.number);
  item.value = citation.number;
  item.tabIndex = -1; // so that following a marker can move the focus here
  item.dataset.citationStatus = citation.status;
  item.dataset.tone = CITATION_STATUSES[citation.status].tone;
  if (citation.retracted) {
    item.dataset.retracted = '';
  }
  item.append(create('span', 'jp-Galactica-work-cited', work(citation)), ' ');
  const href = entryLink(citation);
  if (href) {
    item.append(externalLink(href, href.replace(/^https?:\/\/(doi\.org\/)?/, '')), ' ');
  }
  const status = create('span', 'jp-Galactica-citationStatus', statusWords(citation));
  status.title = citation.reason;
  item.append(status);
  if (!isSound(citation) && citation.reason) {
    item.append(create('span', 'jp-Galactica-citationReason', ` ${citation.reason}`));
  }
  if (citation.status === 'found' && citation.entry) {
    item.append(' ', drawCopies(citation.entry, citation.number));
  }
  citation.refs.forEach((ref, index) => {
    const back = create('a', 'jp-Galactica-backLink', '↩');
    back.href = `#${markerId(prefix, ref)}`;
    back.setAttribute('aria-label', `Back to citation ${citation.number}, place ${index + 1}`);
    item.append(' ', back);
  });
  return item;
}

/** Buttons that copy what a manuscript needs to cite the work. */
function drawCopies(entry: NonNullable<Citation['entry']>, number: number): HTMLElement {
  const group = create('span', 'jp-Galactica-copies');
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', `Copy reference ${number} as`);
  for (const [form, label] of Object.entries(COPIES)) {
    const copied = entry[form];
    if (copied) {
      const button = copyButton(copied, label);
      button.title = copied;
      group.append(button);
    }
  }
  return group;
}

/** A work that was found as its record has it, any other as it was generated. */
function work({ status, entry, title, author, text }: Citation): string {
  const record = status === 'found' ? entry?.reference_line : undefined;
  return record ?? ([title, author].filter(Boolean).join(', ') || text);
}

function isSound({ status, retracted }: Citation): boolean {
  return status === 'found' && !retracted;
}

function statusWords({ status, key, retracted }: Citation): string {
  if (status === 'found' && retracted) {
    return '✗ retracted';
  }
  const words = inWords(CITATION_STATUSES[status]);
  return status === 'found' && key ? `${words} as ${key}` : words;
}

/** Where the bibliography says the work is to be read. Never a link the model made up. */
function entryLink({ status, entry }: Citation): string | null {
  if (status !== 'found' || !entry) {
    return null;
  }
  const doi = (entry.doi ?? '').replace(/^(https?:\/\/(dx\.)?doi\.org\/|doi:)/i, '');
  if (/^10\.\d{4,9}\/\S+$/.test(doi)) {
    return `https://doi.org/${doi}`;
  }
  return entry.url && isSafeHref(entry.url) ? entry.url : null;
}

function markerId(prefix: string, ref: number): string {
  return `${prefix}-citation-${ref}`;
}

function referenceId(prefix: string, number: number): string {
  return `${prefix}-reference-${number}`;
}
