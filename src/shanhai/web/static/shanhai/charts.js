// Charts: short JSON written by the page, drawn with our tokens. Each has a table twin beside it.
let loading = null;

function echarts() {
  if (window.echarts) return Promise.resolve(window.echarts);
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.body.dataset.echarts;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

function palette(element) {
  const style = getComputedStyle(element);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: token("ink"), muted: token("muted"), line: token("hairline"), surface: token("surface"),
    sea: token("sea"), mountain: token("mountain"), amber: token("amber"), seal: token("seal"),
    planned: "#C4C3BA", promised: token("amber"), arrived: "#7FAE97", used: token("mountain"),
    font: token("font"), tip: "#1C2833",
  };
}

const SIZES = { yuan: 1, wan: 1e4, yi: 1e8 };

function unitOf(option) {
  if (option.unit !== "元") return { size: 1, word: option.unit || "" };
  const code = document.cookie.match(/(?:^|; )unit=(yuan|wan|yi)/)?.[1] || "wan";
  const key = `words${code[0].toUpperCase()}${code.slice(1)}`;
  return { size: SIZES[code], word: document.body.dataset[key] };
}

function frame(colours, option) {
  return {
    animationDuration: 150,
    textStyle: { fontFamily: colours.font, color: colours.ink, fontSize: 12 },
    color: [colours.sea, colours.mountain, colours.ink, colours.amber, colours.muted],
    grid: { left: 8, right: 16, top: option.series?.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
    legend: option.series?.length > 1
      ? { top: 0, left: 0, itemWidth: 10, itemHeight: 10, itemGap: 16, textStyle: { color: colours.muted } } : undefined,
    tooltip: {
      trigger: "axis", backgroundColor: colours.tip, borderWidth: 0, padding: [8, 12],
      textStyle: { color: "#F4F5F5", fontSize: 12 }, axisPointer: { type: "shadow", shadowStyle: { color: "rgb(28 40 51 / 4%)" } },
    },
  };
}

function axes(colours, option, unit) {
  const categories = {
    type: "category", data: option.categories, axisTick: { show: false },
    axisLine: { lineStyle: { color: colours.muted } }, axisLabel: { color: colours.muted },
    inverse: Boolean(option.horizontal),
  };
  const values = {
    type: "value", name: unit.word, nameTextStyle: { color: colours.muted, align: "left" },
    nameLocation: "end", splitLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.muted, formatter: (value) => (value / unit.size).toLocaleString("zh-CN", { maximumFractionDigits: 4 }) },
  };
  return option.horizontal ? { xAxis: { ...values, name: "" }, yAxis: categories } : { xAxis: categories, yAxis: values };
}

// {type: "bar"|"line", unit, categories, series: [{name, tone, values, exact}], stack?, horizontal?}
function cartesian(colours, option) {
  const unit = unitOf(option);
  const base = frame(colours, option);
  if (!option.horizontal) base.grid.top = option.series.length > 1 ? 56 : 32;
  base.tooltip.formatter = (points) => [
    escape(points[0].axisValueLabel ?? points[0].name),
    ...points.map((point) => {
      const series = option.series[point.seriesIndex];
      const exact = series.exact?.[point.dataIndex] ?? String(point.value ?? "—");
      return `${point.marker}${escape(series.name)}　<b>${escape(exact)}</b>`;
    }),
  ].join("<br>");
  const series = option.series.map((one) => ({
    name: one.name, type: option.type, data: one.values, stack: option.stack ? "all" : undefined,
    barMaxWidth: 28, symbol: "circle", symbolSize: 6, lineStyle: { width: 2 },
    itemStyle: { color: colours[one.tone] || undefined, borderRadius: option.type === "bar" && !option.stack ? (option.horizontal ? [0, 2, 2, 0] : [2, 2, 0, 0]) : 0 },
  }));
  return { ...base, ...axes(colours, option, unit), series };
}

