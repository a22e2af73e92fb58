import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { deadLinks } from "../.vitepress/output.js";

test("a link leads to a page, to a heading of it, or to another host", () => {
  assert.deepEqual(
    deadLinksOf({
      "index.html": '<a href="/b.html">b</a> <a href="./folder/">f</a> <a href="#top">t</a> <h1 id="top">t</h1> <img src="a%20b.png">',
      "a b.png": "",
      "b.html":
        '<a href="/">i</a> <a href="folder/#x&amp;y">x</a> <a href="https://example.org/gone">e</a> <link href="data:image/svg+xml,x">',
      "folder/index.html": '<h2 id="x&y">x</h2> <a href="../b.html">b</a>',
      "api/index.html": '<a href="gone.html">g</a>'
    }),
    []
  );
});

test("a link that leads nowhere is found", () => {
  assert.deepEqual(
    deadLinksOf({
      "index.html": '<a href="/b.html#gone">b</a> <a href="#gone">g</a> <script src="/gone.js"></script>',
      "b.html": '<a href="folder/">f</a> <a href="./index.html">i</a>'
    }),
    ["b.html: folder/", "index.html: #gone", "index.html: /b.html#gone", "index.html: /gone.js"]
  );
});

test("a site below a folder of its host links only what is there", () => {
  assert.deepEqual(deadLinksOf({ "index.html": '<a href="/aatomic/">i</a> <a href="/index.html">o</a>' }, "/aatomic/"), [
    "index.html: /index.html"
  ]);
});

function deadLinksOf(files, base) {
  const folder = mkdtempSync(join(tmpdir(), "site-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return deadLinks(folder, base).sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
