/** Finds blocks by name, id, database or outcome, marks them, and steps through them. */
class Search {
  constructor(form, input, count, data, painter, selection, onFound) {
    Object.assign(this, { input, count, data, painter, selection, onFound });
    this.hits = [];
    this.at = -1;
    input.addEventListener("input", () => this.find());
    form.addEventListener("submit", event => event.preventDefault());
    input.addEventListener("keydown", event => {
      if (event.key === "Enter") {
        event.preventDefault();
        this.step(event.shiftKey ? -1 : 1);
      } else if (event.key === "Escape") {
        this.clear();
      }
    });
  }

  find() {
    const wanted = this.input.value.trim().toLowerCase();
    this.at = -1;
    this.hits = [];
    if (wanted !== "") {
      for (let block = 0; block < this.data.blockCount; block++) {
        if (this.matches(block, wanted)) {
          this.hits.push(block);
        }
      }
    }
    this.painter.found = wanted === "" ? null : new Set(this.hits);
    this.tell();
    this.painter.request();
    this.onFound();
  }

  matches(block, wanted) {
    const id = this.data.id(block);
    return this.data.name(block).toLowerCase().includes(wanted)
        || id !== null && (wanted === "#" + id || wanted === id)
        || OUTCOME_NAMES[this.data.outcome[block]].includes(wanted)
        || this.data.database(block).toLowerCase().includes(wanted);
  }

  step(by) {
    if (this.hits.length > 0) {
      this.at = this.at < 0 && by < 0 ? this.hits.length - 1 : (this.at + by + this.hits.length) % this.hits.length;
      this.selection.goTo(this.hits[this.at]);
      this.tell();
    }
  }

  clear() {
    this.input.value = "";
    this.find();
  }

  tell() {
    const of = formatCount(this.hits.length, "block", "blocks");
    this.count.textContent = this.input.value.trim() === "" ? ""
        : this.hits.length === 0 ? "none found"
        : this.at < 0 ? of : (this.at + 1).toLocaleString("en") + " of " + of;
  }
}
