/** An element of a class; text is only ever set as text. */
export function create<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = '',
  text = ''
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  if (text) {
    element.textContent = text;
  }
  return element;
}

/** A link that leaves the page. */
export function externalLink(href: string, text = ''): HTMLAnchorElement {
  const link = create('a', '', text);
  link.href = href;
  link.rel = 'noopener noreferrer';
  link.target = '_blank';
  return link;
}

/** Whether a link may stand in an answer: http, https or mailto, and nothing a browser would run. */
export function isSafeHref(href: string): boolean {
  try {
    return ['http:', 'https:', 'mailto:'].includes(new URL(href).protocol);
  } catch {
    return false; // relative, or no URL at all
  }
}
