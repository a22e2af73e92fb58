// What the recording says, in the order of the enumerations that wrote it.
const WAITING = 0;
const DATABASE = 1;
const BODY = 2;
const IDLE = 3;
const HOOK = 4;
const HELD = 5;
const PART_NAMES = ["waiting", "in the database", "in code", "idle, holding", "in a hook", "held, not divided"];
const PART_KEYS = ["waiting", "database", "body", "idle", "hook", "held"];

const COMMITTED = 0;
const ROLLED_BACK = 1;
const UNKNOWN = 2;
const OPEN = 3;
const OUTCOME_NAMES = ["committed", "rolled back", "unknown", "not ended in the recording"];
const OUTCOME_KEYS = ["committed", "rolled-back", "unknown", "open"];
const OUTCOME_ICONS = ["✓", "✕", "?", "…"];

const CONNECTION_ROW = 0;
const SOME_CONNECTION_ROW = 1;
const OTHER_CONNECTION_ROW = 2;
const WAITING_ROW = 3;
const HOOKS_ROW = 4;

/** The data of the page, as columns, and what is computed once from them. */
class Data {
  constructor(raw) {
    this.raw = raw;
    this.length = Math.max(1, raw.length);
    this.blockCount = raw.blocks.outcome.length;
    this.barCount = raw.bars.block.length;
    this.rowCount = raw.rows.kind.length;
    this.barStart = Float64Array.from(raw.bars.start);
    this.barEnd = Float64Array.from(raw.bars.end);
    this.barBlock = Int32Array.from(raw.bars.block);
    this.barRow = Int32Array.from(raw.bars.row);
    this.outcome = Uint8Array.from(raw.blocks.outcome);
    this.partKind = Uint8Array.from(raw.parts.kind);
    this.partStart = Float64Array.from(raw.parts.start);
    this.partEnd = Float64Array.from(raw.parts.end);
    this.totals = this.sumParts();
    this.rowFirst = this.firstBars();
    this.latestEnd = this.latestEnds();
    this.blockBars = this.barsOfBlocks();
  }

  name(block) {
    const name = this.raw.strings[this.raw.blocks.name[block]];
    return name === "" ? "a block without a name" : name;
  }

  database(block) {
    return this.raw.pools[this.raw.blocks.pool[block]].database;
  }

  /** The id as a text, null where none was recorded. */
  id(block) {
    return this.raw.blocks.id[block];
  }

  total(block, kind) {
    return this.totals[block * PART_KEYS.length + kind];
  }

  /** Whether the recording says what the block did while it held its connection. */
  isDivided(block) {
    return this.total(block, HELD) === 0;
  }

  /** When the first and the last part of a block is. */
  extent(block) {
    let from = Infinity;
    let to = -Infinity;
    for (const bar of this.blockBars[block]) {
      from = Math.min(from, this.barStart[bar]);
      to = Math.max(to, this.barEnd[bar]);
    }
    const opened = this.raw.blocks.opened[block];
    return from <= to ? [from, to] : [opened, opened];
  }

  /** The bar that stands for a block: the one on its connection, if there is one. */
  mainBar(block) {
    const bars = this.blockBars[block];
    return bars.length === 0 ? -1 : bars[0];
  }

  /** The elements of a column of which blocks have several. */
  range(column, block) {
    return [column.first[block], column.first[block + 1]];
  }

  poolLabel(pool) {
    const of = this.raw.pools[pool];
    return of.process === null ? of.database : of.database + " of " + of.process;
  }

  rowLabel(row) {
    const number = this.raw.rows.number[row];
    switch (this.raw.rows.kind[row]) {
      case CONNECTION_ROW: return "connection " + number;
      case SOME_CONNECTION_ROW: return "some connection";
      case OTHER_CONNECTION_ROW: return "not of the pool";
      case WAITING_ROW: return "waiting";
      default: return "hooks";
    }
  }

  sumParts() {
    const kinds = PART_KEYS.length;
    const totals = new Float64Array(this.blockCount * kinds);
    for (let block = 0; block < this.blockCount; block++) {
      const [from, to] = this.range(this.raw.parts, block);
      for (let part = from; part < to; part++) {
        totals[block * kinds + this.partKind[part]] += this.partEnd[part] - this.partStart[part];
      }
    }
    return totals;
  }

  firstBars() {
    const first = new Int32Array(this.rowCount + 1);
    for (let bar = 0; bar < this.barCount; bar++) {
      first[this.barRow[bar] + 1]++;
    }
    for (let row = 0; row < this.rowCount; row++) {
      first[row + 1] += first[row];
    }
    return first;
  }

  /** For each bar the latest end of those before it in its row and its own, so that a time can be searched for though bars overlap. */
  latestEnds() {
    const latest = new Float64Array(this.barCount);
    for (let row = 0; row < this.rowCount; row++) {
      let end = -Infinity;
      for (let bar = this.rowFirst[row]; bar < this.rowFirst[row + 1]; bar++) {
        end = Math.max(end, this.barEnd[bar]);
        latest[bar] = end;
      }
    }
    return latest;
  }

  barsOfBlocks() {
    const bars = Array.from({ length: this.blockCount }, () => []);
    for (let bar = 0; bar < this.barCount; bar++) {
      bars[this.barBlock[bar]].push(bar);
    }
    return bars;
  }

  /** The first bar of a row that ends after a time. */
  firstBarAfter(row, time) {
    let low = this.rowFirst[row];
    let high = this.rowFirst[row + 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.latestEnd[middle] > time) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
