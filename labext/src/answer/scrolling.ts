/** Boxes that scroll by themselves can be reached by keyboard, for as long as they do. */

const SCROLLERS = '.jp-Galactica-math > .jp-Galactica-formula, pre, table';

let sizes: ResizeObserver | null = null;

/** Follows the boxes of a drawn block, each from when it is laid out. */
export function followScrollers(block: HTMLElement): void {
  const scrollers = block.querySelectorAll<HTMLElement>(SCROLLERS);
  if (scrollers.length === 0 || typeof ResizeObserver === 'undefined') {
    return; // a page that is not laid out has nothing to scroll
  }
  sizes ??= new ResizeObserver(entries => {
    for (const { target } of entries) {
      setReachable(target as HTMLElement);
    }
  });
  scrollers.forEach(scroller => sizes?.observe(scroller));
}

function setReachable(scroller: HTMLElement): void {
  if (scroller.scrollWidth > scroller.clientWidth) {
    scroller.tabIndex = 0;
  } else {
    scroller.removeAttribute('tabindex');
  }
}
