// One mixture of Gaussians on a line, one step of EM at a time. Numbers first, then what the buttons do, then the pictures.
"use strict";

// ---- EM: theta is {pi, mu, variance}, resp[i][k] the share of component k in point i

const sum = values => values.reduce((total, value) => total + value, 0);
const normal = (x, mu, variance) => Math.exp(-((x - mu) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);

const logJoint = (x, { pi, mu, variance }) => x.map(point => pi.map((weight, k) =>
  Math.log(weight) - Math.log(2 * Math.PI * variance[k]) / 2 - (point - mu[k]) ** 2 / (2 * variance[k])));

// The largest term is taken out of the sum: exp(-2000) is 0 in double precision.
function logSum(row) {
  const top = Math.max(...row);
  return top + Math.log(sum(row.map(value => Math.exp(value - top))));
}

const logLikelihood = (x, theta) => sum(logJoint(x, theta).map(logSum));

const eStep = (x, theta) => logJoint(x, theta).map(row => {
  const total = logSum(row);
  return row.map(value => Math.exp(value - total));
});

function mStep(x, resp) {
  const components = resp[0].map((_, k) => {
    const share = resp.map(row => row[k]), n = sum(share);
    const mu = sum(share.map((r, i) => r * x[i])) / n;
    return { pi: n / x.length, mu, variance: sum(share.map((r, i) => r * (x[i] - mu) ** 2)) / n };
  });
  return { pi: components.map(c => c.pi), mu: components.map(c => c.mu), variance: components.map(c => c.variance) };
}

// 0 ln 0 is 0.
const bound = (x, resp, theta) => sum(logJoint(x, theta).map((row, i) =>
  sum(row.map((value, k) => resp[i][k] === 0 ? 0 : resp[i][k] * (value - Math.log(resp[i][k]))))));

// Between two parameters, and a little beyond: weights and variances move on a log scale and so stay possible.
function between(a, b, s) {
  const mix = (u, v) => u.map((value, k) => value + s * (v[k] - value));
  const powers = (u, v) => mix(u.map(Math.log), v.map(Math.log)).map(Math.exp);
  const weights = powers(a.pi, b.pi), total = sum(weights);
  return { pi: weights.map(w => w / total), mu: mix(a.mu, b.mu), variance: powers(a.variance, b.variance) };
}

const possible = theta => [...theta.pi, ...theta.mu].every(Number.isFinite) && theta.variance.every(v => v > 1e-12);

// The first iteration at which recorded numbers leave EM by more than 1e-9, or null.
function leavesAt(x, recorded) {
  const far = (a, b) => a.some((value, k) => !(Math.abs(value - b[k]) <= 1e-9 * Math.max(1, Math.abs(b[k]))));
  for (const [t, { theta, resp, height }] of recorded.entries()) {
    const right = eStep(x, theta);
    if (far([height], [logLikelihood(x, theta)]) || resp.some((row, i) => far(row, right[i]))) return t;
    if (t + 1 === recorded.length) break;
    const next = mStep(x, resp), given = recorded[t + 1].theta;
    if (["pi", "mu", "variance"].some(name => far(given[name], next[name]))) return t + 1;
  }
  return null;
}

// ---- what the buttons do

const root = document.getElementById("stepper");
const given = JSON.parse(document.getElementById("numbers").textContent);
const find = selector => root.querySelector(selector);
const leaves = leavesAt(given.x, given.recorded);
const begin = [{ name: "the given start", note: "", x: given.x, ...given.recorded[0].theta }, ...given.presets];

// A state is {theta, resp, old, t}: resp is null before the first E-step; old is where resp was computed.
let x, chosen, replay, states, timer = null;

function start(preset) {
  stop();
  chosen = preset;
  replay = preset === begin[0];  // The recorded numbers belong to this start alone; all others are the page's own.
  x = [...preset.x];
  const { pi, mu, variance } = preset;
  states = [{ theta: { pi, mu, variance }, resp: null, old: null, t: 0 }];
  find("[data-preset]").selectedIndex = begin.includes(preset) ? begin.indexOf(preset) : begin.length;
  draw();
}

const now = () => states[states.length - 1];
const awaitsM = state => state.resp !== null && state.old === state.theta;

function next(state) {
  const record = replay ? given.recorded : [];
  if (!awaitsM(state)) {
    if (replay && !record[state.t] && leaves !== null) return null;
    return { ...state, resp: record[state.t]?.resp ?? eStep(x, state.theta), old: state.theta };
  }
  if (replay && !record[state.t + 1] && leaves !== null) return null;
  const theta = record[state.t + 1]?.theta ?? mStep(x, state.resp);
  return possible(theta) ? { ...state, theta, t: state.t + 1 } : null;
}

function step() {
  const state = next(now());
  if (state) states.push(state);
  draw();
  return state !== null;
}

function stop() {
  clearInterval(timer);
  timer = null;
}

const still = (a, b) => ["pi", "mu", "variance"].every(name => a[name].every((v, k) => Math.abs(v - b[name][k]) < 1e-7));

function run() {
  if (timer !== null) { stop(); draw(); return; }
  timer = setInterval(() => {
    const before = now().theta, wasM = awaitsM(now());
    if (!step() || (wasM && still(before, now().theta))) { stop(); draw(); }
  }, 220);
  draw();
}

const actions = {
  e: () => awaitsM(now()) || step(),
  m: () => awaitsM(now()) && step(),
  run,
  back: () => { stop(); if (states.length > 1) states.pop(); draw(); },
  restart: () => start(chosen),
};

// A dragged point or parameter is a new start.
function change(edit) {
  const { pi, mu, variance } = now().theta, points = [...x];
  const theta = { pi, mu: [...mu], variance: [...variance] };
  edit(theta, points);
  start({ name: "", note: "A new start. ", x: points, ...theta });
}

// ---- pictures

const SVG = "http://www.w3.org/2000/svg";
const dashes = ["", "7 4", "9 3 2 3"];
const short = value => Math.abs(value) >= 1e-3 && Math.abs(value) < 1e4 || value === 0 ? value.toFixed(3) : value.toExponential(2);
const colour = k => `var(--c${k % 3 + 1})`;
const grid = (low, high, n) => Array.from({ length: n + 1 }, (_, j) => low + (high - low) * j / n);

function add(parent, name, attributes = {}, text = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text) node.textContent = text;
  return parent.appendChild(node);
}

