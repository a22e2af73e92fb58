import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, posix } from "node:path";
import { docs, hasJavadoc, javadoc } from "./project.js";

/** Puts the API's pages and what else pages link beside them, and looks for links that lead nowhere. */
export function finish({ outDir, site }) {
  cpSync(docs, outDir, { recursive: true, filter: file => !/^\.|\.md$/.test(basename(file)) });
  if (hasJavadoc) {
    cpSync(javadoc, join(outDir, "api"), { recursive: true });
  }
  const dead = deadLinks(outDir, site.base);
  if (dead.length > 0) {
    throw new Error(`Found links that lead nowhere, expected a page and a heading of it:\n${dead.join("\n")}`);
  }
}

/** The links of a site's pages that lead to no file of it, or to no heading of that file. Those of the API's pages are javadoc's. */
export function deadLinks(folder, base = "/") {
  const pages = new Map();
  const page = name => {
    if (!pages.has(name)) {
      pages.set(name, readFileSync(join(folder, name), "utf8"));
    }
    return pages.get(name);
  };
  return readdirSync(folder, { recursive: true })
    .map(name => name.replaceAll("\\", "/"))
    .filter(name => name.endsWith(".html") && !name.startsWith("api/"))
    .flatMap(name => {
      const here = new URL(base + name, "http://site");
      return references(page(name))
        .map(reference => [reference, new URL(reference, here)])
        .filter(([, url]) => url.host === "site" && url.protocol === "http:")
        .filter(([, url]) => !leadsSomewhere(url))
        .map(([reference]) => `${name}: ${reference}`);
    });

  function leadsSomewhere({ pathname, hash }) {
    if (!pathname.startsWith(base)) {
      return false;
    }
    const path = decodeURIComponent(pathname.slice(base.length));
    const name = path === "" || path.endsWith("/") ? posix.join(path, "index.html") : path;
    if (!existsSync(join(folder, name))) {
      return false;
    }
    const id = decodeURIComponent(hash.slice(1));
    return id === "" || !name.endsWith(".html") || page(name).includes(` id="${id}"`);
  }
}

function references(html) {
  return [...html.matchAll(/\s(?:href|src)="([^"]+)"/g)].map(([, reference]) => reference.replaceAll("&amp;", "&"));
}
