const NARROW = 2;
const DRAWN_SIZE = 6;
const LABEL_HEIGHT = 15;
const BAND_HEIGHT = 14;
const STRIPE_HEIGHT = 3;
const FONT = '11px system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif';

// In the order in which they are painted.
const FILL_ORDER = [
  ...OUTCOME_KEYS.map(key => "tint-" + key),
  ...PART_KEYS.map(key => "part-" + key),
  ...OUTCOME_KEYS.map(key => "outcome-" + key),
  "nested-committed",
  "nested-other",
];

/** Rectangles by what they are filled with: to change that often is what makes drawing slow. */
class Batches {
  constructor() {
    this.rectangles = new Map(FILL_ORDER.map(key => [key, []]));
  }

  add(key, x, y, width, height) {
    const list = this.rectangles.get(key);
    const last = list.length - 4;
    if (last >= 0 && list[last] + list[last + 2] === x && list[last + 1] === y && list[last + 3] === height) {
      list[last + 2] += width;
    } else {
      list.push(x, y, width, height);
    }
  }

  flush(context, fills) {
    for (const [key, list] of this.rectangles) {
      if (list.length > 0) {
        context.fillStyle = fills.get(key);
        for (let i = 0; i < list.length; i += 4) {
          context.fillRect(list[i], list[i + 1], list[i + 2], list[i + 3]);
        }
        list.length = 0;
      }
    }
  }
}

/** Draws what is visible of the rows, the axis of time above them, and their labels. */
class Painter {
  constructor(canvas, scroller, data, rows, view, theme) {
    Object.assign(this, { canvas, scroller, data, rows, view, theme });
    this.context = canvas.getContext("2d");
    this.batches = new Batches();
    this.dimmed = new Batches();
    this.columns = new Columns();
    // Of each bar that was drawn: its number, x, y, width, height, and whether it was added up with others.
    this.drawn = [];
    this.frameTimes = [];
    this.requested = false;
    this.found = null;
    this.chosen = -1;
    this.dragged = null;
    this.hasNested = data.raw.nested.start.length > 0;
    this.textWidths = new Map();
  }

  /** Draws at the next frame, once however often it is asked. */
  request() {
    if (!this.requested) {
      this.requested = true;
      requestAnimationFrame(() => {
        this.requested = false;
        this.draw();
      });
    }
  }

  resize() {
    const ratio = window.devicePixelRatio || 1;
    this.width = this.scroller.clientWidth;
    this.height = this.scroller.clientHeight;
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    this.canvas.style.width = this.width + "px";
    this.canvas.style.height = this.height + "px";
    this.ratio = ratio;
    this.request();
  }

  get plotWidth() {
    return Math.max(1, this.width - GUTTER_WIDTH);
  }

  x(time) {
    return GUTTER_WIDTH + (time - this.view.from) / this.view.span * this.plotWidth;
  }

  time(x) {
    return this.view.from + (x - GUTTER_WIDTH) / this.plotWidth * this.view.span;
  }

  /** The height of a row's upper edge in the canvas. */
  y(top) {
    return AXIS_HEIGHT + top - this.scroller.scrollTop;
  }

  draw() {
    const started = performance.now();
    const { context } = this;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.fillStyle = this.theme.color("background");
    context.fillRect(0, 0, this.width, this.height);
    context.font = FONT;
    context.textBaseline = "middle";
    this.drawn.length = 0;
    this.texts = [];
    this.thinTexts = [];
    this.outlines = [];

    context.save();
    context.beginPath();
    context.rect(GUTTER_WIDTH, AXIS_HEIGHT, this.plotWidth, this.height - AXIS_HEIGHT);
    context.clip();
    this.drawGrid();
    const scrollTop = this.scroller.scrollTop;
    for (let row = this.rows.firstBelow(scrollTop); row < this.data.rowCount; row++) {
      if (this.y(this.rows.tops[row]) > this.height) {
        break;
      }
      this.addRow(row);
    }
    context.globalAlpha = this.theme.dim;
    this.dimmed.flush(context, this.theme.fills);
    context.globalAlpha = 1;
    this.batches.flush(context, this.theme.fills);
    this.drawTexts();
    this.drawOutlines();
    this.drawDragged();
    context.restore();

    this.drawAxis();
    this.drawLabels();
    this.frameTimes.push(performance.now() - started);
    if (this.frameTimes.length > 240) {
      this.frameTimes.shift();
    }
  }

  addRow(row) {
    const { data, view } = this;
    const y = this.y(this.rows.tops[row]);
    const height = this.rows.heights[row];
    const kind = data.raw.rows.kind[row];
    this.columns.begin(this.width);
    for (let bar = data.firstBarAfter(row, view.from); bar < data.rowFirst[row + 1]; bar++) {
      if (data.barStart[bar] > view.to) {
        break;
      }
      if (data.barEnd[bar] >= view.from) {
        const x = this.x(data.barStart[bar]);
        const width = this.x(data.barEnd[bar]) - x;
        const block = data.barBlock[bar];
        const hit = this.found !== null && this.found.has(block);
        const merged = width < NARROW && !hit && bar !== this.chosen;
        if (merged) {
          this.columns.add(x, width, data, block, kind);
        } else {
          this.addBar(bar, kind, x, y, Math.max(width, 1.5), height, hit);
        }
        this.drawn.push(bar, x, y, Math.max(width, merged ? 1 : 1.5), height, merged ? 1 : 0);
      }
    }
    this.columns.flush(this.found === null ? this.batches : this.dimmed, y, height, kind);
  }

