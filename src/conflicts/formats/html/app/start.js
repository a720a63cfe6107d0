// The report, with what is looked up often made once.

const REPORT = JSON.parse(document.getElementById("report").textContent);
const { claims: CLAIMS, findings: FINDINGS, reasons: REASONS, rules: RULES, sources: SOURCES } = REPORT;

const VERDICTS = ["certain", "possible"];
const NUMBERS = new Intl.NumberFormat("en");
const WORDS = new Intl.Collator("en", { numeric: true });

FINDINGS.forEach((finding, index) => {
  const members = [...new Set(finding.sides.flatMap((side) => side.claims))];
  finding.index = index;
  finding.members = members;
  finding.rule = RULES[finding.rule];
  finding.speakers = [...new Set(members.map((number) => CLAIMS[number].by))];
  finding.sources = new Set([...finding.speakers, ...members.flatMap((number) => CLAIMS[number].via ?? [])]);
});

// What further rules find unverified about the same claims is shown within the first finding about them.
FINDINGS.forEach((finding) => {
  finding.also = (finding.also ?? []).map((number) => FINDINGS[number]);
  for (const each of finding.also) each.within = finding;
});
const SHOWN = FINDINGS.filter((finding) => !finding.within);

const counted = (number, noun) => `${NUMBERS.format(number)} ${number === 1 ? noun : `${noun}s`}`;