const path = (xs, ys, sx, sy) => xs.map((value, j) => `${j ? "L" : "M"}${sx(value).toFixed(2)} ${sy(ys[j]).toFixed(2)}`).join("");

function ticks(low, high, count) {
  const raw = (high - low) / count, power = 10 ** Math.floor(Math.log10(raw));
  const width = power * [1, 2, 5, 10].find(m => m * power >= raw);
  return grid(Math.ceil(low / width), Math.floor(high / width), Math.max(0, Math.floor(high / width) - Math.ceil(low / width))).map(j => j * width);
}

// Component k by its hatch: solid, stripes, dots. Colour alone would leave some readers out.
function hatches(svg, count) {
  const defs = add(svg, "defs");
  for (let k = 0; k < count; k++) {
    const pattern = add(defs, "pattern", { id: `hatch${k}`, width: 6, height: 6, patternUnits: "userSpaceOnUse",
      patternTransform: k % 3 === 1 ? "rotate(45)" : "" });
    add(pattern, "rect", { width: 6, height: 6, fill: k % 3 === 0 ? colour(k) : "var(--paper)" });
    if (k % 3 === 1) add(pattern, "rect", { width: 3.4, height: 6, fill: colour(k) });
    if (k % 3 === 2) add(pattern, "circle", { cx: 3, cy: 3, r: 2, fill: colour(k) });
  }
}

let span = null;  // Kept while a handle moves, so that the axis does not run away under it.

