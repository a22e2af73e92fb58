const CLICK_DISTANCE = 4;
const NEAR = 3;

/** The mouse over the picture. */
class Pointer {
  constructor(canvas, scroller, data, view, rows, painter, tooltip, selection) {
    Object.assign(this, { canvas, scroller, data, view, rows, painter, tooltip, selection });
    this.drag = null;
    canvas.addEventListener("wheel", event => this.wheel(event), { passive: false });
    canvas.addEventListener("pointerdown", event => this.down(event));
    canvas.addEventListener("pointermove", event => this.move(event));
    canvas.addEventListener("pointerup", event => this.up(event));
    canvas.addEventListener("pointercancel", () => this.stop());
    canvas.addEventListener("pointerleave", () => {
      if (this.drag === null) {
        this.leave();
      }
    });
  }

  /** The bar at a point of the canvas, or near enough to mean it; -1 if there is none. */
  barAt(x, y) {
    const row = y < AXIS_HEIGHT || x < GUTTER_WIDTH ? -1 : this.rows.at(y - AXIS_HEIGHT + this.scroller.scrollTop);
    if (row < 0) {
      return -1;
    }
    const time = this.painter.time(x);
    const reach = NEAR / this.painter.plotWidth * this.view.span;
    let best = -1;
    let distance = Infinity;
    for (let bar = this.data.firstBarAfter(row, time - reach); bar < this.data.rowFirst[row + 1]; bar++) {
      if (this.data.barStart[bar] > time + reach) {
        break;
      }
      const away = Math.max(0, this.data.barStart[bar] - time, time - this.data.barEnd[bar]);
      if (away <= reach && away < distance) {
        distance = away;
        best = bar;
      }
    }
    return best;
  }

  wheel(event) {
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    event.preventDefault();
    if (event.shiftKey) {
      this.scroller.scrollTop += event.deltaY || event.deltaX;
    } else if (sideways) {
      this.view.pan(event.deltaX / this.painter.plotWidth * this.view.span);
    } else {
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      this.view.zoom(Math.exp(event.deltaY * lines * 0.0015), this.painter.time(Math.max(GUTTER_WIDTH, event.offsetX)));
    }
    this.leave();
  }

  down(event) {
    if (event.button !== 0) {
      return;
    }
    this.scroller.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    this.drag = { x: event.offsetX, y: event.offsetY, last: event.offsetX, pans: event.shiftKey, moved: false };
    this.canvas.classList.toggle("panning", event.shiftKey);
  }

  move(event) {
    const { drag } = this;
    if (drag === null) {
      this.hover(event.offsetX, event.offsetY);
      return;
    }
    drag.moved = drag.moved || Math.abs(event.offsetX - drag.x) >= CLICK_DISTANCE;
    if (!drag.moved) {
      return;
    }
    this.tooltip.hide();
    if (drag.pans) {
      this.view.pan((drag.last - event.offsetX) / this.painter.plotWidth * this.view.span);
      drag.last = event.offsetX;
    } else {
      this.painter.dragged = [Math.max(drag.x, GUTTER_WIDTH), Math.max(event.offsetX, GUTTER_WIDTH)];
      this.painter.request();
    }
  }

  up(event) {
    const { drag } = this;
    this.stop();
    if (drag === null) {
      return;
    }
    if (!drag.moved) {
      this.selection.choose(this.barAt(event.offsetX, event.offsetY));
    } else if (!drag.pans) {
      const times = [drag.x, event.offsetX].map(x => this.painter.time(Math.max(x, GUTTER_WIDTH)));
      this.view.show(Math.min(...times), Math.max(...times));
    }
  }

  stop() {
    this.drag = null;
    this.painter.dragged = null;
    this.canvas.classList.remove("panning");
    this.painter.request();
  }

  hover(x, y) {
    const bar = this.barAt(x, y);
    this.canvas.classList.toggle("over-bar", bar >= 0);
    if (bar >= 0) {
      this.tooltip.show(this.data.barBlock[bar], x, y);
    } else {
      this.leave();
    }
  }

  /** Nothing is under the pointer: what is told of is the chosen bar again, if there is one. */
  leave() {
    if (this.selection.bar >= 0) {
      this.selection.showTooltip();
    } else {
      this.tooltip.hide();
    }
  }
}
