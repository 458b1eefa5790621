/** Citation markers in the text and the list of references they point to. */
import { create, externalLink, isSafeHref } from './dom';
import type { Citation, CitationRef } from './schema';

const NOT_FOUND_WORDS: Record<Exclude<Citation['status'], 'found'>, string> = {
  mismatch: 'not verified: differs from the bibliography',
  ambiguous: 'not verified: several entries fit',
  'not-found': 'not verified: not in the bibliography',
  unchecked: 'not verified'
};

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
  section.setAttribute('aria-label', 'References');
  const list = create('ol');
  list.append(...citations.map(citation => drawReference(citation, prefix)));
  section.append(create('div', 'jp-Galactica-referencesTitle', 'References'), list);
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
  item.append(create('span', 'jp-Galactica-work-cited', work(citation)), ' ');
  const href = entryLink(citation);
  if (href) {
    item.append(externalLink(href, href.replace(/^https?:\/\/(doi\.org\/)?/, '')), ' ');
  }
  const status = create('span', 'jp-Galactica-citationStatus', statusWords(citation));
  status.title = citation.reason;
  item.append(status);
  if (citation.status !== 'found' && citation.reason) {
    item.append(create('span', 'jp-Galactica-citationReason', ` ${citation.reason}`));
  }
  citation.refs.forEach((ref, index) => {
    const back = create('a', 'jp-Galactica-backLink', '↩');
    back.href = `#${markerId(prefix, ref)}`;
    back.setAttribute('aria-label', `Back to citation ${citation.number}, place ${index + 1}`);
    item.append(' ', back);
  });
  return item;
}

function work({ title, author, text }: Citation): string {
  return [title, author].filter(Boolean).join(', ') || text;
}

function statusWords({ status, key }: Citation): string {
  if (status === 'found') {
    return key ? `✓ found as ${key}` : '✓ found';
  }
  return NOT_FOUND_WORDS[status];
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
