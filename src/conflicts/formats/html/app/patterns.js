// Sides differ by colour and by pattern: either alone tells them apart.

const COLOURS = 8;

const PATTERNS = [
  [],
  ["M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4"],
  ["M0,2.5 h8 M0,6.5 h8"],
  ["M2,2 h0.01 M6,6 h0.01"],
  ["M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4"],
  ["M2.5,0 v8 M6.5,0 v8"],
  ["M0,0 l8,8 M0,8 l8,-8"],
  ["M0,3 l4,3 l4,-3"],
];

const styleOf = (side) => ({
  colour: side % COLOURS,
  pattern: (side + Math.floor(side / COLOURS)) % PATTERNS.length,
});

let drawings = 0;

// Defines the patterns of these sides in a drawing; gives the reference to one of them, filled or hollow.
const definePatterns = (svg, sides) => {
  const prefix = `p${(drawings += 1)}`;
  const defs = svg.append("defs");
  for (const side of new Set(sides)) {
    for (const look of ["filled", "hollow"]) {
      const { colour, pattern } = styleOf(side);
      const made = defs.append("pattern");
      made.attr("id", `${prefix}-${side}-${look}`).attr("class", `pattern ${look} side-${colour}`);
      made.attr("width", 8).attr("height", 8).attr("patternUnits", "userSpaceOnUse");
      made.append("rect").attr("width", 8).attr("height", 8);
      for (const path of PATTERNS[pattern]) made.append("path").attr("d", path).attr("class", pattern === 3 ? "dots" : "");
    }
  }
  for (const [name, stops] of Object.entries({ left: [0.06, 0.8], right: [0.8, 0.06], both: [0.12, 0.75, 0.12] })) {
    const fade = defs.append("linearGradient").attr("id", `${prefix}-${name}-fade`);
    stops.forEach((opacity, at) => {
      fade.append("stop").attr("offset", at / (stops.length - 1)).attr("stop-color", "#fff").attr("stop-opacity", opacity);
    });
    const mask = defs.append("mask").attr("id", `${prefix}-${name}`).attr("maskContentUnits", "objectBoundingBox");
    mask.append("rect").attr("width", 1).attr("height", 1).attr("fill", `url(#${prefix}-${name}-fade)`);
  }
  return {
    fill: (side, look) => `url(#${prefix}-${side}-${look})`,
    fade: (name) => `url(#${prefix}-${name})`,
  };
};

const swatch = (side) => {
  const svg = d3.create("svg").attr("class", "swatch").attr("width", 22).attr("height", 14).attr("aria-hidden", "true");
  const patterns = definePatterns(svg, [side]);
  svg.append("rect").attr("class", `outline side-${styleOf(side).colour}`).attr("x", 0.5).attr("y", 0.5);
  svg.select("rect.outline").attr("width", 21).attr("height", 13).attr("rx", 2.5).attr("fill", patterns.fill(side, "filled"));
  return svg.node();
};
