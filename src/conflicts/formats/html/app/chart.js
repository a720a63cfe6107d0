// The timeline of a finding: a bar for each claim over the time in which it holds.
//
// What certainly holds is solid; where only the bounds are known, the bar fades towards the last moment that they allow.
// An end that is said to be open is an arrow.

const LANES = 30;
const BAR = 16;
const LEAST = 7;
const ARROW = 9;

const laneLayout = (width) => {
  const wide = width >= 640;
  const labels = wide ? Math.min(300, Math.round(width * 0.28)) : 0;
  return { wide, labels, left: labels + (wide ? 26 : 16), right: width - 22, lane: wide ? 42 : 56, bar: wide ? 21 : 38 };
};

// Draws a picture anew, as wide as it is or as it is told to be.
const drawers = new WeakMap();

const measure = (() => {
  const context = document.createElement("canvas").getContext("2d");
  return (text, font) => {
    context.font = font;
    return context.measureText(text).width;
  };
})();

const cut = (text, room, font) => {
  if (measure(text, font) <= room) return text;
  const letters = [...text.slice(0, 400)];
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${letters.slice(0, middle).join("")}…`, font) <= room) low = middle;
    else high = middle - 1;
  }
  return `${letters.slice(0, low).join("").trimEnd()}…`;
};

const timesOf = (claim) => {
  if (claim.valid) return `holds ${claim.valid}`;
  return claim.timeless ? "at any time" : "no date given";
};

// The claim in a sentence, for those who do not see the bar.
const spoken = (claim, role) =>
  [
    `${SOURCES[claim.by]}: ${claim.text}`,
    role,
    timesOf(claim),
    claim.stated ? `said ${claim.stated}` : "",
    claim.cites?.length ? `cites ${claim.cites.join(", ")}` : "cites nothing",
  ]
    .filter(Boolean)
    .join("; ");

const lanesOf = (finding) => {
  const lanes = finding.sides.flatMap((side, number) =>
    side.claims.map((claim) => ({ claim: CLAIMS[claim], id: claim, side: number, role: side.role ?? "", value: side.value })),
  );
  const dated = lanes.filter(({ claim }) => claim.bounds);
  return { dated, undated: lanes.filter(({ claim }) => !claim.bounds) };
};

const chart = (finding) => {
  const { dated, undated } = lanesOf(finding);
  const lanes = [...dated, ...undated];
  if (!domainOf(lanes.map(({ claim }) => claim))) {
    const timeless = lanes.every(({ claim }) => claim.timeless);
    return node("p", { class: "notice" }, timeless ? "What is claimed holds at any time." : "None of the claims is dated.");
  }
  const all = lanes.length;
  let most = LANES;
  const picture = node("div", { class: "picture" });
  const caption = node("figcaption");
  const more = node("div", { class: "rest" });
  const figure = node("figure", { class: "timeline" }, caption, picture, more, legend(finding, dated, undated));

  const draw = (width = Math.floor(picture.clientWidth)) => {
    if (!width) return;
    const shown = dated.slice(0, most);
    picture.replaceChildren(drawn(finding, shown, undated.slice(0, most - shown.length), width));
  };
  const say = () => {
    const shown = Math.min(most, all);
    caption.textContent = `When ${all === 1 ? "the claim holds" : "the claims hold"}${
      shown < all ? `: ${NUMBERS.format(shown)} of ${counted(all, "claim")}` : ""
    }`;
    more.replaceChildren();
    if (shown < all) {
      more.append(button(`Draw ${Math.min(LANES, all - shown)} more`, () => ((most += LANES), say(), draw()), { class: "more" }));
    }
  };
  say();
  drawers.set(picture, draw);
  let before = 0;
  new ResizeObserver(([{ contentRect }]) => {
    if (Math.floor(contentRect.width) === before) return;
    before = Math.floor(contentRect.width);
    draw();
  }).observe(picture);
  return figure;
};

const drawn = (finding, dated, undated, width) => {
  const layout = laneLayout(width);
  const domain = domainOf([...dated, ...undated].map(({ claim }) => claim));
  const top = 6;
  const below = top + dated.length * layout.lane;
  const axisHeight = domain ? 30 : 0;
  const lanesBelow = below + axisHeight + (undated.length ? 6 : 0);
  const height = lanesBelow + undated.length * layout.lane + 4;
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
  svg.attr("role", "group").attr("aria-label", `Timeline of ${finding.members.length} claims`);
  const patterns = definePatterns(svg, [...dated, ...undated].map(({ side }) => side));
  const time = domain && timeScale(domain, [layout.left, layout.right]);
  const plot = { ...layout, patterns, time, width };

  if (time) {
    drawMeeting(svg, finding, plot, top, below);
    svg.append("g").attr("class", "axis").attr("aria-hidden", "true").attr("transform", `translate(0,${below})`)
      .call(time.axis.tickSizeInner(-(below - top)).tickSizeOuter(0).tickPadding(9));
    if (undated.length) svg.append("line").attr("class", "divider").attr("x2", width).attr("y1", lanesBelow - 1).attr("y2", lanesBelow - 1);
  }
  const places = new Map();
  dated.forEach((lane, at) => places.set(lane.id, drawLane(svg, lane, plot, top + at * layout.lane)));
  undated.forEach((lane, at) => drawLane(svg, lane, plot, lanesBelow + at * layout.lane));
  drawSuccessions(svg, finding, places);
  return svg.node();
};

// Where the claims of the first pair may both hold, and where they certainly do.
const drawMeeting = (svg, finding, plot, top, below) => {
  for (const [look, span] of Object.entries(meetingOf(finding))) {
    const [from, to] = span.map((second) => clamped(plot, second));
    svg.append("rect").attr("class", `meeting ${look}`)
      .attr("x", from - 1).attr("width", Math.max(to - from + 2, 3)).attr("y", top - 4).attr("height", below - top + 4);
  }
};

const meetingOf = (finding) => {
  const [first, second] = (finding.examples[0] ?? []).map((number) => CLAIMS[number].bounds?.map(seconds));
  if (finding.kind !== "contradiction" || !first || !second) return {};
  const spans = {
    maybe: [Math.max(first[0], second[0]), Math.min(first[3], second[3])],
    sure: [Math.max(first[1], second[1]), Math.min(first[2], second[2])],
  };
  return Object.fromEntries(Object.entries(spans).filter(([, [from, to]]) => from < to));
};

const clamped = (plot, second) => {
  if (second === -Infinity) return plot.left;
  if (second === Infinity) return plot.right;
  return Math.min(Math.max(plot.time.at(second), plot.left), plot.right);
};

const drawLane = (svg, lane, plot, y) => {
  const { claim, side, role, value } = lane;
  const colour = `side-${styleOf(side).colour}`;
  const group = svg.append("g").attr("class", `lane ${colour} ${role} ${claim.denied ? "denied" : ""}`);
  group.attr("tabindex", 0).attr("role", "img").attr("aria-label", spoken(claim, role)).attr("data-claim", lane.id);
  group.append("rect").attr("class", "ground").attr("x", 1).attr("width", plot.width - 2).attr("y", y + 1).attr("height", plot.lane - 2).attr("rx", 5);
  drawLabel(group, claim, value, plot, y);
  const middle = y + plot.bar;
  const place = claim.bounds ? drawBar(group, lane, plot, middle) : drawUndated(group, claim, plot, middle);
  if (claim.said && plot.time) drawSaid(group, claim, plot, middle);
  group.on("mouseenter focus", () => showTip(lane, group.node()));
  group.on("mouseleave", leaveTip).on("blur", hideTip);
  return { ...place, y: middle };
};

const drawLabel = (group, claim, value, plot, y) => {
  const family = getComputedStyle(document.body).fontFamily;
  const [bold, plain] = [`600 13px ${family}`, `12.5px ${family}`];
  const speaker = SOURCES[claim.by];
  if (plot.wide) {
    group.append("text").attr("class", "who").attr("x", 10).attr("y", y + 18).text(cut(speaker, plot.labels - 14, bold));
    group.append("text").attr("class", "what").attr("x", 10).attr("y", y + 34).text(cut(value, plot.labels - 14, plain));
    return;
  }
  const who = cut(speaker, plot.width * 0.55, bold);
  const used = measure(`${who}  `, bold) + 8;
  group.append("text").attr("class", "who").attr("x", 8).attr("y", y + 18).text(who);
  group.append("text").attr("class", "what").attr("x", used + 4).attr("y", y + 18).text(cut(value, plot.width - used - 12, plain));
};

const drawBar = (group, lane, plot, middle) => {
  const bounds = lane.claim.bounds.map(seconds);
  const [from, solid, until, to] = bounds.map((second) => clamped(plot, second));
  const fill = plot.patterns.fill(lane.side, lane.claim.denied ? "hollow" : "filled");
  const startsOpen = bounds[1] === -Infinity;
  const endsOpen = bounds[2] === Infinity;
  const part = (x, end, fade) =>
    group.append("rect").attr("class", fade ? "fuzzy" : "solid").attr("x", x).attr("width", end - x)
      .attr("y", middle - BAR / 2).attr("height", BAR).attr("fill", fill).attr("mask", fade ? plot.patterns.fade(fade) : null);
  const left = Math.min(startsOpen ? from + ARROW : from, plot.right - LEAST);
  const right = Math.max(endsOpen ? to - ARROW : to, left + LEAST);
  if (bounds[1] < bounds[2]) {
    const first = Math.min(Math.max(solid, left), right);
    const last = Math.max(Math.min(until, right), first);
    if (left < first) part(left, first, "left");
    if (last < right) part(last, right, right - left > LEAST ? "right" : "");
    if (last > first) part(first, last, "");
  } else {
    // It lies somewhere in here, and there is no moment at which it certainly holds.
    part(left, right, bounds[3] === Infinity ? "right" : bounds[0] === -Infinity ? "left" : "both");
  }
  const [upper, lower] = [middle - BAR / 2, middle + BAR / 2];
  group.append("path").attr("class", "edge").attr("d", `M${left},${upper}H${right}M${left},${lower}H${right}`);
  if (startsOpen) drawArrow(group, left, middle, -1);
  if (endsOpen) drawArrow(group, right, middle, 1);
  if (lane.claim.denied) drawDenial(group, left, right, middle);
  return { from: left, to: right };
};

const drawArrow = (group, x, middle, direction) => {
  const tip = x + direction * ARROW;
  group.append("path").attr("class", "arrow").attr("d", `M${x},${middle - BAR / 2 - 2}L${tip},${middle}L${x},${middle + BAR / 2 + 2}Z`);
};

// A denial is struck through, and has the sign of it before the bar.
const drawDenial = (group, from, to, middle) => {
  if (to - from > 14) group.append("line").attr("class", "strike").attr("x1", from).attr("x2", to).attr("y1", middle).attr("y2", middle);
  group.append("path").attr("class", "sign").attr("transform", `translate(${from - 11},${middle})`).attr("d", DENIAL);
};

const DENIAL = "M-6,0A6,6 0 1 1 6,0A6,6 0 1 1 -6,0ZM-4.2,4.2L4.2,-4.2";

const drawUndated = (group, claim, plot, middle) => {
  const words = claim.timeless ? "at any time" : "undated";
  const text = group.append("text").attr("class", "undated").attr("x", plot.left + (claim.denied ? 18 : 0)).attr("y", middle + 4).text(words);
  const from = plot.left + (claim.denied ? 18 : 0) + measure(words, `12.5px ${getComputedStyle(document.body).fontFamily}`) + 12;
  if (claim.denied) group.append("path").attr("class", "sign").attr("transform", `translate(${plot.left + 6},${middle})`).attr("d", DENIAL);
  group.append("line").attr("class", "nowhere").attr("x1", from).attr("x2", plot.right).attr("y1", middle).attr("y2", middle);
  return { from: plot.left, to: plot.right, text };
};

const drawSaid = (group, claim, plot, middle) => {
  const [from, to] = claim.said.map((second) => clamped(plot, seconds(second)));
  const y = middle + BAR / 2 + 5;
  if (to - from > 8) group.append("line").attr("class", "said-span").attr("x1", from).attr("x2", to).attr("y1", y).attr("y2", y);
  group.append("path").attr("class", "said").attr("transform", `translate(${(from + to) / 2},${y})`).attr("d", SAID);
};

// From what has been overtaken to what overtook it.
const drawSuccessions = (svg, finding, places) => {
  if (finding.kind !== "superseded") return;
  const link = d3.linkHorizontal();
  for (const [stale, current] of finding.examples.map((example) => example.map((number) => places.get(number)))) {
    if (!stale || !current) continue;
    const source = [Math.min(stale.to, Math.max(stale.from, current.from)), stale.y + BAR / 2];
    const target = [current.from, current.y - BAR / 2 - 3];
    const reach = Math.max(Math.abs(target[0] - source[0]) / 2, 14);
    const arrow = svg.append("g").attr("class", "succession").attr("aria-hidden", "true");
    arrow.append("path").attr("d", source[1] < target[1]
      ? `M${source}C${source[0]},${source[1] + 14} ${target[0]},${target[1] - 14} ${target}`
      : link({ source: [source[0] + reach, source[1]], target }));
    arrow.append("path").attr("class", "head").attr("transform", `translate(${target})rotate(180)`).attr("d", d3.symbol(d3.symbolTriangle, 40)());
  }
};

const SAID = d3.symbol(d3.symbolCircle, 42)();

const sample = (draw) => {
  const svg = d3.create("svg").attr("class", "sample").attr("width", 34).attr("height", 16).attr("viewBox", "0 0 34 16").attr("aria-hidden", "true");
  draw(svg);
  return svg.node();
};

const drawBand = (svg, look) =>
  svg.append("rect").attr("class", `meeting ${look}`).attr("x", 0.5).attr("width", 33).attr("y", 0.5).attr("height", 15);

// What the marks mean: those that this drawing has.
const legend = (finding, dated, undated) => {
  const bounds = dated.map(({ claim }) => claim.bounds.map(seconds));
  const lanes = [...dated, ...undated];
  const meeting = meetingOf(finding);
  const neutral = (svg) => definePatterns(svg.attr("class", "sample neutral"), [0]);
  const marks = [
    [bounds.some(([, late, early]) => late < early), "certainly holds", (svg) => svg.append("rect").attr("class", "flat").attr("width", 34).attr("y", 2).attr("height", 12).attr("rx", 2)],
    [bounds.some(([a, b, c, d]) => a < b || c < d), "may hold: the bounds allow it", (svg) => {
      const fade = neutral(svg).fade("right");
      svg.append("rect").attr("class", "flat").attr("width", 34).attr("y", 2).attr("height", 12).attr("mask", fade);
    }],
    [bounds.some(([, late, early]) => late === -Infinity || early === Infinity), "open: said to go on, or to have been before", (svg) => {
      svg.append("rect").attr("class", "flat").attr("width", 24).attr("y", 3).attr("height", 10);
      svg.append("path").attr("class", "flat").attr("d", "M24,1L33,8L24,15Z");
    }],
    [lanes.some(({ claim }) => claim.denied), "denied", (svg) => svg.append("path").attr("class", "sign").attr("transform", "translate(17,8)").attr("d", DENIAL)],
    [finding.kind === "superseded", "superseded by", (svg) => {
      svg.append("path").attr("class", "line").attr("d", "M4,3C14,3 22,4 22,10");
      svg.append("path").attr("class", "flat").attr("d", "M18,9H26L22,15Z");
    }],
    [lanes.some(({ claim }) => claim.said), "when it was said", (svg) => svg.append("path").attr("class", "said").attr("transform", "translate(17,8)").attr("d", SAID)],
    [meeting.maybe, "where both may hold", (svg) => drawBand(svg, "maybe")],
    [meeting.sure, "where both certainly hold", (svg) => drawBand(svg, "sure")],
  ];
  const items = marks.filter(([used]) => used).map(([, text, draw]) => node("li", {}, sample(draw), text));
  return items.length ? node("ul", { class: "legend", "aria-label": "What the marks mean" }, items) : null;
};