function drawData() {
  const svg = find('[data-plot="data"]'), { theta, resp } = now(), base = 176;
  const width = Math.max(360, Math.min(860, svg.clientWidth));
  svg.setAttribute("viewBox", `0 0 ${width} 290`);
  const focus = document.activeElement?.getAttribute?.("data-handle");
  svg.replaceChildren();
  hatches(svg, theta.mu.length);
  const far = Math.max(...x, ...theta.mu) - Math.min(...x, ...theta.mu) || 1;
  const [low, high] = span ?? [Math.min(...x, ...theta.mu) - 0.22 * far, Math.max(...x, ...theta.mu) + 0.22 * far];
  const sx = value => 20 + (value - low) / (high - low) * (width - 40);
  const xs = grid(low, high, 400);
  const curves = theta.pi.map((weight, k) => xs.map(value => weight * normal(value, theta.mu[k], theta.variance[k])));
  const both = xs.map((_, j) => sum(curves.map(curve => curve[j])));
  const sy = value => base - value / Math.max(...both) * 150;
  add(svg, "path", { class: "axis", d: `M20 ${base}H${width - 20}` });
  for (const tick of ticks(low, high, width / 80)) add(svg, "text", { x: sx(tick), y: 258, "text-anchor": "middle", class: "soft" }, String(+tick.toPrecision(6)));
  add(svg, "path", { d: path(xs, both, sx, sy), fill: "none", stroke: "var(--soft)" });
  curves.forEach((curve, k) => add(svg, "path", { class: "curve", d: path(xs, curve, sx, sy), stroke: colour(k), "stroke-dasharray": dashes[k % 3] }));
  // Each point has a bar as high as one, split by its responsibilities, component 1 at the bottom.
  const sorted = [...x].sort((a, b) => a - b);
  const room = Math.min(...sorted.slice(1).map((value, j) => sx(value) - sx(sorted[j])).filter(gap => gap > 0.5));
  const wide = Math.max(3, Math.min(14, room - 2));
  x.forEach((point, i) => {
    const group = handle(svg, `x${i}`, `point ${i}`, point, (value, _, points) => { points[i] = value; }, sx, low, high, focus);
    let top = base + 62;
    if (resp) resp[i].forEach((share, k) => {
      top -= share * 48;
      add(group, "rect", { x: sx(point) - wide / 2, y: top, width: wide, height: share * 48, fill: `url(#hatch${k})`, stroke: colour(k), "stroke-width": 0.7 });
    });
    else add(group, "rect", { x: sx(point) - wide / 2, y: base + 14, width: wide, height: 48, fill: "none", stroke: "var(--soft)" });
    add(group, "circle", { cx: sx(point), cy: base, r: 13, fill: "transparent" });
    add(group, "circle", { cx: sx(point), cy: base, r: 5, fill: "var(--ink)" });
  });
  theta.mu.forEach((mu, k) => {
    const peak = Math.max(...curves[k]), lift = Math.max(22, sy(peak)), sd = Math.sqrt(theta.variance[k]);
    const half = peak * Math.exp(-0.5);
    const mean = handle(svg, `mu${k}`, `mean of component ${k + 1}`, mu, (value, t) => { t.mu[k] = value; }, sx, low, high, focus);
    add(mean, "path", { d: `M${sx(mu)} ${lift}V${base}`, stroke: colour(k), "stroke-dasharray": "2 3" });
    add(mean, "circle", { cx: sx(mu), cy: lift - 10, r: 11, fill: "var(--paper)", stroke: colour(k), "stroke-width": 2 });
    add(mean, "text", { x: sx(mu), y: lift - 5.5, "text-anchor": "middle" }, String(k + 1));
    const spread = handle(svg, `sd${k}`, `standard deviation of component ${k + 1}`, sd,
      (value, t) => { t.variance[k] = Math.max(1e-3, value) ** 2; }, sx, low, high, focus, mu);
    const [cx, cy] = [sx(mu + sd), sy(half)];
    add(spread, "path", { d: `M${sx(mu)} ${cy}H${cx}`, stroke: colour(k) });
    add(spread, "circle", { cx, cy, r: 13, fill: "transparent" });
    add(spread, "path", { d: `M${cx - 7} ${cy}l7 -7l7 7l-7 7z`, fill: "var(--paper)", stroke: colour(k), "stroke-width": 2 });
  });
  const legend = j => 20 + Math.min(128, (width - 20) / (theta.pi.length + 1)) * j;
  theta.pi.forEach((_, k) => {
    add(svg, "rect", { x: legend(k), y: 272, width: 13, height: 13, fill: `url(#hatch${k})`, stroke: colour(k) });
    add(svg, "text", { x: legend(k) + 18, y: 283 }, `component ${k + 1}`);
  });
  add(svg, "path", { d: `M${legend(theta.pi.length)} 279h14`, stroke: "var(--soft)" });
  add(svg, "text", { x: legend(theta.pi.length) + 18, y: 283 }, "their sum");
  if (focus) svg.querySelector(`[data-handle="${focus}"]`)?.focus({ preventScroll: true });
}

