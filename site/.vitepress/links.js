import { existsSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { branch, repository, root } from "./project.js";

const HAS_SCHEME = /^([a-z][a-z0-9+.-]*:|\/\/)/i;

/** Whether a link of a page does not lead to another page or to a heading. */
export function isElsewhere(link, page = "index.md") {
  return HAS_SCHEME.test(link) || (!link.startsWith("#") && fromRoot(link, page).startsWith("../"));
}

/**
 * What the site has in place of a link that leads out of the pages: the same file or folder, where the repository is to be looked at.
 * Fails where there is none.
 */
export function target(link, page) {
  if (HAS_SCHEME.test(link)) {
    return link;
  }
  const [, path, rest] = link.match(/^([^?#]*)(.*)$/);
  const name = posix.normalize(posix.join("docs", posix.dirname(page), decodeURIComponent(path)));
  const file = join(root, name);
  if (name.startsWith("../") || !existsSync(file)) {
    throw new Error(`docs/${page}: found a link to ${link}, expected a file or a folder of the repository: mend the link`);
  }
  const kind = statSync(file).isDirectory() ? "tree" : "blob";
  return `${repository}/${kind}/${branch}/${encodeURI(name.replace(/\/$/, ""))}${rest}`;
}

/** The path of what a link leads to, from the folder of the pages. */
function fromRoot(link, page) {
  return posix.normalize(posix.join(posix.dirname(page), link.replace(/[?#].*$/, "")));
}
