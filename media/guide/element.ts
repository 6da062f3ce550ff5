type Child = Node | string | null | undefined | false;

/** Makes an element. `on…` attributes are not taken: listeners are added in code, as the page's security policy wants. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | boolean>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children) {
    if (child) made.append(child);
  }
  return made;
}

/** A button that runs `act`; the keyboard reaches it as any other. */
export function button(
  label: string,
  act: () => void,
  attributes: Readonly<Record<string, string | boolean>> = {},
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', act);
  return made;
}
