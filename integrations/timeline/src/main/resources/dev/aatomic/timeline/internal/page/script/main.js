const data = new Data(JSON.parse(document.getElementById("data").textContent));
const byId = id => document.getElementById(id);
const scroller = byId("scroller");
const canvas = byId("picture");

const view = new View(data.length);
const rows = new Rows(data);
const theme = new Theme(byId("theme"));
const painter = new Painter(canvas, scroller, data, rows, view, theme);
const overview = new Overview(byId("overview-charts"), data, view, theme);
const tooltip = new Tooltip(byId("tooltip"), document.querySelector("main"), data, byId("announcement"));
const selection = new Selection(data, view, rows, painter, tooltip, scroller);
const search = new Search(byId("search"), byId("search-text"), byId("search-count"), data, painter, selection, () => table.refresh());
const table = new Table(data, view, search, selection);
const pointer = new Pointer(canvas, scroller, data, view, rows, painter, tooltip, selection);
new Keyboard(scroller, view, selection, search);

byId("title").textContent = data.raw.title;
byId("summary").textContent = [
  formatCount(data.blockCount, "block", "blocks"),
  formatDuration(data.raw.length),
  "from " + new Date(data.raw.originMillis).toISOString().replace("T", " ").replace("Z", " UTC"),
].join(", ");
fillLists(data, selection, scroller);
fillLegend(byId("legend"), data, theme);

let tableTimer = 0;
view.onChange(() => {
  painter.request();
  overview.draw();
  selection.showTooltip();
  // A table need not follow each frame of a movement.
  clearTimeout(tableTimer);
  tableTimer = setTimeout(() => table.refresh(), 150);
});
theme.onChange(() => {
  fillLegend(byId("legend"), data, theme);
  overview.draw();
  painter.request();
});
scroller.addEventListener("scroll", () => {
  selection.showTooltip();
  painter.request();
});
byId("zoom-in").addEventListener("click", () => view.zoom(1 / 1.5, (view.from + view.to) / 2));
byId("zoom-out").addEventListener("click", () => view.zoom(1.5, (view.from + view.to) / 2));
byId("whole").addEventListener("click", () => view.whole());
for (const [button, panel] of [["table-switch", "table-panel"], ["help-switch", "help"]]) {
  byId(button).addEventListener("click", () => {
    byId(panel).hidden = !byId(panel).hidden;
    byId(button).setAttribute("aria-expanded", String(!byId(panel).hidden));
    table.refresh();
  });
}

new ResizeObserver(() => {
  byId("spacer").style.height = Math.max(0, rows.height + AXIS_HEIGHT - scroller.clientHeight) + "px";
  painter.resize();
  overview.draw();
}).observe(scroller);

/** What was drawn, for tests and the curious; it changes nothing. */
window.aatomicTimeline = Object.freeze({
  bars: () => Array.from({ length: painter.drawn.length / DRAWN_SIZE }, (_, i) => {
    const [bar, x, y, width, height, merged] = painter.drawn.slice(i * DRAWN_SIZE, (i + 1) * DRAWN_SIZE);
    const block = data.barBlock[bar];
    return {
      block,
      id: data.id(block),
      name: data.name(block),
      outcome: OUTCOME_KEYS[data.outcome[block]],
      row: data.rowLabel(data.barRow[bar]),
      rowIndex: data.barRow[bar],
      start: data.barStart[bar],
      end: data.barEnd[bar],
      x,
      y,
      width,
      height,
      merged: merged === 1,
    };
  }),
  barAt: (x, y) => {
    const bar = pointer.barAt(x, y);
    return bar < 0 ? null : { block: data.barBlock[bar], name: data.name(data.barBlock[bar]), row: data.rowLabel(data.barRow[bar]) };
  },
  bandAt: y => {
    const row = rows.at(y - AXIS_HEIGHT + scroller.scrollTop);
    const zones = barZones(rows.heights[row]);
    return painter.y(rows.tops[row]) + zones.label + zones.band / 2;
  },
  x: time => painter.x(time),
  range: () => [view.from, view.to],
  totals: () => PART_KEYS.map((key, kind) => {
    let sum = 0;
    for (let block = 0; block < data.blockCount; block++) {
      sum += data.total(block, kind);
    }
    return sum;
  }),
  chosen: () => selection.block,
  frameTimes: () => painter.frameTimes.slice(),
  isIdle: () => !painter.requested,
});
