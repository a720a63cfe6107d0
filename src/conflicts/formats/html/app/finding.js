// A finding in full: its timeline, its sides next to each other, and why the rule holds.

const SIDES = 12;
const CLAIMS_OF_SIDE = 6;

const findingDetail = (finding) => {
  const { rule } = finding;
  const several = finding.pairs > 1 ? ` It joins ${NUMBERS.format(finding.pairs)} pairs of claims.` : "";
  return node(
    "article",
    { class: "finding", "aria-label": finding.message },
    node("div", { class: "about" },
      node("h3", {}, rule.title),
      finding.suppressed ? node("p", { class: "notice" }, "Suppressed: ", bdi(finding.suppressed)) : null,
      rule.help ? node("p", { class: "help" }, withCode(rule.help), several) : null,
    ),
    chart(finding),
    sidesOf(finding),
    finding.doubts.length
      ? node("div", { class: "doubts" },
          node("h4", {}, "Not certain"), node("ul", {}, ...finding.doubts.map((doubt) => node("li", {}, bdi(doubt)))))
      : null,
    finding.also.length
      ? node("div", { class: "doubts" }, node("h4", {}, "Also"), node("ul", {}, ...finding.also.map(alsoOf)))
      : null,
    whyOf(finding),
    node("p", { class: "identity" },
      "Rule ", node("code", {}, rule.name),
      " · Fingerprint ", node("a", { href: `#finding-${finding.fingerprint}` }, node("code", {}, finding.fingerprint))),
  );
};

// What a further rule finds about the same claims.
const alsoOf = ({ severity, verdict, message, rule, doubts, fingerprint }) =>
  node("li", {},
    `${severity}, ${verdict}: `, bdi(message), doubts.length ? [" (not certain: ", bdi(doubts.join("; ")), ")"] : null,
    " · ", node("code", {}, rule.name), " · ", node("code", {}, fingerprint));

// What stands between backticks is code.
const withCode = (text) => text.split(/`([^`]+)`/).map((part, at) => (at % 2 ? node("code", {}, part) : part));

const sidesOf = (finding) => {
  const several = finding.sides.length > 1;
  const list = node("div", { class: several ? "sides" : "sides single" });
  const draw = (side, number) => {
    const title = node("h4", {}, swatch(number), side.role ? node("span", { class: "badge" }, side.role) : null, bdi(side.value));
    const claims = node("ul", { class: "claims" });
    const card = (claim) => node("li", { class: "claim", "data-claim": claim }, claimWords(CLAIMS[claim], ""));
    inParts(side.claims, CLAIMS_OF_SIDE, 20, card, claims, "claims");
    return node("section", { class: `side side-${styleOf(number).colour}` }, title, claims);
  };
  return inParts(finding.sides, SIDES, 50, draw, list, "sides");
};

const comparedOf = (compared) =>
  compared.map(([field, bounds]) => node("div", {}, node("code", {}, field), " ", bdi(bounds)));

const partsOf = (parts) =>
  node("ul", { class: "parts" }, parts.map(({ condition, verdict, compared = [], parts: further = [] }) =>
    node("li", {},
      node("code", {}, condition), ` ${verdict}`,
      comparedOf(compared),
      further.length ? partsOf(further) : null,
    )));

const foldedParts = (parts) =>
  node("details", {}, node("summary", {}, parts.length === 1 ? "1 part" : `${parts.length} parts`), partsOf(parts));

const reasonsTable = (reasons) =>
  node("table", { class: "reasons" },
    node("thead", {}, node("tr", {}, ["Condition", "Holds", "Compared"].map((title) => node("th", { scope: "col" }, title)))),
    node("tbody", {}, reasons.map(({ condition, verdict, compared = [], parts = [] }) =>
      node("tr", {},
        node("td", {}, node("code", {}, condition)),
        node("td", {}, verdict),
        node("td", {}, parts.length ? foldedParts(parts) : comparedOf(compared)),
      ))));

const whyOf = (finding) => {
  if (!finding.because.length) return null;
  const example = finding.examples[0] ?? [];
  const details = node("details", { class: "why" }, node("summary", {}, `Why: all ${finding.because.length} conditions of the rule`));
  details.addEventListener("toggle", () => {
    if (details.childElementCount > 1) return;
    details.append(
      example.length
        ? node("p", {}, "For ", separated(example.map((number) => node("code", {}, bdi(CLAIMS[number].id)))), ":")
        : "",
      reasonsTable(finding.because.map((number) => REASONS[number])),
    );
  });
  return details;
};
