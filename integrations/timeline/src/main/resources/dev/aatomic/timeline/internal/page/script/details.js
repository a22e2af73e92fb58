const LISTED_STEPS = 8;

/** What is known of a block, as pairs of a name and a text. */
function describeBlock(data, block) {
  const blocks = data.raw.blocks;
  const id = data.id(block);
  const connection = blocks.connection[block];
  const held = blocks.returned[block] - blocks.connected[block];
  const facts = [
    ["outcome", OUTCOME_ICONS[data.outcome[block]] + " " + OUTCOME_NAMES[data.outcome[block]]],
    ["id", id === null ? "not recorded" : "#" + id],
    ["database", data.poolLabel(blocks.pool[block])],
    ["connection", held <= 0 ? "none" : connection >= 0 ? String(connection) : connection === -1 ? "none of the pool's" : "not recorded"],
    [blocks.opensInRecording[block] ? "opened" : "first heard of", formatDuration(blocks.opened[block]) + " after the start"],
    ["waited", formatDuration(data.total(block, WAITING)) + waitOutcome(data, block)],
    ["held", formatDuration(held)],
  ];
  if (data.isDivided(block)) {
    facts.push(["in the database", formatDuration(data.total(block, DATABASE))]);
    facts.push(["in code", formatDuration(data.total(block, BODY))]);
    facts.push(["idle", formatDuration(data.total(block, IDLE))]);
  } else {
    facts.push(["not divided", formatDuration(data.total(block, HELD)) + ": what it did is not recorded"]);
  }
  if (data.total(block, HOOK) > 0) {
    facts.push(["in hooks", formatDuration(data.total(block, HOOK))]);
  }
  if (blocks.attempt[block] > 1) {
    facts.push(["attempt", String(blocks.attempt[block])]);
  }
  return facts;
}

function waitOutcome(data, block) {
  const outcome = data.raw.strings[data.raw.blocks.waitOutcome[block]];
  return outcome === "" || outcome === "GRANTED" ? "" : ", then " + outcome.toLowerCase().replaceAll("_", " ");
}

function stepCount(data, block) {
  const [from, to] = data.range(data.raw.steps, block);
  return to - from;
}

/** The steps, nested blocks and hooks of a block, in order: a text each, and the SQL where it was recorded. */
function describeDetails(data, block) {
  const { steps, nested, hooks, strings } = data.raw;
  const details = [];
  eachOf(data, steps, block, i => details.push({
    at: steps.start[i],
    text: strings[steps.operation[i]] + (steps.failed[i] ? ", failed" : ""),
    nanos: steps.end[i] - steps.start[i],
    sql: steps.sql[i] < 0 ? null : strings[steps.sql[i]],
  }));
  eachOf(data, nested, block, i => details.push({
    at: nested.start[i],
    text: "nested block " + strings[nested.name[i]] + (nested.savepoint[i] ? "" : ", merged") + ", " + OUTCOME_NAMES[nested.outcome[i]],
    nanos: nested.end[i] - nested.start[i],
    sql: null,
  }));
  eachOf(data, hooks, block, i => details.push({
    at: hooks.start[i],
    text: strings[hooks.kind[i]] + " " + strings[hooks.hook[i]] + (hooks.failed[i] ? ", failed" : ""),
    nanos: hooks.end[i] - hooks.start[i],
    sql: null,
  }));
  return details.sort((a, b) => a.at - b.at);
}

function eachOf(data, column, block, then) {
  const [from, to] = data.range(column, block);
  for (let i = from; i < to; i++) {
    then(i);
  }
}

/** The box that tells of the block under the pointer, or of the chosen one. */
class Tooltip {
  constructor(box, stage, data, announcement) {
    Object.assign(this, { box, stage, data, announcement });
    this.block = -1;
  }

  show(block, x, y) {
    if (block !== this.block) {
      this.block = block;
      this.fill(block);
    }
    this.box.hidden = false;
    const width = this.box.offsetWidth;
    const height = this.box.offsetHeight;
    const left = x + 16 + width <= this.stage.clientWidth ? x + 16 : Math.max(4, x - width - 12);
    const top = Math.max(4, Math.min(y + 18, this.stage.clientHeight - height - 4));
    this.box.style.left = left + "px";
    this.box.style.top = top + "px";
  }

  hide() {
    this.block = -1;
    this.box.hidden = true;
  }

  /** Says a block to those who do not see it. */
  announce(block) {
    const facts = describeBlock(this.data, block).map(([name, text]) => name + " " + text);
    this.announcement.textContent = this.data.name(block) + ": " + facts.join(", ") + ", "
        + formatCount(stepCount(this.data, block), "step", "steps");
  }

  fill(block) {
    const list = element("dl");
    for (const [name, text] of describeBlock(this.data, block)) {
      list.append(element("dt", "", name), element("dd", "", text));
    }
    list.append(element("dt", "", "steps"), element("dd", "", String(stepCount(this.data, block))));
    this.box.replaceChildren(element("h3", "", this.data.name(block)), list);
    const details = describeDetails(this.data, block);
    if (details.length > 0) {
      const items = element("ul");
      for (const detail of details.slice(0, LISTED_STEPS)) {
        const item = element("li", "", detail.text + " ");
        item.append(element("span", "quiet", formatDuration(detail.nanos)));
        if (detail.sql !== null) {
          item.append(element("br"), element("code", "", detail.sql.length > 160 ? detail.sql.slice(0, 160) + "…" : detail.sql));
        }
        items.append(item);
      }
      if (details.length > LISTED_STEPS) {
        items.append(element("li", "quiet", "and " + (details.length - LISTED_STEPS) + " more"));
      }
      this.box.append(items);
    }
  }
}
