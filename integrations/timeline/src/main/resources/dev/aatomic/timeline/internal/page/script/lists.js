/** Who held idle longest, and who waited longest. */
function fillLists(data, selection, scroller) {
  const { idlest, waitingPlaces, strings } = data.raw;
  const goTo = block => {
    selection.goTo(block);
    scroller.focus({ preventScroll: true });
  };
  document.getElementById("idlest-title").textContent = idlest.kind === IDLE
      ? "Held a connection idle longest" : "Held a connection longest (what for is not recorded)";
  fillList(document.getElementById("idlest"), idlest.block.map((block, i) => {
    const held = data.raw.blocks.returned[block] - data.raw.blocks.connected[block];
    return {
      name: data.name(block),
      amount: formatDuration(idlest.nanos[i]),
      more: idlest.kind === IDLE ? "of " + formatDuration(held) : "",
      goTo: () => goTo(block),
    };
  }), "None held its connection idle.");
  fillList(document.getElementById("waiting"), waitingPlaces.block.map((block, i) => ({
    name: strings[waitingPlaces.name[i]] || data.name(block),
    amount: formatDuration(waitingPlaces.sum[i]),
    more: "in " + waitingPlaces.count[i].toLocaleString("en") + ", longest " + formatDuration(waitingPlaces.max[i]),
    goTo: () => goTo(block),
  })), "None waited for a connection.");
}

function fillList(list, entries, none) {
  for (const entry of entries) {
    const button = element("button");
    button.type = "button";
    button.title = entry.name;
    button.append(element("span", "name", entry.name), element("span", "amount", entry.amount), element("span", "more", entry.more));
    button.addEventListener("click", entry.goTo);
    const item = element("li");
    item.append(button);
    list.append(item);
  }
  if (entries.length === 0) {
    list.append(element("li", "none", none));
  }
}

/** What the colours and patterns mean. */
function fillLegend(container, data, theme) {
  container.replaceChildren();
  const kinds = new Set(data.partKind);
  const add = (fill, text) => {
    const entry = element("span");
    const sample = element("canvas");
    sample.width = 26;
    sample.height = 14;
    sample.setAttribute("aria-hidden", "true");
    const context = sample.getContext("2d");
    context.fillStyle = theme.fills.get(fill);
    context.fillRect(0, 0, 26, 14);
    entry.append(sample, text);
    container.append(entry);
  };
  PART_KEYS.forEach((key, kind) => {
    if (kinds.has(kind)) {
      add("part-" + key, PART_NAMES[kind]);
    }
  });
  container.append(element("span", "gap"));
  const outcomes = new Set(data.outcome);
  OUTCOME_KEYS.forEach((key, outcome) => {
    if (outcomes.has(outcome)) {
      add("outcome-" + key, OUTCOME_ICONS[outcome] + " " + OUTCOME_NAMES[outcome]);
    }
  });
  if (data.raw.nested.start.length > 0) {
    add("nested-committed", "nested block");
    add("nested-other", "nested block, undone");
  }
}
