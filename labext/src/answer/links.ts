/**
 * Follows a link between a citation and its reference.
 *
 * Left to the browser, the link would change JupyterLab's address.
 */
export function followLink(event: MouseEvent): void {
  const { target, currentTarget } = event;
  if (!(target instanceof Element) || !(currentTarget instanceof Element)) {
    return;
  }
  const href = target.closest('a')?.getAttribute('href');
  if (!href?.startsWith('#')) {
    return;
  }
  event.preventDefault();
  const place = currentTarget.querySelector<HTMLElement>(`[id="${CSS.escape(href.slice(1))}"]`);
  place?.scrollIntoView({ block: 'nearest' });
  place?.focus({ preventScroll: true });
}
