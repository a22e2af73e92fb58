const TABLE_PAGE = 100;

/** The blocks of the visible time, or those that were found, as a table of so many rows at a time. */
class Table {
  constructor(data, view, search, selection) {
    Object.assign(this, { data, view, search, selection });
    this.panel = document.getElementById("table-panel");
    this.body = document.getElementById("table-body");
    this.range = document.getElementById("table-range");
    this.previous = document.getElementById("table-previous");
    this.next = document.getElementById("table-next");
    this.from = 0;
    this.previous.addEventListener("click", () => this.page(-TABLE_PAGE));
    this.next.addEventListener("click", () => this.page(TABLE_PAGE));
  }

  /** Starts again from the first row, if the table is to be seen. */
  refresh() {
    if (!this.panel.hidden) {
      this.from = 0;
      this.fill();
    }
  }

  page(by) {
    this.from += by;
    this.fill();
  }

  blocks() {
    if (this.search.input.value.trim() !== "") {
      return this.search.hits;
    }
    const blocks = [];
    for (let block = 0; block < this.data.blockCount; block++) {
      const [from, to] = this.data.extent(block);
      if (to >= this.view.from && from <= this.view.to) {
        blocks.push(block);
      }
    }
    return blocks;
  }

  fill() {
    const blocks = this.blocks();
    const shown = blocks.slice(this.from, this.from + TABLE_PAGE);
    this.body.replaceChildren(...shown.map(block => this.row(block)));
    const which = this.search.input.value.trim() === "" ? " in the visible time" : " found";
    this.range.textContent = blocks.length === 0 ? "No blocks" + which
        : (this.from + 1).toLocaleString("en") + " to " + (this.from + shown.length).toLocaleString("en") + " of "
            + formatCount(blocks.length, "block", "blocks") + which;
    this.previous.disabled = this.from === 0;
    this.next.disabled = this.from + shown.length >= blocks.length;
  }

  row(block) {
    const { data } = this;
    const blocks = data.raw.blocks;
    const button = element("button", "", data.name(block));
    button.type = "button";
    button.addEventListener("click", () => this.selection.goTo(block));
    const name = element("th");
    name.scope = "row";
    name.append(button);
    const divided = data.isDivided(block);
    const duration = nanos => element("td", "number", formatDuration(nanos));
    const part = kind => divided ? duration(data.total(block, kind)) : element("td", "number", "not recorded");
    const row = element("tr");
    const facts = new Map(describeBlock(data, block));
    row.append(
        name,
        element("td", "number", data.id(block) === null ? "" : data.id(block)),
        element("td", "", data.poolLabel(blocks.pool[block])),
        element("td", "", facts.get("connection")),
        element("td", "", facts.get("outcome")),
        element("td", "number", String(blocks.attempt[block])),
        duration(blocks.opened[block]),
        duration(data.total(block, WAITING)),
        duration(blocks.returned[block] - blocks.connected[block]),
        part(DATABASE),
        part(BODY),
        part(IDLE),
        element("td", "number", String(stepCount(data, block))));
    return row;
  }
}