  addBar(bar, rowKind, x, y, width, height, hit) {
    const { data } = this;
    const block = data.barBlock[bar];
    const batches = this.found === null || hit ? this.batches : this.dimmed;
    const outcome = OUTCOME_KEYS[data.outcome[block]];
    if (rowKind >= WAITING_ROW) {
      this.addThinBar(batches, bar, rowKind, x, y, width, height);
    } else {
      const zones = barZones(height);
      // Names stay readable at the left edge while their bar begins before it.
      const left = Math.max(x, GUTTER_WIDTH);
      const visible = x + width - left;
      const iconWidth = zones.icon ? Math.min(visible, LABEL_HEIGHT) : visible;
      batches.add("tint-" + outcome, x, y, width, zones.label);
      batches.add("outcome-" + outcome, left, y, iconWidth, zones.label);
      this.addParts(batches, block, x, x + width, y + zones.label, zones.band, data.barStart[bar], data.barEnd[bar]);
      if (this.hasNested) {
        this.addNested(batches, block, y + zones.label + zones.band, zones.nested);
      }
      if (zones.icon && visible >= LABEL_HEIGHT) {
        this.texts.push({ block, left, y, visible, outcome, dim: batches === this.dimmed });
      }
    }
    if (hit || bar === this.chosen) {
      this.outlines.push({ x, y, width, height, chosen: bar === this.chosen });
    }
  }

  addThinBar(batches, bar, rowKind, x, y, width, height) {
    const { data } = this;
    const block = data.barBlock[bar];
    if (rowKind === HOOKS_ROW) {
      batches.add("tint-" + OUTCOME_KEYS[data.outcome[block]], x, y, width, height);
      this.addParts(batches, block, x, x + width, y, height, data.barStart[bar], data.barEnd[bar]);
    } else {
      batches.add("part-waiting", x, y, width, height);
    }
    // Who never got a connection shows what became of it all along; others at their edge.
    const outcome = "outcome-" + OUTCOME_KEYS[data.outcome[block]];
    if (rowKind === WAITING_ROW && data.raw.blocks.returned[block] <= data.raw.blocks.connected[block]) {
      batches.add(outcome, x, y, width, height);
    } else {
      batches.add(outcome, x, y, Math.min(3, width / 2), height);
    }
    const left = Math.max(x, GUTTER_WIDTH);
    const visible = x + width - left;
    if (height > 10 && visible > 70) {
      this.thinTexts.push({ block, left, y, room: visible * 0.7 - 10, height, dim: batches === this.dimmed });
    }
  }

  addParts(batches, block, left, right, y, height, from, to) {
    const { data } = this;
    const [first, end] = data.range(data.raw.parts, block);
    for (let part = first; part < end; part++) {
      const start = data.partStart[part];
      const stop = data.partEnd[part];
      if (stop <= from || start >= to || stop < this.view.from || start > this.view.to) {
        continue;
      }
      const x = Math.max(left, this.x(Math.max(start, from)));
      const width = Math.min(right, this.x(Math.min(stop, to))) - x;
      batches.add("part-" + PART_KEYS[data.partKind[part]], x, y, Math.max(width, 0), height);
    }
  }

  addNested(batches, block, bottom, room) {
    const nested = this.data.raw.nested;
    const [first, end] = this.data.range(nested, block);
    for (let i = first; i < end; i++) {
      const depth = Math.min(nested.depth[i], 3);
      const x = this.x(nested.start[i]);
      const width = Math.max(1, this.x(nested.end[i]) - x);
      const y = room > 0 ? bottom + 1 + (depth - 1) * (STRIPE_HEIGHT + 0.5) : bottom - 2 * depth;
      const key = nested.outcome[i] === COMMITTED ? "nested-committed" : "nested-other";
      batches.add(key, x, y, width, room > 0 ? STRIPE_HEIGHT : 1);
    }
  }

  drawTexts() {
    const { context, theme, data } = this;
    const ink = theme.color("text");
    const onOutcome = theme.color("on-outcome");
    for (const text of this.texts) {
      context.globalAlpha = text.dim ? theme.dim : 1;
      // The icon stands on plain colour, so that its pattern does not blur it.
      context.fillStyle = theme.color(text.outcome);
      context.fillRect(text.left + 1, text.y + 1, LABEL_HEIGHT - 2, LABEL_HEIGHT - 2);
      context.fillStyle = onOutcome;
      context.textAlign = "center";
      context.font = "bold " + FONT;
      context.fillText(OUTCOME_ICONS[data.outcome[text.block]], text.left + LABEL_HEIGHT / 2, text.y + 8);
      context.font = FONT;
      context.textAlign = "left";
      const room = text.visible - LABEL_HEIGHT - 6;
      if (room > 14) {
        context.fillStyle = ink;
        context.fillText(this.fitted(data.name(text.block), room), text.left + LABEL_HEIGHT + 3, text.y + 8);
      }
    }
    for (const text of this.thinTexts) {
      context.globalAlpha = text.dim ? theme.dim : 1;
      const fitted = this.fitted(data.name(text.block), text.room);
      // On plain ground, for the pattern would blur it.
      context.fillStyle = theme.color("background");
      context.fillRect(text.left + 5, text.y + 1, context.measureText(fitted).width + 4, text.height - 2);
      context.fillStyle = ink;
      context.fillText(fitted, text.left + 7, text.y + text.height / 2 + 0.5);
    }
    context.globalAlpha = 1;
  }

