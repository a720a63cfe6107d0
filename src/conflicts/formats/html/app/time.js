// The axis of time. Seconds go in, from any year; a calendar labels the years that it can, plain numbers the others.

const DAY = 86400;
const YEAR = 31556952;
const CALENDAR = { from: -5000, to: 9999 };
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 3 });

const finite = (bound) => typeof bound === "number";
const seconds = (bound) => (bound === "-" ? -Infinity : bound === "+" ? Infinity : bound);
const yearOf = (second) => 1970 + second / YEAR;

const yearWords = (year) => {
  const size = year > 0 ? year : 1 - year;
  const number = size >= 1e6 ? COMPACT.format(size) : size >= 1e5 ? NUMBERS.format(size) : String(size);
  return year > 0 ? number : `${number} BCE`;
};

// From the first to the last date that the claims name, with room where something is open.
const domainOf = (claims) => {
  const dates = claims.flatMap((claim) => [...(claim.bounds ?? []), ...(claim.said ?? [])]).filter(finite);
  if (!dates.length) return null;
  const [first, last] = dates.reduce(([low, high], date) => [Math.min(low, date), Math.max(high, date)], [Infinity, -Infinity]);
  const starts = claims.some((claim) => claim.bounds?.[0] === "-");
  const ends = claims.some((claim) => claim.bounds?.[3] === "+");
  const whole = dates.every((date) => date % DAY === 0 || (date + 1) % DAY === 0);
  const span = Math.max(last - first, whole ? 2 * DAY : 120);
  const pad = (open) => Math.max(span * (open ? 0.22 : 0.06), whole && span < 20 * DAY ? DAY * (open ? 2 : 0.5) : 0);
  return [first - pad(starts), last + pad(ends)];
};

// A scale from seconds to pixels, whatever the years, and what its ticks are called.
const timeScale = ([first, last], [left, right]) => {
  const ticks = Math.max(2, Math.floor((right - left) / 92));
  if (yearOf(first) < CALENDAR.from || yearOf(last) > CALENDAR.to) {
    const scale = d3.scaleLinear([yearOf(first), yearOf(last)], [left, right]);
    const axis = d3.axisBottom(scale).tickValues(scale.ticks(ticks).map(roundYear)).tickFormat((year) => yearWords(Math.round(year)));
    return { axis, at: (second) => scale(yearOf(second)) };
  }
  const scale = d3.scaleUtc([first, last].map((second) => new Date(second * 1000)), [left, right]);
  // Bounds that are whole days have no ticks between days.
  const days = (last - first) / DAY;
  const dates = scale.ticks(days > 1 ? Math.min(ticks, Math.max(2, Math.floor(days))) : ticks);
  const years = dates.every((date) => date.getUTCMonth() === 0 && date.getUTCDate() === 1 && date % (DAY * 1000) === 0);
  const axis = d3.axisBottom(scale).tickValues(years ? dates.map(roundDate) : dates);
  axis.tickFormat((date, at) => tickWords(date, at === 0));
  return { axis, at: (second) => scale(new Date(second * 1000)) };
};

// The year 0 is 1 BCE, so that 60 BCE, which is round, is the year -59.
const roundYear = (year) => (year < -1 ? year + 1 : year);

const roundDate = (date) => {
  const round = new Date(date);
  round.setUTCFullYear(roundYear(date.getUTCFullYear()));
  return round;
};

const two = (number) => String(number).padStart(2, "0");

const tickWords = (date, isFirst) => {
  const year = yearWords(date.getUTCFullYear());
  if (date.getTime() % (DAY * 1000)) {
    const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
    const second = date.getUTCSeconds() ? `:${two(date.getUTCSeconds())}` : "";
    const day = isFirst ? `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${year}, ` : "";
    return `${day}${clock}${second}`;
  }
  if (date.getUTCDate() > 1) return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}${isFirst ? ` ${year}` : ""}`;
  return date.getUTCMonth() ? `${MONTHS[date.getUTCMonth()]} ${year}` : year;
};
