// The findings: filters, a table of one page of them, and the findings that are open, each below its row.

const PAGE = 50;
const PRINTED = 1000;

let current = [];
let page = 0;
let perPage = PAGE;
const open = new Set();

const status = node("p", { class: "count", role: "status" });
const pages = node("nav", { class: "pages", "aria-label": "Pages of findings" });
// Their roles are spelt out: on a narrow screen these elements are no longer laid out as a table.
const body = node("tbody", { role: "rowgroup" });
const cell = (name, ...children) => node("td", { role: "cell", class: name }, ...children);

const header = () =>
  node("tr", { role: "row" },
    Object.entries(COLUMNS).map(([name, { title }]) =>
      node("th", { role: "columnheader", scope: "col", "data-column": name, "aria-sort": "none" },
        button(title, () => sortBy(name)))));

const sortBy = (name) => {
  order.down = order.by === name && !order.down;
  order.by = name;
  document.querySelectorAll("#table th").forEach((cell) => {
    const sorted = cell.dataset.column === name;
    cell.setAttribute("aria-sort", sorted ? (order.down ? "descending" : "ascending") : "none");
  });
  page = 0;
  refresh();
};

const dot = (kind) => node("span", { class: `dot ${kind}`, "aria-hidden": "true" });

const row = (finding) => {
  const id = `finding-${finding.fingerprint}`;
  const isOpen = open.has(finding.index);
  const press = button(finding.message, () => toggle(finding), {
    class: "message", "aria-expanded": isOpen, "aria-controls": `${id}-detail`,
  });
  const speakers = finding.speakers.slice(0, 3).map((number) => node("li", {}, bdi(SOURCES[number])));
  const left = finding.speakers.length - speakers.length;
  const made = node("tr", { role: "row", id, class: `finding-row ${finding.severity}${isOpen ? " open" : ""}`, "data-index": finding.index },
    cell("severity", dot(finding.severity), finding.severity),
    cell("verdict", dot(finding.verdict), finding.verdict, node("span", { class: "kind" }, finding.kind)),
    cell("what", press, finding.suppressed ? node("span", { class: "badge" }, "suppressed") : null),
    cell("rule", separated([finding, ...finding.also].map(({ rule }) => node("code", {}, rule.name.replace(/\//g, "/\u200b"))))),
    cell("where", CLAIMS[finding.first].place ? placed(CLAIMS[finding.first].place) : null),
    cell("sources", node("ul", {}, speakers, left > 0 ? node("li", { class: "left" }, `${left} more`) : null)));
  made.addEventListener("click", (event) => {
    if (!event.target.closest("a, button") && getSelection().isCollapsed) toggle(finding);
  });
  return made;
};

const detailRow = (finding) =>
  node("tr", { role: "row", class: "detail", id: `finding-${finding.fingerprint}-detail` },
    node("td", { role: "cell", colspan: Object.keys(COLUMNS).length }, findingDetail(finding)));

const rowsOf = (finding) => (open.has(finding.index) ? [row(finding), detailRow(finding)] : [row(finding)]);

const toggle = (finding) => {
  hideTip();
  const here = body.querySelector(`tr[data-index="${finding.index}"]`);
  const opens = !open.has(finding.index);
  if (opens) open.add(finding.index);
  else open.delete(finding.index);
  here.classList.toggle("open", opens);
  here.querySelector(".message").setAttribute("aria-expanded", opens);
  if (opens) {
    here.after(detailRow(finding));
    mark(here.nextElementSibling);
  } else here.nextElementSibling.remove();
};

const drawPage = () => {
  hideTip();
  const first = page * perPage;
  const shown = current.slice(first, first + perPage);
  body.replaceChildren(...shown.flatMap(rowsOf));
  mark(body);
  if (!shown.length) {
    const nothing = FINDINGS.length ? "No finding is like that." : "No conflicts were found.";
    body.append(node("tr", { role: "row", class: "nothing" }, node("td", { role: "cell", colspan: Object.keys(COLUMNS).length }, nothing)));
  }
  const of = SHOWN.filter((finding) => asked.suppressed || !finding.suppressed).length;
  const range = current.length > shown.length ? `${NUMBERS.format(first + 1)}–${NUMBERS.format(first + shown.length)} of ` : "";
  status.textContent = current.length === of
    ? `${range}${counted(of, "finding")}`
    : `${range}${counted(current.length, "finding")} of ${NUMBERS.format(of)} ${current.length === 1 ? "is" : "are"} like that`;
  drawPages();
};

const drawPages = () => {
  const last = Math.max(0, Math.ceil(current.length / perPage) - 1);
  const turn = (to) => () => {
    page = to;
    drawPage();
    document.getElementById("table").scrollIntoView({ block: "start" });
    body.querySelector(".message")?.focus({ preventScroll: true });
  };
  pages.hidden = last === 0;
  pages.replaceChildren(
    button("First", turn(0), { disabled: page === 0 }),
    button("Previous", turn(page - 1), { disabled: page === 0 }),
    node("span", {}, `Page ${NUMBERS.format(page + 1)} of ${NUMBERS.format(last + 1)}`),
    button("Next", turn(page + 1), { disabled: page === last }),
    button("Last", turn(last), { disabled: page === last }));
};

const refresh = () => {
  current = found();
  page = Math.min(page, Math.max(0, Math.ceil(current.length / perPage) - 1));
  drawPage();
  drawFacets();
};

// --- filters

const facetCounts = new Map();

const facet = (name, title, values) =>
  node("fieldset", { class: "facet" },
    node("legend", {}, title),
    values.map((value) => {
      const count = node("span", { class: "number" });
      const box = node("input", { type: "checkbox", name, value, on: { change: () => {
        asked[name][box.checked ? "add" : "delete"](value);
        page = 0;
        refresh();
      } } });
      facetCounts.set(`${name} ${value}`, count);
      return node("label", {}, box, name === "kind" ? null : dot(value), node("span", {}, value), count);
    }));

const drawFacets = () => {
  for (const name of ["severity", "verdict", "kind"]) {
    const counts = new Map();
    for (const finding of SHOWN) {
      for (const value of new Set(matching(finding, name).map((each) => each[name]))) {
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
    for (const [key, count] of facetCounts) {
      const [of, value] = key.split(" ");
      if (of === name) count.textContent = NUMBERS.format(counts.get(value) ?? 0);
    }
  }
  const own = document.getElementById("own");
  own.hidden = !asked.only;
  own.querySelector("bdi").textContent = asked.only?.words ?? "";
  document.getElementById("clear").hidden = Object.entries(FRESH()).every(([name, fresh]) =>
    fresh instanceof Set || Array.isArray(fresh) ? !(asked[name].size ?? asked[name].length) : asked[name] === fresh);
};

const choice = (name, title, options) => {
  const list = node("select", { id: `filter-${name}`, on: { change: () => {
    asked[name] = list.value;
    page = 0;
    refresh();
  } } }, node("option", { value: "" }, "any"), options.map(([value, text]) => node("option", { value }, text)));
  return node("p", { class: "choice" }, node("label", { for: list.id }, title), list);
};

const search = () => {
  let waiting = 0;
  const box = node("input", { type: "search", id: "filter-text", autocomplete: "off", spellcheck: "false", placeholder: "Words, names, files", on: { input: () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      asked.text = folded(box.value).split(/\s+/).filter(Boolean);
      page = 0;
      refresh();
    }, 120);
  } } });
  return node("p", { class: "choice" }, node("label", { for: box.id }, "Search"), box);
};

const filters = () => {
  const rules = [...new Set(RULES.map(({ name }) => name))].sort(WORDS.compare).map((name) => [name, name]);
  const sources = SOURCES.map((name, number) => [number, name]).sort((a, b) => WORDS.compare(a[1], b[1]));
  const accepted = FINDINGS.filter((finding) => finding.suppressed).length;
  const box = node("input", { type: "checkbox", id: "filter-suppressed", on: { change: () => {
    asked.suppressed = box.checked;
    refresh();
  } } });
  const facets = node("div", { class: "facets", id: "facets" },
    facet("severity", "Severity", REPORT.severities),
    facet("verdict", "Verdict", VERDICTS),
    facet("kind", "Kind", REPORT.kinds),
    choice("rule", "Rule", rules),
    choice("source", "Source", sources),
    accepted ? node("fieldset", { class: "facet" }, node("legend", {}, "Accepted"),
      node("label", {}, box, node("span", {}, "show suppressed"), node("span", { class: "number" }, NUMBERS.format(accepted)))) : null);
  const press = button("Filters", () => {
    const opens = press.getAttribute("aria-expanded") === "false";
    press.setAttribute("aria-expanded", opens);
    facets.classList.toggle("shown", opens);
  }, { class: "quiet unfold", "aria-expanded": "false", "aria-controls": "facets" });
  return node("form", { class: "filters", role: "search", "aria-label": "Filter the findings", on: { submit: (event) => event.preventDefault() } },
    node("div", { class: "first" }, search(), press), facets);
};

// Show the findings that these conditions are met by, and no others.
const ask = (conditions) => {
  partNamed("findings");
  asked = { ...FRESH(), ...conditions };
  page = 0;
  document.querySelectorAll(".facets input").forEach((box) => {
    box.checked = box.name ? asked[box.name].has(box.value) : asked.suppressed;
  });
  document.getElementById("filter-text").value = asked.text.join(" ");
  document.getElementById("filter-rule").value = asked.rule;
  document.getElementById("filter-source").value = asked.source;
  refresh();
};

const findingsPart = () =>
  node("section", { id: "findings", class: "part with-filters", "aria-labelledby": "findings-title" },
    node("h2", { id: "findings-title", class: "hidden" }, "Findings"),
    filters(),
    node("div", { class: "list" },
      node("div", { class: "above" }, status,
        node("p", { id: "own", class: "own", hidden: true }, node("bdi")),
        button("Clear filters", () => ask({}), { id: "clear", class: "quiet", hidden: true })),
      node("table", { role: "table", id: "table", class: "findings" },
        node("caption", { class: "hidden" }, "Findings; the buttons in the first row sort them, the button in a row opens the finding"),
        node("thead", { role: "rowgroup" }, header()), body),
      pages));
