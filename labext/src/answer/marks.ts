/**
 * The elements that checks reach again, by the ids of their nodes.
 *
 * Drawing fills it; verdicts, which come later, look their element up here.
 */
export class Marks {
  readonly math = new Map<number, HTMLElement>();
  readonly citations = new Map<number, HTMLAnchorElement>();
  readonly molecules = new Map<number, HTMLElement>();
  readonly code = new Map<number, HTMLElement>();

  clear(): void {
    this.math.clear();
    this.citations.clear();
    this.molecules.clear();
    this.code.clear();
  }
}
