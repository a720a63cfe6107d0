// The parts of the page, which of them is shown, and how it looks.

const checkPart = () =>
  node("section", { id: "check", class: "part", "aria-labelledby": "check-title" },
    node("h2", { id: "check-title" }, "About this check"),
    node("ul", { class: "plain" }, REPORT.checked.map((line) => node("li", {}, bdi(line)))),
    REPORT.gaps.length || REPORT.compared
      ? [node("h3", {}, "What was not compared"),
         node("ul", {}, [...REPORT.gaps, ...(REPORT.compared ? [REPORT.compared] : [])].map((line) => node("li", {}, bdi(line))))]
      : null,
    REPORT.stale.length
      ? [node("h3", {}, `Unused suppressions (${NUMBERS.format(REPORT.stale.length)})`),
         inParts(REPORT.stale, 50, 500, ({ text, place }) => node("li", {}, bdi(text), place ? [" ", placed(place)] : null), node("ul"), "suppressions")]
      : null,
    REPORT.truncated.length
      ? [node("h3", {}, `Rules whose findings are not complete (${NUMBERS.format(REPORT.truncated.length)})`),
         inParts(REPORT.truncated, 50, 500, (line) => node("li", {}, bdi(line)), node("ul"), "rules")]
      : null,
    REPORT.skipped.length
      ? [node("h3", {}, `Rules that were not run (${NUMBERS.format(REPORT.skipped.length)})`),
         inParts(REPORT.skipped, 50, 500, ({ rule, reason }) => node("li", {}, node("code", {}, rule), " ", bdi(reason)), node("ul"), "rules")]
      : null);

const PARTS = {
  findings: { title: "Findings", number: SHOWN.filter((finding) => !finding.suppressed).length, make: findingsPart },
  sources: { title: "Sources", number: REPORT.tallies.length, make: sourcesPart },
  check: { title: "About this check", make: checkPart },
};

const main = document.getElementById("main");

// Each part is made when it is first shown.
const partNamed = (name) => document.getElementById(name) ?? main.appendChild(PARTS[name].make());

const show = (name) => {
  partNamed(name);
  if (name === "findings" && !body.childElementCount) refresh();
  for (const part of main.querySelectorAll(":scope > .part")) part.classList.toggle("away", part.id !== name);
  for (const link of document.querySelectorAll("#parts a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
};

const goTo = (name) => {
  if (location.hash === `#${name}`) show(name);
  else location.hash = name;
  window.scrollTo(0, 0);
  main.focus({ preventScroll: true });
};

const showFinding = (fingerprint) => {
  const named = FINDINGS.find((each) => each.fingerprint === fingerprint);
  if (!named) return;
  const finding = named.within ?? named;
  show("findings");
  if (!current.includes(finding)) ask({ suppressed: Boolean(finding.suppressed) });
  page = Math.floor(current.indexOf(finding) / perPage);
  open.add(finding.index);
  drawPage();
  const here = document.getElementById(`finding-${finding.fingerprint}`);
  here.scrollIntoView({ block: "start" });
  here.querySelector(".message").focus({ preventScroll: true });
};

const follow = () => {
  hideTip();
  const name = decodeURIComponent(location.hash.slice(1));
  if (name.startsWith("finding-")) {
    show("findings");
    showFinding(name.slice("finding-".length));
  } else show(name in PARTS ? name : "findings");
};

// --- light and dark: what the system has, until somebody chooses

const THEME = "conflicts-theme";
const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

const drawTheme = () => {
  const press = document.getElementById("theme");
  press.textContent = isDark() ? "Light" : "Dark";
  press.setAttribute("aria-label", isDark() ? "Show it light" : "Show it dark");
};

const remembered = (theme) => {
  try {
    if (theme) localStorage.setItem(THEME, theme);
    return localStorage.getItem(THEME);
  } catch {
    return null; // Pages from a file, or in a frame, may have no storage.
  }
};

const setUpTheme = () => {
  const theme = remembered();
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawTheme);
  document.getElementById("theme").addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    remembered(document.documentElement.dataset.theme);
    drawTheme();
  });
  drawTheme();
};

// --- on paper there are no pages to turn, and all parts are shown

const PAPER = 660;

const setUpPrint = () => {
  addEventListener("beforeprint", () => {
    Object.keys(PARTS).forEach(partNamed);
    perPage = PRINTED;
    page = 0;
    drawPage();
    document.querySelectorAll(".picture").forEach((picture) => drawers.get(picture)(PAPER));
  });
  addEventListener("afterprint", () => {
    perPage = PAGE;
    drawPage();
  });
};

const setUp = () => {
  document.getElementById("parts").append(...Object.entries(PARTS).map(([name, { title, number }]) =>
    node("a", { href: `#${name}` }, title, number === undefined ? null : node("span", { class: "number" }, NUMBERS.format(number)))));
  document.body.append(tip);
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hideTip();
  });
  setUpTheme();
  setUpPrint();
  addEventListener("hashchange", follow);
  follow();
};

setUp();
