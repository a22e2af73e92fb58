import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { docs } from "./project.js";
import { isElsewhere, target } from "./links.js";

const GROUP = /^## +(.+)$/;
const ENTRY = /^( *)(?:[-*+]|\d+\.|\|) *(.*)$/;
const LINK = /\[((?:[^\]\\]|\\.)+)]\(([^)\s]+)\)/;

/**
 * The groups of the sidebar: one for each heading of the contents, with the links of each entry of the lists and tables below it. What
 * stands after an entry's colon, or in another cell, is said of it. An entry that stands further in is below the one before it.
 */
export function groupsOf(contents) {
  const groups = [];
  let open = [];
  for (const line of contents.replaceAll("\r\n", "\n").split("\n")) {
    const group = line.match(GROUP);
    if (group) {
      open = [{ indent: -1, item: { text: plain(group[1]), items: [] } }];
      groups.push(open[0].item);
    }
    const entry = line.match(ENTRY);
    const items = entry && open.length > 0 ? itemsOf(entry[2]) : [];
    if (items.length > 0) {
      const indent = entry[1].length;
      open = open.filter(above => above.indent < indent);
      const parent = open.at(-1).item;
      (parent.items ??= []).push(...items);
      open.push({ indent, item: items.at(-1) });
    }
  }
  return groups.filter(group => group.items.length > 0);
}

/** The links of an entry, before what is said of it. */
function itemsOf(entry) {
  const items = [];
  let rest = entry;
  for (let link = rest.match(LINK); link && !/[:|]/.test(rest.slice(0, link.index)); link = rest.match(LINK)) {
    const text = plain(link[1]);
    items.push({ text: items.length === 0 ? text : capitalized(text), link: linkOf(link[2]) });
    rest = rest.slice(link.index + link[0].length);
  }
  return items;
}

/** The groups of the contents that are in the repository. Fails where a page is missing there. */
export function sidebar() {
  const file = join(docs, "index.md");
  if (!existsSync(file)) {
    throw new Error("docs/index.md: found no such file, expected the table of contents: the sidebar is made from it");
  }
  const groups = groupsOf(readFileSync(file, "utf8"));
  const listed = new Set(linksOf(groups).map(link => link?.replace(/#.*$/, "")));
  const missing = readdirSync(docs, { recursive: true })
    .map(name => name.replaceAll("\\", "/"))
    .filter(name => name.endsWith(".md") && name !== "index.md" && !listed.has("/" + name))
    .sort();
  if (missing.length > 0) {
    throw new Error(
      `docs/index.md: found no list entry for ${missing.join(", ")}, expected each page under a heading of level 2: add a line with a link`
    );
  }
  return groups;
}

function linksOf(items) {
  return items.flatMap(item => [item.link, ...linksOf(item.items ?? [])]);
}

function linkOf(link) {
  if (isElsewhere(link)) {
    return target(link, "index.md");
  }
  return "/" + link.replace(/^\.\//, "");
}

function plain(text) {
  return text.replace(/\\(.)|[`*]/g, "$1");
}

function capitalized(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
