/** The use of each pool over the whole recording, and which stretch of it is visible. */
class Overview {
  constructor(container, data, view, theme) {
    Object.assign(this, { data, view, theme });
    this.charts = data.raw.pools.map((pool, index) => this.addChart(container, pool, index));
  }

  addChart(container, pool, index) {
    const box = element("div", "overview-chart" + (this.data.raw.pools.length > 2 ? " many" : ""));
    const canvas = element("canvas");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "slider");
    canvas.setAttribute("aria-roledescription", "visible range");
    canvas.setAttribute("aria-valuemin", "0");
    canvas.setAttribute("aria-valuemax", "100");
    const chart = { canvas, pool, mostHeld: Math.max(...pool.held, 0), mostWaiting: Math.max(...pool.waiting, 0) };
    canvas.setAttribute("aria-label", "Visible time over the use of the pool " + this.data.poolLabel(index) + ": at most "
        + chart.mostHeld + " connections held, at most " + chart.mostWaiting + " blocks waiting");
    canvas.addEventListener("pointerdown", event => this.startDrag(event, canvas));
    canvas.addEventListener("keydown", event => this.key(event));
    canvas.addEventListener("wheel", event => {
      event.preventDefault();
      this.view.zoom(Math.exp(event.deltaY * 0.0015), this.time(event.offsetX, canvas));
    }, { passive: false });
    box.append(canvas);
    container.append(box);
    return chart;
  }

  time(x, canvas) {
    return x / canvas.clientWidth * this.data.length;
  }

  /** Moves the range from within it; from outside brings it there first. */
  startDrag(event, canvas) {
    canvas.setPointerCapture(event.pointerId);
    canvas.focus();
    const at = this.time(event.offsetX, canvas);
    if (at < this.view.from || at > this.view.to) {
      this.view.pan(at - (this.view.from + this.view.to) / 2);
    }
    let last = event.offsetX;
    const move = moved => {
      this.view.pan(this.time(moved.offsetX - last, canvas));
      last = moved.offsetX;
    };
    const stop = () => {
      canvas.removeEventListener("pointermove", move);
      canvas.removeEventListener("pointerup", stop);
      canvas.removeEventListener("pointercancel", stop);
    };
    canvas.addEventListener("pointermove", move);
    canvas.addEventListener("pointerup", stop);
    canvas.addEventListener("pointercancel", stop);
  }

  key(event) {
    const moves = { ArrowLeft: -0.2, ArrowRight: 0.2, PageUp: -1, PageDown: 1 };
    if (event.key in moves) {
      this.view.pan(this.view.span * moves[event.key]);
    } else if (event.key === "ArrowUp") {
      this.view.zoom(0.8, (this.view.from + this.view.to) / 2);
    } else if (event.key === "ArrowDown") {
      this.view.zoom(1.25, (this.view.from + this.view.to) / 2);
    } else if (event.key === "Home" || event.key === "End") {
      const span = this.view.span;
      this.view.show(...(event.key === "Home" ? [this.view.least, this.view.least + span] : [this.view.most - span, this.view.most]));
    } else {
      return;
    }
    event.preventDefault();
  }

  draw() {
    for (const chart of this.charts) {
      this.drawChart(chart);
    }
  }

  drawChart(chart) {
    const { canvas, pool } = chart;
    const ratio = window.devicePixelRatio || 1;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = this.theme.color("surface");
    context.fillRect(0, 0, width, height);
    const middle = Math.round(height / 2);
    this.area(context, pool.held, chart.mostHeld, this.theme.color("accent"), width, 16, middle - 2);
    this.area(context, pool.waiting, chart.mostWaiting, this.theme.color("waiting-ink"), width, middle + 15, height);
    context.fillStyle = this.theme.color("line");
    context.fillRect(0, middle - 1, width, 1);

    // What is not visible below lies in shade.
    const x = time => Math.max(0, Math.min(width, time / this.data.length * width));
    const from = x(this.view.from);
    const to = Math.max(from + 2, x(this.view.to));
    context.fillStyle = this.theme.color("background");
    context.globalAlpha = 0.65;
    context.fillRect(0, 0, from, height);
    context.fillRect(to, 0, width - to, height);
    context.globalAlpha = 1;
    context.strokeStyle = this.theme.color("text");
    context.lineWidth = 1.5;
    context.strokeRect(from + 0.75, 0.75, Math.max(1, to - from - 1.5), height - 1.5);

    context.font = FONT;
    context.textBaseline = "top";
    const name = this.data.raw.pools.length > 1 ? this.data.poolLabel(this.data.raw.pools.indexOf(pool)) + ": " : "";
    this.text(context, name + "held, at most " + chart.mostHeld, 6, 3);
    this.text(context, "waiting, at most " + chart.mostWaiting, 6, middle + 2);
    const share = Math.round((this.view.from + this.view.to) / 2 / this.data.length * 100);
    canvas.setAttribute("aria-valuenow", String(Math.max(0, Math.min(100, share))));
    canvas.setAttribute("aria-valuetext", formatDuration(Math.max(0, this.view.from)) + " to "
        + formatDuration(Math.min(this.data.length, this.view.to)) + " of " + formatDuration(this.data.length));
  }

  area(context, values, most, fill, width, top, bottom) {
    if (most === 0) {
      return;
    }
    context.fillStyle = fill;
    context.beginPath();
    context.moveTo(0, bottom);
    values.forEach((value, i) => {
      const y = bottom - value / most * (bottom - top);
      context.lineTo(i / values.length * width, y);
      context.lineTo((i + 1) / values.length * width, y);
    });
    context.lineTo(width, bottom);
    context.fill();
  }

  text(context, text, x, y) {
    context.fillStyle = this.theme.color("surface");
    context.fillRect(x - 3, y - 1, context.measureText(text).width + 6, 13);
    context.fillStyle = this.theme.color("text");
    context.fillText(text, x, y);
  }
}