// Something to drag along the axis, or to move with the arrow keys; `origin` is what its value counts from.
function handle(svg, id, label, value, set, sx, low, high, focus, origin = 0) {
  const group = add(svg, "g", { class: "handle", "data-handle": id });
  if (leaves !== null) return group;
  for (const [key, text] of Object.entries({ tabindex: 0, role: "slider", "aria-label": label, "aria-valuenow": short(value),
    "aria-valuemin": short(low), "aria-valuemax": short(high) })) group.setAttribute(key, text);
  const move = to => change((theta, points) => set(to, theta, points));
  group.addEventListener("keydown", event => {
    const sign = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!sign) return;
    event.preventDefault();
    move(Math.round((value + sign * (event.shiftKey ? 1 : 0.1)) * 1e6) / 1e6);
  });
  group.addEventListener("pointerdown", event => {
    event.preventDefault();
    span = [low, high];
    const box = svg.getBoundingClientRect(), width = svg.viewBox.baseVal.width;
    const at = e => low + ((e.clientX - box.left) / box.width * width - 20) / (width - 40) * (high - low) - origin;
    const shift = value - at(event);
    const follow = e => move(Math.round((at(e) + shift) * 100) / 100);
    const drop = () => { removeEventListener("pointermove", follow); span = null; draw(); };
    addEventListener("pointermove", follow);
    addEventListener("pointerup", drop, { once: true });
    addEventListener("pointercancel", drop, { once: true });
  });
  return group;
}

// A small plot: lines is [{xs, ys, colour, dash, marks}]; the vertical axis holds low to high.
function plot(name, lines, [left, right], [low, high], xlabel, label, logarithmic = false) {
  const svg = find(`[data-plot="${name}"]`), unit = logarithmic ? Math.log10 : value => value;
  svg.replaceChildren();
  svg.setAttribute("aria-label", label);
  if (high - low < 1e-9 * Math.max(1, Math.abs(high))) [low, high] = logarithmic ? [low / 2, high * 2] : [low - 0.5, high + 0.5];
  const sx = value => 52 + (value - left) / (right - left || 1) * 216;
  const sy = value => 132 - (unit(value) - unit(low)) / (unit(high) - unit(low)) * 122;
  const clip = add(add(svg, "defs"), "clipPath", { id: `clip-${name}` });
  add(clip, "rect", { x: 46, y: 2, width: 230, height: 136 });
  add(svg, "path", { class: "axis", d: "M52 4V136H272" });
  for (const value of [low, high]) add(svg, "text", { x: 47, y: sy(value) + 4, "text-anchor": "end", class: "soft" }, Math.abs(value) >= 0.01 && Math.abs(value) < 1000 ? value.toPrecision(3) : value.toExponential(0));
  for (const value of [left, right]) add(svg, "text", { x: sx(value), y: 151, "text-anchor": "middle", class: "soft" }, String(value));
  add(svg, "text", { x: 162, y: 166, "text-anchor": "middle", class: "soft" }, xlabel);
  const inside = add(svg, "g", { "clip-path": `url(#clip-${name})` });
  for (const line of lines) add(inside, "path", { class: "curve", d: path(line.xs, line.ys, sx, sy), stroke: line.colour, "stroke-dasharray": line.dash ?? "" });
  for (const line of lines) if (line.mark) line.xs.forEach((value, j) => marker(inside, line.mark, sx(value), sy(line.ys[j]), line.colour));
  for (const line of lines) if (line.name) add(svg, "text", { x: sx(line.xs[line.xs.length - 1]) + (line.dx ?? 4), y: sy(line.ys[line.ys.length - 1]) + (line.dy ?? 4), "text-anchor": line.dx < 0 ? "end" : "start" }, line.name);
}

