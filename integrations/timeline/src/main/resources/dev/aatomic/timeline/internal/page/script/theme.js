/** Light or dark, and the colours and patterns to paint with, which the style sheet names. */
class Theme {
  constructor(select) {
    this.select = select;
    this.system = window.matchMedia("(prefers-color-scheme: dark)");
    this.listeners = [];
    this.apply();
    select.addEventListener("change", () => this.apply());
    this.system.addEventListener("change", () => this.apply());
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  get name() {
    return this.select.value === "auto" ? (this.system.matches ? "dark" : "light") : this.select.value;
  }

  apply() {
    document.documentElement.dataset.theme = this.name;
    const style = getComputedStyle(document.documentElement);
    this.color = name => style.getPropertyValue("--" + name).trim();
    this.dim = Number(this.color("dim"));
    this.fills = new Map();
    for (const key of OUTCOME_KEYS) {
      this.fills.set("tint-" + key, this.color(key + "-tint"));
    }
    // A pattern besides each colour, for those who see the colours alike.
    const over = this.color("on-outcome");
    this.fills.set("outcome-committed", this.color("committed"));
    this.fills.set("outcome-rolled-back", pattern(this.color("rolled-back"), over, risingLines));
    this.fills.set("outcome-unknown", pattern(this.color("unknown"), over, dots));
    this.fills.set("outcome-open", pattern(this.color("open"), over, levelLines));
    const drawings = { waiting: levelLines, database: null, body: dots, idle: fallingLines, hook: uprightLines, held: null };
    for (const key of PART_KEYS) {
      this.fills.set("part-" + key, drawings[key] === null
          ? this.color(key) : pattern(this.color(key), this.color(key + "-ink"), drawings[key]));
    }
    this.fills.set("nested-committed", this.color("nested"));
    this.fills.set("nested-other", pattern(this.color("nested"), this.color("background"), uprightLines));
    this.listeners.forEach(listener => listener());
  }
}

const TILE = 6;

function pattern(ground, ink, draw) {
  const tile = document.createElement("canvas");
  tile.width = TILE;
  tile.height = TILE;
  const context = tile.getContext("2d");
  context.fillStyle = ground;
  context.fillRect(0, 0, TILE, TILE);
  context.fillStyle = ink;
  context.strokeStyle = ink;
  context.lineWidth = 1.3;
  draw(context);
  return context.createPattern(tile, "repeat");
}

function risingLines(context) {
  line(context, -1, TILE + 1, TILE + 1, -1);
  line(context, -1, 1, 1, -1);
  line(context, TILE - 1, TILE + 1, TILE + 1, TILE - 1);
}

function fallingLines(context) {
  line(context, -1, -1, TILE + 1, TILE + 1);
  line(context, -1, TILE - 1, 1, TILE + 1);
  line(context, TILE - 1, -1, TILE + 1, 1);
}

function levelLines(context) {
  context.fillRect(0, 1, TILE, 1);
  context.fillRect(0, 4, TILE, 1);
}

function uprightLines(context) {
  context.fillRect(1, 0, 1, TILE);
  context.fillRect(4, 0, 1, TILE);
}

function dots(context) {
  context.fillRect(1, 1, 1.5, 1.5);
  context.fillRect(4, 4, 1.5, 1.5);
}

function line(context, fromX, fromY, toX, toY) {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}
