import assert from "node:assert/strict";
import { before, test } from "node:test";
import { createMarkdownRenderer } from "vitepress";
import { createSSRApp } from "vue";
import { renderToString } from "vue/server-renderer";
import { introduction, markdown } from "../.vitepress/markdown.js";
import { docs, repository } from "../.vitepress/project.js";

let renderer;

before(async () => {
  renderer = await createMarkdownRenderer(docs, markdown);
});

test("comments are not in the page", async () => {
  const html = await render("Before.\n\n<!-- examples/bank/Bank.java#setup -->\n```java\nint a;\n```\n\nAfter <!-- not\nthis --> that.");

  assert.doesNotMatch(html, /examples|not/);
  assert.match(textOf(html), /Before\.[\s\S]*int a;[\s\S]*After +that\./);
});

test("braces are text", async () => {
  const html = await render(
    "# A {{ title }}\n\nText {{ word }}, `code {{ word }}`, <kbd>{{ key }}</kbd> {#id}\n\n```java\nf({{ 1 }});\n```\n"
  );

  assert.match(textOf(html), /A {{ title }}[\s\S]*Text {{ word }}, code {{ word }}, {{ key }} {#id}[\s\S]*f\({{ 1 }}\);/);
});

test("a parameter of a type is text", async () => {
  const html = await render(
    "`List<T>` and List<T> and Map<String, List<Account>>\n\n<T> T get()\n\n```java\nList<T> all;\n```\n\n| `Stage<T>` |\n|---|\n| Stage<T> |\n"
  );

  assert.match(
    textOf(html),
    /List<T> and List<T> and Map<String, List<Account>>[\s\S]*<T> T get\(\)[\s\S]*List<T> all;[\s\S]*Stage<T>[\s\S]*Stage<T>/
  );
});

test("a long name may go on in the next line", async () => {
  const html = await render('`a.b.Type.method(value,other)` `…, …` `0.1` `f("a.b")`');

  assert.match(html, /<code>a\.<wbr>b\.<wbr>Type\.<wbr>method\(<wbr>value,<wbr>other\)<\/code> <code>…, …<\/code> <code>0\.1<\/code>/);
  assert.match(textOf(html), /a\.b\.Type\.method\(value,other\) …, … 0\.1 f\("a\.b"\)/);
});

test("what GitHub shows of HTML is shown", async () => {
  const html = await render('<details><summary>More</summary>\n\n**inner**\n\n</details>\n\na<br>b<a id="here"></a>\n');

  assert.match(html, /<details><summary>More<\/summary>[\s\S]*<strong>inner<\/strong>[\s\S]*<\/details>/);
  assert.match(html, /a<br>b<a id="here"><\/a>/);
});

test("links out of the pages lead to the repository", async () => {
  const html = await render(
    "[a](../README.md#guide) [b](../examples/bank) [c](../examples/bank/) [d](pools.md) [e](../pom.xml) [f](#x) [g](https://example.org/)"
  );

  assert.deepEqual(linksOf(html), [
    `${repository}/blob/main/README.md#guide`,
    `${repository}/tree/main/examples/bank`,
    `${repository}/tree/main/examples/bank`,
    "./pools.html",
    `${repository}/blob/main/pom.xml`,
    "#x",
    "https://example.org/"
  ]);
});

test("links of a page in a folder are taken from there", async () => {
  const html = await render("[a](../../README.md) [b](../pools.md)", "guide/blocks.md");

  assert.deepEqual(linksOf(html), [`${repository}/blob/main/README.md`, "./../pools.html"]);
});

test("a link out of the pages to nothing is refused", async () => {
  await assert.rejects(
    render("[a](../examples/bonk/Bank.java)"),
    /docs\/test\.md: found a link to \.\.\/examples\/bonk\/Bank\.java, expected a file or a folder of the repository/
  );
  await assert.rejects(render("[a](../../README.md)"), /docs\/test\.md: found a link to \.\.\/\.\.\/README\.md/);
});

test("headings are called what GitHub calls them", async () => {
  const html = await render(
    "# `@Aatomic(using = …)` isn't all\n\n## 1. Jakarta Inject/CDI\n\n## Same\n\n## Same\n\n## snake_case – dash\n"
  );

  assert.deepEqual(
    [...html.matchAll(/<h\d id="([^"]+)"/g)].map(([, id]) => id),
    ["aatomicusing---isnt-all", "1-jakarta-injectcdi", "same", "same-1", "snake_case--dash"]
  );
});

/** What a browser has of a page, after Vue has compiled it. */
async function render(page, relativePath = "test.md") {
  const template = renderer.render(page, { path: docs + relativePath, relativePath, cleanUrls: false });
  const problems = [];
  const app = createSSRApp({ template: `<div>${template}</div>` });
  app.config.warnHandler = problem => problems.push(problem);
  const html = await renderToString(app);
  assert.deepEqual(problems, []);
  return html;
}

function textOf(html) {
  return html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

function linksOf(html) {
  return [...html.matchAll(/<a href="([^"]+)"/g)].map(([, link]) => link);
}

test("the first page begins with the README's first part", async () => {
  const html = await render("# Documentation\n\nOf all.\n\n## Start\n", "index.md");

  const beginning = textOf(await render(introduction())).trim();
  assert.match(beginning, /^Aatomic\s[^]+\.$/);
  assert.ok(textOf(html).trim().startsWith(`${beginning}Of all.Start`));
  assert.doesNotMatch(textOf(html), /Documentation/);
  assert.doesNotMatch(introduction(), /]\(docs\//);
});
