/**
 * Bars of a row that are narrower than what can be seen, added up for each column of pixels: the upper part shows their outcomes, the
 * lower how much of the column they fill, and with what.
 */
class Columns {
  constructor() {
    this.size = 0;
  }

  begin(width) {
    const size = Math.ceil(width) + 2;
    if (size > this.size) {
      this.size = size;
      this.outcomes = new Float64Array(size * OUTCOME_KEYS.length);
      this.parts = new Float64Array(size * PART_KEYS.length);
    }
    this.first = Infinity;
    this.last = -1;
  }

  add(x, width, data, block, rowKind) {
    const left = Math.max(GUTTER_WIDTH, x);
    const right = Math.max(x + width, left + 1e-6);
    for (let column = Math.floor(left); column < right && column < this.size; column++) {
      const share = Math.min(right, column + 1) - Math.max(left, column);
      this.outcomes[column * OUTCOME_KEYS.length + data.outcome[block]] += share;
      this.addParts(column, share, data, block, rowKind);
      this.first = Math.min(this.first, column);
      this.last = Math.max(this.last, column);
    }
  }

  addParts(column, share, data, block, rowKind) {
    const at = column * PART_KEYS.length;
    if (rowKind >= WAITING_ROW) {
      this.parts[at + (rowKind === WAITING_ROW ? WAITING : HOOK)] += share;
      return;
    }
    let held = 0;
    for (let kind = DATABASE; kind <= HELD; kind++) {
      held += kind === HOOK ? 0 : data.total(block, kind);
    }
    for (let kind = DATABASE; kind <= HELD; kind++) {
      if (kind !== HOOK && held > 0) {
        this.parts[at + kind] += share * data.total(block, kind) / held;
      }
    }
  }

  flush(batches, y, height, rowKind) {
    for (let column = this.first; column <= this.last; column++) {
      if (rowKind >= WAITING_ROW) {
        this.stack(batches, "part-", PART_KEYS, this.parts, column, y, height, 3);
      } else {
        const zones = barZones(height);
        this.stack(batches, "outcome-", OUTCOME_KEYS, this.outcomes, column, y, zones.label, zones.label);
        this.stack(batches, "part-", PART_KEYS, this.parts, column, y + zones.label, zones.band, 2);
      }
      this.outcomes.fill(0, column * OUTCOME_KEYS.length, (column + 1) * OUTCOME_KEYS.length);
      this.parts.fill(0, column * PART_KEYS.length, (column + 1) * PART_KEYS.length);
    }
  }

  /** Stacks the shares of a column on the bottom of a zone. */
  stack(batches, prefix, keys, shares, column, y, height, least) {
    const at = column * keys.length;
    let sum = 0;
    for (let i = 0; i < keys.length; i++) {
      sum += shares[at + i];
    }
    if (sum === 0) {
      return;
    }
    const filled = Math.max(least, Math.min(1, sum) * height);
    // At whole pixels, which is drawn faster and is as true as can be seen.
    let bottom = Math.round(y + height);
    let stacked = 0;
    for (let i = 0; i < keys.length; i++) {
      if (shares[at + i] > 0) {
        stacked += shares[at + i] / sum * filled;
        const top = Math.round(y + height - stacked);
        if (top < bottom) {
          batches.add(prefix + keys[i], column, top, 1, bottom - top);
          bottom = top;
        }
      }
    }
  }
}