// {type: "map", points: [{name, lon, lat, side, note, url}], arcs: [{from, to, weight, note}],
//  least: the fewest degrees across, 0.5 unless told}
function schematic(colours, option, box) {
  const points = option.points;
  const lons = points.map((point) => point.lon);
  const lats = points.map((point) => point.lat);
  const middle = (list) => (Math.min(...list) + Math.max(...list)) / 2;
  const squeeze = Math.cos((middle(lats) * Math.PI) / 180);
  const wide = Math.max((Math.max(...lons) - Math.min(...lons)) * squeeze, option.least || 0.5);
  const tall = Math.max(Math.max(...lats) - Math.min(...lats), option.least || 0.5);
  const scale = Math.max(wide / Math.max(80, box.clientWidth - 260), tall / Math.max(80, box.clientHeight - 80));
  const halfLon = (box.clientWidth * scale) / 2 / squeeze;
  const halfLat = (box.clientHeight * scale) / 2;
  const axis = (centre, half) => ({ type: "value", show: false, min: centre - half, max: centre + half });
  const heaviest = Math.max(1, ...option.arcs.map((arc) => arc.weight || 1));
  const at = (index) => [points[index].lon, points[index].lat];
  const places = placed(points, [2 * halfLon / box.clientWidth, 2 * halfLat / box.clientHeight]);
  return {
    ...frame(colours, option),
    tooltip: { backgroundColor: colours.tip, borderWidth: 0, textStyle: { color: "#F4F5F5", fontSize: 12 }, formatter: (point) => escape(point.data.note || point.data.name || "") },
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    xAxis: axis(middle(lons), halfLon),
    yAxis: axis(middle(lats), halfLat),
    series: [
      {
        type: "lines", coordinateSystem: "cartesian2d",
        data: option.arcs.map((arc) => ({
          coords: [at(arc.from), at(arc.to)], note: arc.note,
          lineStyle: {
            width: 1 + (3 * (arc.weight || 1)) / heaviest, curveness: 0.22, opacity: 0.75,
            color: { type: "linear", x: 1, y: 0, x2: 0, y2: 0, colorStops: [{ offset: 0, color: colours.sea }, { offset: 1, color: colours.mountain }] },
          },
        })),
      },
      {
        type: "lines", coordinateSystem: "cartesian2d", silent: true, z: 1,
        data: places.flatMap((one, index) => (one.lead ? [{ coords: [at(index), one.lead], lineStyle: { width: 1, color: colours.muted, opacity: 0.6 } }] : [])),
      },
      {
        type: "scatter", symbolSize: 9,
        data: points.map((point, index) => ({
          name: point.name, note: point.note, url: point.url, value: [point.lon, point.lat],
          itemStyle: { color: point.side === "recipient" ? colours.mountain : colours.sea, borderColor: colours.surface, borderWidth: 1.5 },
          label: { show: true, ...places[index].label, formatter: "{b}", color: colours.ink, fontSize: 12, textBorderColor: colours.surface, textBorderWidth: 2 },
        })),
      },
    ],
  };
}

// {type: "links", points: [{name, side, url, centre}], links: [{from, to, note, url}]}
function linked(colours, option, box) {
  const columns = { helper: [], recipient: [] };
  option.points.forEach((point, index) => columns[point.side].push(index));
  const rows = Math.max(columns.helper.length, columns.recipient.length, 2);
  box.style.height = `${Math.max(160, rows * 30 + 24)}px`;
  const room = Math.max(60, Math.min(220, box.clientWidth * 0.3));
  const place = (side) => new Map(columns[side].map((index, at, all) => [index, ((at + 0.5) * rows) / all.length]));
  const at = new Map([...place("helper"), ...place("recipient")]);
  // A level line has no height of its own to spread colours over: they run across the drawing.
  const colour = { type: "linear", global: true, x: room + 16, y: 0, x2: box.clientWidth - room - 16, y2: 0, colorStops: [{ offset: 0, color: colours.sea }, { offset: 1, color: colours.mountain }] };
  const short = (text) => (text.length * 13 > room ? `${text.slice(0, Math.floor(room / 13) - 1)}…` : text);
  return {
    ...frame(colours, option),
    tooltip: { backgroundColor: colours.tip, borderWidth: 0, textStyle: { color: "#F4F5F5", fontSize: 12 }, formatter: (point) => escape(point.data.note || point.data.full || "") },
    grid: { left: room + 16, right: room + 16, top: 8, bottom: 8 },
    xAxis: { type: "value", show: false, min: 0, max: 1 },
    yAxis: { type: "value", show: false, min: 0, max: rows, inverse: true },
    series: [
      {
        type: "lines", coordinateSystem: "cartesian2d",
        data: option.links.map((link) => ({
          coords: [[0, at.get(link.from)], [1, at.get(link.to)]], note: link.note, url: link.url,
          lineStyle: { width: 1.5, opacity: 0.7, color: colour },
        })),
      },
      {
        type: "scatter",
        data: option.points.map((point, index) => ({
          name: short(point.name), full: point.name, url: point.url, value: [point.side === "helper" ? 0 : 1, at.get(index)],
          symbolSize: point.centre ? 12 : 8,
          itemStyle: { color: point.side === "helper" ? colours.sea : colours.mountain, borderColor: colours.surface, borderWidth: 1.5 },
          label: { show: true, position: point.side === "helper" ? "left" : "right", distance: 8, formatter: "{b}", color: colours.ink, fontSize: 12, fontWeight: point.centre ? 600 : 400 },
        })),
      },
    ],
  };
}

