// A claim in full: what stands there, who says so, when, citing what, and where.

const claimWords = (claim, role, linked = true) => {
  const via = (claim.via ?? []).map((number) => [", via ", bdi(SOURCES[number])]);
  const hedge = claim.hedge ? node("span", { class: "badge" }, `hedged as ${claim.hedge}`) : null;
  const marks = [
    claim.denied ? node("span", { class: "badge denial" }, "denied") : null,
    role ? node("span", { class: "badge" }, role) : null,
    hedge,
  ];
  return [
    claim.excerpt ? node("blockquote", { dir: "auto" }, claim.excerpt) : null,
    node("p", { class: claim.excerpt ? "reading" : "reading alone", dir: "auto" }, claim.text),
    node("p", { class: "speaker" }, "— ", bdi(SOURCES[claim.by]), via, marks),
    node("dl", { class: "facts" }, facts(claim, linked)),
  ];
};

const facts = (claim, linked) => {
  const rows = [
    ["Holds", claim.valid ? bdi(claim.valid) : claim.timeless ? "at any time" : node("em", {}, "no date given")],
    claim.stated ? ["Said", bdi(claim.stated)] : null,
    ["Cites", claim.cites?.length ? separated(claim.cites.map(linked ? cited : bdi)) : node("em", {}, "nothing")],
    claim.place ? ["Place", linked ? placed(claim.place) : bdi(claim.place.words)] : null,
    ["Claim", node("code", {}, bdi(claim.id))],
  ];
  return rows.filter(Boolean).map(([term, value]) => node("div", {}, node("dt", {}, term), node("dd", {}, value)));
};

const separated = (nodes) => nodes.flatMap((each, at) => (at ? [" · ", each] : [each]));

// The claim of the bar that has the pointer or the focus. All of it also stands below the timeline, and in the bar's name.

const tip = node("div", { class: "tip", "aria-hidden": "true", hidden: true, on: {
  mouseenter: () => clearTimeout(leaving),
  mouseleave: () => hideTip(),
} });
let leaving = 0;

const showTip = (lane, bar) => {
  hideTip();
  tip.replaceChildren(...claimWords(lane.claim, lane.role, false).filter(Boolean));
  tip.className = `tip side-${styleOf(lane.side).colour}`;
  tip.hidden = false;
  const [box, whole] = [tip.getBoundingClientRect(), bar.getBoundingClientRect()];
  const parts = [...bar.querySelectorAll(".solid, .fuzzy, .undated")].map((part) => part.getBoundingClientRect());
  const middle = (Math.min(...parts.map((part) => part.left)) + Math.max(...parts.map((part) => part.right))) / 2;
  const room = document.documentElement.clientWidth - box.width - 12;
  const left = Math.max(12, Math.min(middle - box.width / 2, room));
  const above = whole.top - box.height - 6;
  tip.style.left = `${left + window.scrollX}px`;
  tip.style.top = `${(above > 4 ? above : whole.bottom + 6) + window.scrollY}px`;
  const cards = bar.closest(".finding").querySelectorAll(`.claim[data-claim="${lane.id}"]`);
  cards.forEach((card) => card.classList.add("shown"));
};

const hideTip = () => {
  clearTimeout(leaving);
  tip.hidden = true;
  document.querySelectorAll(".claim.shown").forEach((card) => card.classList.remove("shown"));
};

// Later, so that the pointer can reach it.
const leaveTip = () => {
  clearTimeout(leaving);
  leaving = setTimeout(hideTip, 200);
};