  /** As much of a text as there is room for. */
  fitted(text, room) {
    let width = this.textWidths.get(text);
    if (width === undefined) {
      width = this.context.measureText(text).width;
      this.textWidths.set(text, width);
    }
    if (width <= room) {
      return text;
    }
    const characters = Math.floor(text.length * (room - 8) / width);
    return characters < 1 ? "" : text.slice(0, characters) + "…";
  }

  drawOutlines() {
    const { context, theme } = this;
    for (const outline of this.outlines) {
      const width = Math.max(outline.width, 3);
      context.lineWidth = outline.chosen ? 2.5 : 1.5;
      context.strokeStyle = outline.chosen ? theme.color("text") : theme.color("accent");
      context.strokeRect(outline.x - 1, outline.y - 1, width + 2, outline.height + 2);
    }
  }

  drawDragged() {
    if (this.dragged !== null) {
      const { context } = this;
      const [from, to] = this.dragged;
      const x = Math.min(from, to);
      const width = Math.abs(to - from);
      context.fillStyle = this.theme.color("accent");
      context.globalAlpha = 0.15;
      context.fillRect(x, 0, width, this.height);
      context.globalAlpha = 1;
      context.fillRect(x, 0, 1, this.height);
      context.fillRect(x + width, 0, 1, this.height);
      const text = formatDuration(this.time(x + width) - this.time(x));
      context.fillText(text, x + 5, AXIS_HEIGHT + 10);
    }
  }

  ticks() {
    const step = roundStep(this.view.span / Math.max(1, this.plotWidth / 110));
    const ticks = [];
    for (let i = Math.ceil(this.view.from / step); i * step <= this.view.to; i++) {
      ticks.push(i * step);
    }
    return { step, ticks };
  }

  drawGrid() {
    const { context } = this;
    context.fillStyle = this.theme.color("line");
    for (const tick of this.ticks().ticks) {
      context.fillRect(Math.round(this.x(tick)), AXIS_HEIGHT, 1, this.height);
    }
  }

  drawAxis() {
    const { context, theme } = this;
    context.fillStyle = theme.color("surface");
    context.fillRect(0, 0, this.width, AXIS_HEIGHT);
    context.fillStyle = theme.color("text");
    context.textAlign = "center";
    const { step, ticks } = this.ticks();
    for (const tick of ticks) {
      const x = this.x(tick);
      const text = formatTime(tick, step);
      const half = context.measureText(text).width / 2;
      if (x - half > GUTTER_WIDTH && x + half < this.width) {
        context.fillText(text, x, AXIS_HEIGHT / 2);
      }
      context.fillRect(Math.round(x), AXIS_HEIGHT - 4, 1, 4);
    }
    context.textAlign = "left";
  }

  drawLabels() {
    const { context, theme } = this;
    context.fillStyle = theme.color("background");
    context.fillRect(0, AXIS_HEIGHT, GUTTER_WIDTH, this.height);
    context.fillStyle = theme.color("surface");
    context.fillRect(0, 0, GUTTER_WIDTH, AXIS_HEIGHT);
    context.fillStyle = theme.color("line");
    context.fillRect(GUTTER_WIDTH - 1, 0, 1, this.height);
    context.save();
    context.beginPath();
    context.rect(0, AXIS_HEIGHT, GUTTER_WIDTH - 4, this.height);
    context.clip();
    for (const label of this.rows.labels) {
      const y = this.y(label.top);
      if (y + label.height >= AXIS_HEIGHT && y <= this.height) {
        context.font = label.heading ? "bold " + FONT : FONT;
        context.fillStyle = theme.color(label.heading ? "text" : "quiet");
        // The label of a tall group stays in sight.
        const middle = Math.max(y, AXIS_HEIGHT) + Math.min(label.height, 20) / 2;
        const lowest = y + label.height - 7;
        context.fillText(label.text, label.heading ? 8 : 16, Math.max(y + 6, Math.min(middle, lowest)));
      }
    }
    context.restore();
    context.font = FONT;
  }
}

/** How the height of a bar on a connection is divided. */
function barZones(height) {
  if (height < 30) {
    return { icon: false, label: 5, band: height - 5, nested: 0 };
  }
  return { icon: true, label: LABEL_HEIGHT, band: BAND_HEIGHT, nested: height - LABEL_HEIGHT - BAND_HEIGHT };
}
