const svgNamespace = 'http://www.w3.org/2000/svg';

type Attributes = Readonly<Record<string, string | number>>;

/** An HTML element with attributes and content. */
export function html<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  set(element, attributes);
  element.append(...children);
  return element;
}

/** An SVG element with attributes and content. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(svgNamespace, name);
  set(element, attributes);
  element.append(...children);
  return element;
}

/** Sets attributes, those that change alone, so that nothing is laid out anew in vain. */
export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    const text = String(value);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

/** Sets the text, if it changed. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Whether two elements that are drawn side by side, the first to the left, would run into each other. */
export function meet(left: Element, right: Element): boolean {
  const [one, other] = [left.getBoundingClientRect(), right.getBoundingClientRect()];
  return one.width > 0 && other.width > 0 && one.right + 4 > other.left && other.right > one.left;
}

/** Makes the children of an element match a list; those whose key stays keep their element, and so their focus. */
export function reconcile<Item>(
  parent: Element,
  items: readonly Item[],
  keyOf: (item: Item) => string,
  create: (item: Item) => Element,
  update: (element: Element, item: Item) => void,
): void {
  const known = new Map([...parent.children].map((child) => [child.getAttribute('data-key'), child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const element = known.get(key) ?? keyed(create(item), key);
    known.delete(key);
    update(element, item);
    if (element === place) place = place.nextElementSibling;
    else parent.insertBefore(element, place);
  }
  for (const child of known.values()) child.remove();
}

function keyed(element: Element, key: string): Element {
  element.setAttribute('data-key', key);
  return element;
}
