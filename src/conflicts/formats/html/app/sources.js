// The sources: who contradicts whom, how often, and who stands alone.

const MATRIX = 16;
const TALLIES = 100;

const askOnly = (words, findings) => {
  ask({ only: { words, findings: new Set(findings) } });
  goTo("findings");
};

const opponentsOf = (tally) => (tally.against ?? []).map(([source, findings]) => {
  const certain = findings.filter((number) => FINDINGS[number].verdict === "certain").length;
  return { source, findings, certain, possible: findings.length - certain };
});

const timesWords = ({ certain, possible }) =>
  [certain ? `${NUMBERS.format(certain)} certain` : "", possible ? `${NUMBERS.format(possible)} possible` : ""].filter(Boolean).join(", ");

const againstWords = (source, other) => (source === other ? `${SOURCES[source]} against itself` : `${SOURCES[source]} against ${SOURCES[other]}`);

const matrix = (tallies) => {
  const numbers = tallies.map(({ source }) => source);
  const opponents = new Map(tallies.map((tally) => [tally.source, new Map(opponentsOf(tally).map((each) => [each.source, each]))]));
  const most = Math.max(...[...opponents.values()].flatMap((of) => [...of.values()].map(({ findings }) => findings.length)));
  const cell = (source, other) => {
    const times = opponents.get(source).get(other);
    if (!times) return node("td", { class: source === other ? "self" : "" }, hidden("none"));
    const depth = Math.ceil((4 * times.findings.length) / most);
    const words = `${againstWords(source, other)}: ${timesWords(times)}`;
    return node("td", { class: `depth-${depth}${times.certain ? "" : " possible"}` },
      button(NUMBERS.format(times.findings.length), () => askOnly(againstWords(source, other), times.findings), { "aria-label": words, title: words }));
  };
  return node("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Who contradicts whom" },
    node("table", { class: "matrix" },
      node("caption", {}, "In how many findings two sources contradict each other. Hatched: possibly only."),
      node("thead", {}, node("tr", {}, node("td"), numbers.map((source) =>
        node("th", { scope: "col" }, node("span", { title: SOURCES[source] }, bdi(SOURCES[source])))))),
      node("tbody", {}, numbers.map((source) =>
        node("tr", {}, node("th", { scope: "row" }, bdi(SOURCES[source])), numbers.map((other) => cell(source, other)))))));
};

const lengthOf = (name) => (a, b) => (b[name]?.length ?? 0) - (a[name]?.length ?? 0);

const SOURCE_COLUMNS = {
  source: { title: "Source", first: "ascending", compare: (a, b) => WORDS.compare(SOURCES[a.source], SOURCES[b.source]) },
  contradictions: { title: "Contradictions", compare: lengthOf("contradictions") },
  alone: { title: "Alone on its side", compare: lengthOf("alone") },
  against: { title: "Against", compare: lengthOf("against") },
  copies: { title: "One origin", compare: lengthOf("copies") },
  unverified: { title: "Unverified", compare: lengthOf("unverified") },
  superseded: { title: "Superseded", compare: lengthOf("superseded") },
  claims: { title: "Claims", compare: (a, b) => b.claims - a.claims },
};

const sourceRow = (tally) => {
  const name = SOURCES[tally.source];
  const number = (findings, words, ...beside) => node("td", { class: "figure" }, findings?.length
    ? [button(NUMBERS.format(findings.length), () => askOnly(`${name}: ${words}`, findings), { class: "link", "aria-label": `${findings.length}: ${words}` }), beside]
    : node("span", { class: "none" }, "–"));
  const opponents = opponentsOf(tally).sort((a, b) => b.findings.length - a.findings.length || WORDS.compare(SOURCES[a.source], SOURCES[b.source]));
  const opponent = ({ source, findings, ...times }) => node("li", {},
    button([bdi(source === tally.source ? "itself" : SOURCES[source]), ` ${NUMBERS.format(findings.length)}`],
      () => askOnly(againstWords(tally.source, source), findings), { class: "link", title: timesWords(times) }));
  const always = tally.alone && tally.alone.length === tally.contradictions.length;
  return node("tr", {},
    node("th", { scope: "row" }, bdi(name)),
    number(tally.contradictions, "contradictions"),
    number(tally.alone, "alone on its side", always ? node("span", { class: "badge" }, "always") : null),
    node("td", { class: "against" }, opponents.length
      ? inParts(opponents, 4, 20, opponent, node("ul", { class: "opponents" }), "sources")
      : node("span", { class: "none" }, "–")),
    number(tally.copies, "repeats one origin"),
    number(tally.unverified, "unverified"),
    number(tally.superseded, "superseded"),
    node("td", { class: "figure" }, NUMBERS.format(tally.claims)));
};

const sourcesTable = () => {
  const rows = node("tbody");
  let [by, turned] = ["contradictions", false];
  const sortedTallies = () => {
    const { compare } = SOURCE_COLUMNS[by];
    const place = new Map(REPORT.tallies.map((tally, at) => [tally, at]));
    return [...REPORT.tallies].sort((a, b) => (turned ? compare(b, a) : compare(a, b)) || place.get(a) - place.get(b));
  };
  const fill = () => {
    const all = sortedTallies();
    rows.replaceChildren(...all.slice(0, TALLIES).map(sourceRow));
    if (all.length > TALLIES) {
      const rest = node("tr", { class: "rest" }, node("td", { colspan: heads.length },
        button(`Show ${NUMBERS.format(all.length - TALLIES)} more sources`, () => rest.replaceWith(...all.slice(TALLIES).map(sourceRow)), { class: "more" })));
      rows.append(rest);
    }
    for (const cell of heads) {
      const first = SOURCE_COLUMNS[cell.dataset.column].first ?? "descending";
      const other = first === "ascending" ? "descending" : "ascending";
      cell.setAttribute("aria-sort", cell.dataset.column === by ? (turned ? other : first) : "none");
    }
  };
  const heads = Object.entries(SOURCE_COLUMNS).map(([name, { title }]) =>
    node("th", { scope: "col", "data-column": name }, button(title, () => {
      turned = by === name && !turned;
      by = name;
      fill();
    })));
  fill();
  return node("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "All sources" },
    node("table", { class: "tallies" },
      node("caption", { class: "hidden" }, "The sources that findings name; the buttons in the first row sort them"),
      node("thead", {}, node("tr", {}, heads)), rows));
};

const sourcesPart = () => {
  const opposed = REPORT.tallies.filter(({ against }) => against);
  const shown = opposed.slice(0, MATRIX);
  const left = opposed.length - shown.length;
  return node("section", { id: "sources", class: "part", "aria-labelledby": "sources-title" },
    node("h2", { id: "sources-title" }, "Sources"),
    node("p", { class: "help" }, "Counted in the findings that stand, by the names that they give. ", node("b", {}, "Alone on its side"), ": contradictions in which no other source says the same; sources of one owner count apart. ", node("b", {}, "One origin"), ": findings that all who agree go back to one origin."),
    shown.length
      ? [node("h3", {}, "Who contradicts whom"), matrix(shown),
         left > 0 ? node("p", { class: "help" }, `The ${MATRIX} sources with the most contradictions; ${NUMBERS.format(left)} more are in the list.`) : null]
      : node("p", { class: "notice" }, "No source contradicts another."),
    REPORT.tallies.length ? [node("h3", {}, "Source by source"), sourcesTable()] : null);
};
