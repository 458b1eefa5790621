/**
 * Drawings of molecules, read from a notebook that anybody may have written.
 *
 * SVG can carry scripts, styles and links. A drawing is therefore made anew from the elements and
 * attributes that our own drawings have, and one that has others is not shown at all.
 */

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';
const MAX_LENGTH = 60_000;

const NUMBER = /^\d{1,5}$/;

interface Form {
  attributes: Record<string, RegExp>;
  children: readonly string[];
}

const FORMS: Record<string, Form> = {
  svg: {
    attributes: {
      xmlns: /^http:\/\/www\.w3\.org\/2000\/svg$/,
      width: NUMBER,
      height: NUMBER,
      viewBox: /^-?\d{1,5}( -?\d{1,5}){3}$/,
      role: /^img$/,
      'aria-label': /^[A-Za-z0-9 +*[\]-]*$/
    },
    children: ['path', 'g']
  },
  g: { attributes: { fill: /^currentColor$/ }, children: ['path'] },
  path: {
    attributes: {
      d: /^[MLQCZ0-9.,\s-]*$/,
      fill: /^none$/,
      stroke: /^currentColor$/,
      'stroke-width': /^\d{1,2}\.\d$/
    },
    children: []
  }
};

/** The drawing as an element; null where it is none of ours. */
export function readDrawing(svg: string): Element | null {
  if (svg === '' || svg.length > MAX_LENGTH || svg.includes('<!')) {
    return null; // no document type: its entities could grow without limit
  }
  const page = new DOMParser().parseFromString(svg, 'image/svg+xml');
  return madeAnew(page.documentElement, ['svg']);
}

function madeAnew(element: Element, allowed: readonly string[]): Element | null {
  const form = FORMS[element.localName];
  if (!form || !allowed.includes(element.tagName) || element.namespaceURI !== SVG_NAMESPACE) {
    return null;
  }
  const made = document.createElementNS(SVG_NAMESPACE, element.localName);
  for (const { name, value } of element.attributes) {
    if (!Object.hasOwn(form.attributes, name) || !form.attributes[name]?.test(value)) {
      return null;
    }
    if (name !== 'xmlns') {
      made.setAttribute(name, value);
    }
  }
  for (const child of element.childNodes) {
    const inner = child instanceof Element ? madeAnew(child, form.children) : null;
    if (!inner) {
      return null;
    }
    made.append(inner);
  }
  return made;
}
