/** The chosen bar: it is outlined, told of, and where the keys go on from. */
class Selection {
  constructor(data, view, rows, painter, tooltip, scroller) {
    Object.assign(this, { data, view, rows, painter, tooltip, scroller });
    this.bar = -1;
    this.byTime = Array.from({ length: data.barCount }, (_, bar) => bar).sort(
        (a, b) => data.barStart[a] - data.barStart[b] || a - b);
    this.place = new Int32Array(data.barCount);
    this.byTime.forEach((bar, place) => {
      this.place[bar] = place;
    });
  }

  get block() {
    return this.bar < 0 ? -1 : this.data.barBlock[this.bar];
  }

  /** Chooses a bar, and brings it into sight. */
  choose(bar) {
    this.bar = bar;
    this.painter.chosen = bar;
    if (bar < 0) {
      this.tooltip.hide();
    } else {
      this.view.reveal(this.data.barStart[bar], this.data.barEnd[bar]);
      this.revealRow(this.data.barRow[bar]);
      this.tooltip.announce(this.block);
      this.showTooltip();
    }
    this.painter.request();
  }

  /** Chooses a block and zooms to it. */
  goTo(block) {
    const bar = this.data.mainBar(block);
    this.view.showAround(...this.data.extent(block));
    this.choose(bar);
  }

  showTooltip() {
    if (this.bar >= 0) {
      // Where it ends, so that its name stays in sight.
      const x = Math.max(GUTTER_WIDTH, Math.min(this.painter.width, this.painter.x(this.data.barEnd[this.bar])));
      this.tooltip.show(this.block, x, this.painter.y(this.rows.bottom(this.data.barRow[this.bar])) - 10);
    }
  }

  revealRow(row) {
    const top = this.rows.tops[row];
    const bottom = this.rows.bottom(row);
    const room = this.scroller.clientHeight - AXIS_HEIGHT;
    if (top < this.scroller.scrollTop) {
      this.scroller.scrollTop = top - 10;
    } else if (bottom > this.scroller.scrollTop + room) {
      this.scroller.scrollTop = bottom - room + 10;
    }
  }

  /** The bar in the middle of what is visible, or the first at all. */
  chooseNearMiddle() {
    const middle = (this.view.from + this.view.to) / 2;
    let best = -1;
    let distance = Infinity;
    const { drawn } = this.painter;
    for (let i = 0; i < drawn.length; i += DRAWN_SIZE) {
      const bar = drawn[i];
      const away = Math.max(0, this.data.barStart[bar] - middle, middle - this.data.barEnd[bar]);
      if (away < distance) {
        distance = away;
        best = bar;
      }
    }
    this.choose(best >= 0 || this.data.barCount === 0 ? best : this.byTime[0]);
  }

  /** Chooses the next bar in time, or the one before; false if there is none. */
  step(by) {
    const place = this.place[this.bar] + by;
    if (place < 0 || place >= this.byTime.length) {
      return false;
    }
    this.choose(this.byTime[place]);
    return true;
  }

  stepInRow(by) {
    const next = this.bar + by;
    if (next >= 0 && next < this.data.barCount && this.data.barRow[next] === this.data.barRow[this.bar]) {
      this.choose(next);
    }
  }

  /** Chooses the bar of another row that is nearest in time. */
  stepRow(by) {
    const row = this.data.barRow[this.bar] + by;
    if (row < 0 || row >= this.data.rowCount) {
      return;
    }
    const time = this.data.barStart[this.bar];
    const after = this.data.firstBarAfter(row, time);
    const last = this.data.rowFirst[row + 1] - 1;
    const candidate = Math.min(after, last);
    const before = candidate - 1;
    const away = bar => Math.max(0, this.data.barStart[bar] - time, time - this.data.barEnd[bar]);
    this.choose(before >= this.data.rowFirst[row] && away(before) < away(candidate) ? before : candidate);
  }
}