function marker(parent, kind, cx, cy, fill) {
  if (kind === "square") add(parent, "rect", { x: cx - 3.5, y: cy - 3.5, width: 7, height: 7, fill });
  else if (kind === "triangle") add(parent, "path", { d: `M${cx} ${cy - 5}l5 9h-10z`, fill });
  else add(parent, "circle", { cx, cy, r: kind === "large" ? 5 : 3.2, fill });
}

// One state for each number of finished iterations: the one right after its M-step.
const finished = () => states.filter((state, j) => j === 0 || state.t > states[j - 1].t);

function drawTraces() {
  const done = finished(), ts = done.map(state => state.t), last = Math.max(5, ts[ts.length - 1]);
  const heights = done.map(state => height(state));
  const many = ts.length > 40;
  // The first climb would flatten all others: from the third iteration on the axis begins where it ended.
  const low = Math.min(...heights.slice(heights.length > 3 ? 1 : 0)), high = Math.max(...heights);
  plot("trace", [{ xs: ts, ys: heights, colour: "var(--ink)", mark: many ? "" : "circle" }], [0, last], [low, high], "iteration",
    `Log-likelihood by iteration: ${heights.map(short).slice(-8).join(", ")}`);
  const rows = now().theta.variance.map((_, k) => done.map(state => state.theta.variance[k]));
  plot("variances", rows.map((ys, k) => ({ xs: ts, ys, colour: colour(k), dash: dashes[k % 3], mark: many ? "" : ["circle", "square", "triangle"][k % 3],
    name: String(k + 1), dx: 6 })), [0, last], [Math.min(...rows.flat()), Math.max(...rows.flat())], "iteration",
  rows.map((ys, k) => `Variance of component ${k + 1} by iteration: ${ys.map(short).slice(-8).join(", ")}`).join(". "), true);
}

const height = state => replay && given.recorded[state.t] ? given.recorded[state.t].height : logLikelihood(x, state.theta);

function drawBound() {
  const { theta, resp, old } = now();
  const svg = find('[data-plot="bound"]');
  const best = resp && (old === theta ? mStep(x, resp) : theta);
  if (!resp || !possible(best)) {
    const text = resp ? "The bound has no maximum here." : "The bound appears after the E-step.";
    svg.replaceChildren();
    svg.setAttribute("aria-label", text);
    add(svg, "text", { x: 20, y: 70, class: "soft" }, text);
    return;
  }
  const s = grid(-0.4, 1.4, 90), way = s.map(value => between(old, best, value));
  const tops = way.map(point => logLikelihood(x, point)), bounds = way.map(point => bound(x, resp, point));
  const here = old === theta ? 0 : 1, value = bound(x, resp, theta), gap = height(now()) - value;
  const ends = [old, best].flatMap(point => [logLikelihood(x, point), bound(x, resp, point)]);
  const low = Math.min(...ends), high = Math.max(...ends), margin = 0.25 * (high - low) || 0.5;
  plot("bound", [
    { xs: s, ys: tops, colour: "var(--ink)" },
    { xs: s, ys: bounds, colour: "var(--c1)", dash: "7 4" },
    { xs: [here, here], ys: [value, value + gap], colour: "var(--c2)", dash: "2 2" },
    { xs: [here], ys: [value + gap], colour: "var(--ink)", mark: "large" },
    { xs: [here], ys: [value], colour: "var(--c1)", mark: "triangle" },
  ], [0, 1], [low - margin, high + margin], "0 old, 1 new parameters",
  `Log-likelihood ${short(value + gap)}, bound ${short(value)}: the gap is ${short(Math.max(0, gap))}`);
  add(svg, "text", { x: 262, y: 126, "text-anchor": "end" }, `gap ${short(Math.max(0, gap))}`);
}

