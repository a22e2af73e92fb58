const AXIS_HEIGHT = 26;
const GUTTER_WIDTH = 150;
const MANY_CONNECTIONS = 20;
const MANY_WAITING = 24;

/** Where the rows are, from top to bottom, with a heading above those of each pool. */
class Rows {
  constructor(data) {
    this.data = data;
    this.tops = new Float64Array(data.rowCount);
    this.heights = new Float64Array(data.rowCount);
    // What the gutter says: a text, where it starts, how high the place is, and whether it is a heading.
    this.labels = [];
    this.compact = data.raw.rows.kind.filter(kind => kind < WAITING_ROW).length > MANY_CONNECTIONS;
    this.alike = new Map();
    for (let row = 0; row < data.rowCount; row++) {
      this.alike.set(this.groupKey(row), (this.alike.get(this.groupKey(row)) || 0) + 1);
    }
    let top = 6;
    let pool = -1;
    let group = null;
    for (let row = 0; row < data.rowCount; row++) {
      const kind = data.raw.rows.kind[row];
      if (data.raw.rows.pool[row] !== pool) {
        pool = data.raw.rows.pool[row];
        group = null;
        this.labels.push({ text: data.poolLabel(pool), top, height: 20, heading: true });
        top += 22;
      }
      if (group !== null && group.kind !== kind) {
        top += 6;
      }
      const height = this.heightOf(row, kind);
      this.tops[row] = top;
      this.heights[row] = height;
      if (kind === CONNECTION_ROW || group === null || group.kind !== kind) {
        group = { kind, text: data.rowLabel(row), top, height, heading: false };
        this.labels.push(group);
      } else {
        group.height = top + height - group.top;
      }
      top += height + (height > 10 ? 3 : 1);
    }
    this.height = top + 8;
  }

  heightOf(row, kind) {
    if (kind < WAITING_ROW) {
      return this.compact ? 18 : this.data.raw.nested.start.length > 0 ? 40 : 30;
    }
    return this.alike.get(this.groupKey(row)) > MANY_WAITING ? 4 : 14;
  }

  groupKey(row) {
    return this.data.raw.rows.pool[row] * 10 + this.data.raw.rows.kind[row];
  }

  bottom(row) {
    return this.tops[row] + this.heights[row];
  }

  /** The first row that ends below a height. */
  firstBelow(y) {
    let low = 0;
    let high = this.data.rowCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.bottom(middle) > y) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The row at a height, -1 if there is none. */
  at(y) {
    const row = this.firstBelow(y);
    return row < this.data.rowCount && y >= this.tops[row] ? row : -1;
  }
}
