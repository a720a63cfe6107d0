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

const matches = (finding, except) =>
  Object.entries(CONDITIONS).every(([name, holds]) => name === except || holds(finding));

const severityOf = (finding) => REPORT.severities.indexOf(finding.severity);

const COLUMNS = {
  severity: { title: "Severity", compare: (a, b) => severityOf(a) - severityOf(b) },
  verdict: { title: "Verdict", compare: (a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) },
  message: { title: "Finding", compare: (a, b) => WORDS.compare(a.message, b.message) },
  kind: { title: "Kind", compare: (a, b) => REPORT.kinds.indexOf(a.kind) - REPORT.kinds.indexOf(b.kind) },
  rule: { title: "Rule", compare: (a, b) => WORDS.compare(a.rule.name, b.rule.name) },
  source: { title: "Sources", compare: (a, b) => WORDS.compare(SOURCES[a.speakers[0]], SOURCES[b.speakers[0]]) },
};

// Equals stay in the order of the report, whichever way the others go.
const inOrder = (findings) => {
  if (!order.by) return findings;
  const { compare } = COLUMNS[order.by];
  return findings.sort((a, b) => (order.down ? compare(b, a) : compare(a, b)) || a.index - b.index);
};

const found = () => inOrder(FINDINGS.filter((finding) => matches(finding)));
