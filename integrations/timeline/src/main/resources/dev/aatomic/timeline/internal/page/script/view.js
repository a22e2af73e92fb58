/** Which stretch of time is visible. */
class View {
  constructor(length) {
    // A little room at both ends.
    this.least = -length * 0.01;
    this.most = length * 1.01;
    this.from = this.least;
    this.to = this.most;
    this.listeners = [];
  }

  get span() {
    return this.to - this.from;
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  show(from, to) {
    const whole = this.most - this.least;
    const span = Math.min(whole, Math.max(Math.min(whole, 100), to - from));
    const start = (from + to) / 2 - span / 2;
    this.from = Math.min(Math.max(start, this.least), this.most - span);
    this.to = this.from + span;
    this.listeners.forEach(listener => listener());
  }

  whole() {
    this.show(this.least, this.most);
  }

  /** Shows so many times as much, with a time staying where it is. */
  zoom(factor, around) {
    const span = Math.min(this.most - this.least, Math.max(100, this.span * factor));
    const share = (around - this.from) / this.span;
    const from = around - share * span;
    this.show(from, from + span);
  }

  pan(by) {
    this.show(this.from + by, this.to + by);
  }

  /** Shows a stretch of time with as much again on both sides. */
  showAround(from, to) {
    const room = Math.max(to - from, 1000);
    this.show(from - room, to + room);
  }

  /** Moves as little as is needed to show a time. */
  reveal(from, to) {
    if (from >= this.from && to <= this.to) {
      return;
    }
    if (to - from > this.span) {
      this.showAround(from, to);
    } else {
      const middle = (from + to) / 2;
      this.show(middle - this.span / 2, middle + this.span / 2);
    }
  }
}
