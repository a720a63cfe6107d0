// Which findings are shown, and in which order.

const FRESH = () => ({
  text: [],
  severity: new Set(),
  verdict: new Set(),
  kind: new Set(),
  rule: "",
  source: "",
  only: null,
  suppressed: false,
});

let asked = FRESH();
const order = { by: "", down: false };

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// All words of a finding and of its claims, as they are searched; made when somebody first searches.
const words = (finding) => {
  finding.words ??= folded(
    [
      finding.message,
      finding.subject,
      finding.fingerprint,
      finding.rule.name,
      finding.rule.title,
      finding.suppressed ?? "",
      ...[...finding.sources].map((number) => SOURCES[number]),
      ...finding.members.flatMap((number) => {
        const claim = CLAIMS[number];
        return [claim.id, claim.text, claim.excerpt ?? "", claim.place?.words ?? "", ...(claim.cites ?? [])];
      }),
    ].join("\n"),
  );
  return finding.words;
};

const CONDITIONS = {
  text: (finding) => asked.text.every((word) => words(finding).includes(word)),
  severity: (finding) => !asked.severity.size || asked.severity.has(finding.severity),
  verdict: (finding) => !asked.verdict.size || asked.verdict.has(finding.verdict),
  kind: (finding) => !asked.kind.size || asked.kind.has(finding.kind),
  rule: (finding) => !asked.rule || finding.rule.name === asked.rule,
  source: (finding) => asked.source === "" || finding.sources.has(Number(asked.source)),
  only: (finding) => !asked.only || asked.only.findings.has(finding.index),
  suppressed: (finding) => asked.suppressed || !finding.suppressed,
};

const meets = (finding, except) =>
  Object.entries(CONDITIONS).every(([name, holds]) => name === except || holds(finding));

// Of what is shown together, these are like that.
const matching = (finding, except) => [finding, ...finding.also].filter((each) => meets(each, except));

const severityOf = (finding) => REPORT.severities.indexOf(finding.severity);

// Findings without a place come last.
const placeOf = (finding) => CLAIMS[finding.first].place?.words ?? "\uffff";

const COLUMNS = {
  severity: { title: "Severity", compare: (a, b) => severityOf(a) - severityOf(b) },
  verdict: { title: "Verdict", compare: (a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) },
  message: { title: "Finding", compare: (a, b) => WORDS.compare(a.message, b.message) },
  rule: { title: "Rule", compare: (a, b) => WORDS.compare(a.rule.name, b.rule.name) },
  place: { title: "Place", compare: (a, b) => WORDS.compare(placeOf(a), placeOf(b)) },
  source: { title: "Sources", compare: (a, b) => WORDS.compare(SOURCES[a.speakers[0]], SOURCES[b.speakers[0]]) },
};

// Equals stay in the order of the report, whichever way the others go.
const inOrder = (findings) => {
  if (!order.by) return findings;
  const { compare } = COLUMNS[order.by];
  return findings.sort((a, b) => (order.down ? compare(b, a) : compare(a, b)) || a.index - b.index);
};

// What was searched for, where it stands in an element: accents and capitals make no difference, as in the search.
const mark = (element) => {
  if (!asked.text.length) return;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  texts.forEach(markWithin);
};

const markWithin = (text) => {
  const letters = [...text.data];
  // Where each letter of the folded text comes from.
  const from = letters.flatMap((letter, at) => [...folded(letter)].map(() => at));
  const words = letters.map(folded).join("");
  const marked = new Set();
  for (const word of asked.text) {
    for (let at = words.indexOf(word); at >= 0; at = words.indexOf(word, at + word.length)) {
      const [first, last] = [lettersBefore(words, at), lettersBefore(words, at + word.length - 1)];
      for (let letter = from[first]; letter <= from[last]; letter += 1) marked.add(letter);
    }
  }
  if (!marked.size) return;
  const parts = [];
  letters.forEach((letter, at) => {
    const within = marked.has(at);
    if (at && within === parts.at(-1).within) parts.at(-1).words += letter;
    else parts.push({ within, words: letter });
  });
  text.replaceWith(...parts.map(({ within, words: part }) => (within ? node("mark", {}, part) : part)));
};

const lettersBefore = (words, at) => [...words.slice(0, at)].length;

const found = () => inOrder(SHOWN.filter((finding) => matching(finding).length));