// Labels go to the side with the most room; where near towns leave none, a step further up or down
// at the end of a thin line.
const STEP = 18;

function placed(points, [perX, perY]) {
  const taken = [];
  const centre = points.reduce((sum, point) => sum + point.lon, 0) / points.length;
  const dots = points.map((point) => ({ x: point.lon / perX, y: point.lat / perY }));
  return points.map((point, index) => {
    const { x, y } = dots[index];
    const width = point.name.length * 12 + 12;
    const [first, second] = point.lon >= centre ? [1, -1] : [-1, 1];
    const near = [[first, 0], [0, 1], [0, -1], [second, 0]];
    const far = [2, 3, 4, 5, 6, 7].flatMap((rows) => [[first, rows], [first, -rows], [second, rows], [second, -rows]]);
    const boxes = [...near, ...far].map(([dx, dy]) => {
      const away = Math.abs(dy) > 1;
      const rise = dy * (away ? STEP : 16);
      return { dx, dy, away, rise, cx: x + dx * (width / 2 + (away ? 16 : 8)), cy: y + rise, width };
    });
    const clash = (box) => taken.filter((other) => Math.abs(other.cx - box.cx) < (other.width + box.width) / 2 && Math.abs(other.cy - box.cy) < 17).length
      + dots.filter((other) => other !== dots[index] && Math.abs(other.x - box.cx) < box.width / 2 + 5 && Math.abs(other.y - box.cy) < 12).length;
    const best = boxes.reduce((one, other) => (clash(other) < clash(one) ? other : one));
    taken.push(best);
    const side = best.dx ? (best.dx > 0 ? "right" : "left") : best.dy > 0 ? "top" : "bottom";
    return {
      label: { position: side, distance: best.away ? 14 : 6, offset: best.away ? [0, -best.rise] : [0, 0] },
      lead: best.away ? [(x + best.dx * 16) * perX, (y + best.rise) * perY] : null,
    };
  });
}

function escape(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span.innerHTML;
}

function draw(library, figure) {
  const option = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const box = figure.querySelector(".chart-canvas");
  figure.dataset.drawn = "";
  const chart = library.getInstanceByDom(box) || library.init(box, null, { renderer: "svg" });
  const colours = palette(figure);
  const drawn = { map: schematic, links: linked }[option.type] || cartesian;
  const written = drawn(colours, option, box);
  chart.resize();
  chart.setOption(written, true);
  if (figure.dataset.wired) return;
  figure.dataset.wired = "";
  chart.on("click", (event) => { if (event.data?.url) location.assign(event.data.url); });
  new ResizeObserver(() => chart.resize()).observe(box);
}

export async function drawCharts(root, { redraw = false } = {}) {
  const figures = [...root.querySelectorAll("[data-chart]")].filter((figure) => redraw || !("drawn" in figure.dataset));
  if (!figures.length) return;
  const library = await echarts();
  figures.forEach((figure) => draw(library, figure));
}

export function toggleTwin(figure) {
  figure.toggleAttribute("data-twin");
}
