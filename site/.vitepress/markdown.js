import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./project.js";
import { isElsewhere, target } from "./links.js";

const COMMENT = /<!--[\s\S]*?-->/g;

/** What a page may have of HTML, as on GitHub. Anything else in angle brackets is text: a type's parameter, say. */
const TAGS = "a|b|br|code|dd|details|div|dl|dt|em|hr|i|img|kbd|li|ol|p|pre|s|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|ul";
const FOREIGN = new RegExp(`<(?!/?(?:${TAGS})(?=[\\s/>]))`, "gi");

/** Makes pages that are written for GitHub look here as they do there. */
export const markdown = {
  config: asOnGitHub,
  anchor: { slugify: slugOf },
  // GitHub has no attributes in braces.
  attrs: { disable: true }
};

/** What GitHub calls a heading in links. */
function slugOf(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, "")
    .replaceAll(" ", "-");
}

/** What the site begins with: the README before its first heading, with links as of a page. */
export function introduction() {
  const [beginning] = readFileSync(join(root, "README.md"), "utf8").replaceAll("\r\n", "\n").split(/^## /m);
  return beginning.replace(/(]\()(?![#/]|[a-z]+:)(docs\/)?/g, (link, start, docs) => (docs ? start : `${start}../`));
}

function asOnGitHub({ core, renderer: { rules } }) {
  core.ruler.before("normalize", "introduction", introduce);
  core.ruler.push("links-elsewhere", rewriteLinks);
  for (const html of ["html_block", "html_inline"]) {
    changeResult(rules, html, text => text.replace(COMMENT, "").replace(FOREIGN, "&lt;"));
  }
  // A name in a narrow column goes on in the next line after a dot or a bracket.
  changeResult(rules, "code_inline", code => code.replace(/([.(,])(?=\p{L})/gu, "$1<wbr>"));
  // Nothing in a page is a template's.
  for (const text of ["text", "code_inline", "html_block", "html_inline"]) {
    changeResult(rules, text, rendered => rendered.replaceAll("{{", "&#123;&#123;"));
  }
}

function changeResult(rules, name, change) {
  const rule = rules[name];
  rules[name] = (...parameters) => change(rule(...parameters));
}

/** The contents are the first page. They have the introduction in place of their title. */
function introduce(state) {
  if (state.env.relativePath === "index.md") {
    state.src = state.src.replace(/^# .*$/m, introduction);
  }
}

function rewriteLinks({ tokens, env }) {
  for (const token of tokens.flatMap(block => block.children ?? [])) {
    const link = token.type === "link_open" ? token.attrGet("href") : null;
    if (link && isElsewhere(link, env.relativePath)) {
      token.attrSet("href", target(link, env.relativePath));
    }
  }
}
