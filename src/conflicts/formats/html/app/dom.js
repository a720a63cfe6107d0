// Elements are made of text and attributes. Nothing here, or anywhere, turns text into markup.

const node = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") Object.entries(value).forEach(([event, listener]) => made.addEventListener(event, listener));
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(key, String(value));
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
};

const ABSOLUTE = /^https?:\/\//i;

// Text from claims, set apart from the direction of the writing around it.
const bdi = (text) => node("bdi", {}, text);

// A link to the web if the text is the address of a page there, else the text.
const cited = (text) => {
  if (!ABSOLUTE.test(text)) return bdi(text);
  try {
    const { protocol } = new URL(text);
    if (protocol === "http:" || protocol === "https:") {
      return node("a", { href: text, rel: "noopener noreferrer" }, bdi(text));
    }
  } catch {
    // It only begins like an address.
  }
  return bdi(text);
};

// A path breaks after its slashes.
const pathWords = (words) =>
  node("bdi", {}, words.split(/(?<=[/\\])/).flatMap((part, at) => (at ? [node("wbr"), part] : [part])));

// A link to a place in a file. The address is relative, or of the web; in any other case there is no link.
const placed = (place) => {
  const words = node("span", { class: "place" }, pathWords(place.words));
  if (!place.href) return words;
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(place.href);
  if (place.href.startsWith("//") || (scheme && !ABSOLUTE.test(place.href))) return words;
  return node("a", { href: place.href, class: "place", rel: "noopener noreferrer" }, pathWords(place.words));
};

const button = (text, action, attributes = {}) =>
  node("button", { type: "button", ...attributes, on: { click: action } }, text);

const hidden = (text) => node("span", { class: "hidden" }, text);

// Everything a reader does not need at once: some rows, and a button that adds more of them.
const inParts = (items, first, more, draw, container, noun) => {
  let shown = 0;
  const add = (number) => {
    const next = items.slice(shown, shown + number).map((item, at) => draw(item, shown + at));
    rest.before(...next);
    shown += next.length;
    rest.hidden = shown >= items.length;
    const left = items.length - shown;
    press.textContent = left > more ? `Show ${more} of ${NUMBERS.format(left)} more ${noun}` : `Show ${left} more ${noun}`;
    return next;
  };
  const press = button("", () => {
    const [made] = add(more);
    made?.setAttribute("tabindex", "-1");
    made?.focus();
  }, { class: "more" });
  const rest = node(/^[uo]l$/i.test(container.tagName) ? "li" : "div", { class: "rest" }, press);
  container.append(rest);
  add(first);
  return container;
};