function row(table, cells, tag = "td") {
  const line = table.insertRow();
  cells.forEach((text, j) => {
    const cell = line.appendChild(document.createElement(j === 0 ? "th" : tag));
    if (cell.tagName === "TH") cell.scope = tag === "th" ? "col" : "row";
    cell.textContent = text;
  });
}

function drawTables() {
  const names = now().theta.mu.map((_, k) => k + 1);
  const parameters = find('[data-table="parameters"]'), shares = find('[data-table="responsibilities"]');
  for (const [table, text] of [[parameters, "Parameters and log-likelihood"], [shares, "Responsibilities"]]) {
    table.replaceChildren();
    table.createCaption().textContent = text;
  }
  row(parameters, ["iteration", ...names.map(k => `weight ${k}`), ...names.map(k => `mean ${k}`), ...names.map(k => `variance ${k}`), "log-likelihood"], "th");
  for (const state of finished()) row(parameters, [state.t, ...[...state.theta.pi, ...state.theta.mu, ...state.theta.variance, height(state)].map(short)]);
  row(shares, ["point", "x", ...names.map(k => `component ${k}`)], "th");
  x.forEach((point, i) => row(shares, [i, short(point), ...(now().resp?.[i] ?? names.map(() => NaN)).map(v => Number.isNaN(v) ? "-" : short(v))]));
}

function sentence() {
  const state = now(), where = `Iteration ${state.t}, log-likelihood ${short(height(state))}. `;
  if (leaves !== null && replay) {
    if (state.t >= leaves) return where + `From iteration ${leaves} on these numbers are not those of EM: look at your functions there.`;
  }
  if (next(state) === null) return where + (awaitsM(state) && !possible(mStep(x, state.resp))
    ? "A component has shrunk onto one point: its variance goes to 0 and the log-likelihood has no upper limit." : "The recorded run ends here.");
  if (state.old && !awaitsM(state) && still(state.old, state.theta)) return where + "Nothing moves any more: the bound touches at its own maximum.";
  if (awaitsM(state)) return where + "The bound touches the log-likelihood. M moves the parameters to the bound's maximum.";
  if (state.resp) return where + `The log-likelihood is ${short(height(state) - bound(x, state.resp, state.theta))} above the bound now. E lifts the bound until it touches.`;
  return where + chosen.note + "E shares every point among the components.";
}

function draw() {
  const state = now(), ended = next(state) === null;
  drawData();
  drawTraces();
  drawBound();
  drawTables();
  const off = { e: awaitsM(state) || ended, m: !awaitsM(state) || ended, run: ended, back: states.length < 2, restart: states.length < 2 };
  for (const button of root.querySelectorAll("button")) {
    const name = button.dataset.do;
    button.setAttribute("aria-disabled", off[name]);
    button.classList.toggle("next", !off[name] && (name === "e" || name === "m"));
  }
  find('[data-do="run"]').textContent = timer === null ? "Run" : "Stop";
  find("[data-status]").setAttribute("aria-live", timer === null ? "polite" : "off");
  find("[data-status]").textContent = sentence();
}

begin.forEach((preset, number) => find("[data-preset]").add(new Option(preset.name, number)));
const own = new Option("your own start", "");
own.disabled = true;  // It is reached by dragging.
find("[data-preset]").add(own);
find("[data-preset]").addEventListener("change", event => start(begin[event.target.selectedIndex]));
root.addEventListener("click", event => actions[event.target.dataset.do]?.());
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === "SELECT") return;
  const name = { e: "e", m: "m", r: "run", b: "back", 0: "restart" }[event.key.toLowerCase()];
  if (name) { event.preventDefault(); actions[name](); }
});
root.stepper = { actions, start, begin, state: () => ({ ...now(), x, height: height(now()), bound: now().resp && bound(x, now().resp, now().theta), leaves }) };
start(begin[0]);
// A frame may be drawn before it has its width, and grow without a resize event: what counts is the picture's own width.
let drawn = 0;
new ResizeObserver(([{ contentRect: { width } }]) => {
  if (width !== drawn) { drawn = width; draw(); }
}).observe(find('[data-plot="data"]'));
