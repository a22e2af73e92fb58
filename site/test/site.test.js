import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { docs, javadoc, repository } from "../.vitepress/project.js";
import { sidebar } from "../.vitepress/contents.js";
import { Browser, isInstalled, MISSING } from "../support/browser.js";
import { serve } from "../support/server.js";

const NARROW = 390;
const WIDE = 1440;
const SITE = fileURLToPath(new URL("../dist/", import.meta.url));

const pages = readdirSync(docs, { recursive: true })
  .map(name => name.replaceAll("\\", "/"))
  .filter(name => name.endsWith(".md"))
  .sort();

describe("the built site in a browser", { skip: isInstalled() ? false : MISSING }, () => {
  let server;
  let browser;

  before(async () => {
    assert.ok(existsSync(SITE + "index.html"), `found no site in ${SITE}, expected a built one: run npm run build first`);
    server = await serve(SITE);
    browser = await Browser.start();
  });

  after(async () => {
    await browser?.close();
    server?.close();
  });

  beforeEach(async () => {
    await browser.forget();
  });

  afterEach(async () => {
    const hosts = (await browser.requests()).map(address => new URL(address).origin);
    assert.deepEqual([...new Set(hosts)], [server.origin], "hosts that were asked");
    assert.deepEqual(await browser.complaints(), [], "what the console says");
  });

  test("a search finds a word, and leads to where it is", async () => {
    await browser.open(server.origin + "/");

    await browser.click(".VPNavBarSearch button");
    await browser.type("#localsearch-input", "savepoint");
    // The list is made anew with each letter.
    const address = await browser.until(
      "there is a hit",
      `const hit = document.querySelector('#localsearch-list .result')
      if (document.querySelector('#localsearch-input').value !== 'savepoint' || !/savepoint/i.test(hit?.innerText)) return null
      hit.click()
      return hit.href`
    );

    await browser.at(address);
    await browser.seen(".vp-doc h1");
    assert.match(await browser.text(".vp-doc"), /savepoint/i);
    const heading = decodeURIComponent(new URL(address).hash.slice(1));
    assert.ok(await browser.script("return document.getElementById(arguments[0]) !== null", heading), `found no heading ${heading}`);
  });

  test("the contents are beside each page", async () => {
    await browser.open(server.origin + "/errors.html");

    const groups = await browser.script(
      `return [...document.querySelectorAll('.VPSidebar .VPSidebarItem.level-0')].map(group => ({
        text: group.querySelector('h2').innerText,
        links: [...group.querySelectorAll('a')].map(link => link.pathname.startsWith('/api/') ? 'api' : link.href)
      }))`
    );

    const expected = sidebar().map(({ text, items }) => ({ text, links: linksOf(items) }));
    assert.ok(expected.length > 1);
    assert.deepEqual(
      groups.map(({ text, links }) => ({ text, links: links.filter(link => link !== "api") })).filter(({ links }) => links.length > 0),
      expected
    );
  });

  test("the source of each page is one click away", async () => {
    await browser.open(addressOf("errors.md"));
    await browser.seen(".edit-link-button");
    assert.equal(await browser.script("return document.querySelector('.edit-link-button').href"), sourceOf("errors.md"));
    for (const page of pages) {
      const html = await (await fetch(addressOf(page))).text();
      assert.ok(html.includes(`href="${sourceOf(page)}"`), `found no link to the source of ${page}`);
    }
  });

  for (const [width, scheme] of [
    [NARROW, "dark"],
    [WIDE, "light"]
  ]) {
    test(`no page is wider than a window of ${width} pixels`, async () => {
      for (const page of pages) {
        await browser.open(addressOf(page), { width, scheme });
        // What stands in a box that scrolls is seen by scrolling that box. A narrow window shows all of a wide page, small: its own width
        // says nothing.
        const outside = await browser.script(
          `return [...document.querySelectorAll('.vp-doc *')]
            .filter(element => !element.parentElement.closest('pre, table') && element.getBoundingClientRect().width > 0)
            .filter(element => element.getBoundingClientRect().right > arguments[0] + 0.5)
            .map(element => element.outerHTML.slice(0, 200))`,
          width
        );
        assert.deepEqual(outside, [], `what does not fit in ${page}`);
        assert.ok((await browser.script("return document.documentElement.scrollWidth")) <= width, `${page} scrolls sideways`);
      }
    });
  }

  test("a wide table and a wide line of code scroll", async () => {
    for (const [page, selector] of [
      ["databases.md", ".vp-doc table"],
      ["timeline.md", ".vp-doc pre"]
    ]) {
      await browser.open(addressOf(page), { width: NARROW });
      const [start, end] = await browser.script(
        `const wide = [...document.querySelectorAll(arguments[0])].find(box => box.scrollWidth > box.clientWidth)
        const start = wide.scrollLeft
        wide.scrollLeft = wide.scrollWidth
        return [start, wide.scrollLeft]`,
        selector
      );
      assert.equal(start, 0);
      assert.ok(end > 0, `${selector} of ${page} does not scroll`);
    }
  });

  test("colours are those of the system", async () => {
    const brightness = `const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)
      return (red + green + blue) / 3`;
    await browser.open(server.origin + "/", { scheme: "light" });
    assert.ok((await browser.script(brightness)) > 200);
    await browser.open(server.origin + "/", { scheme: "dark" });
    assert.ok((await browser.script(brightness)) < 60);
  });

  test("code has colours", async () => {
    await browser.open(addressOf("containers.md"));
    for (const language of ["java", "kotlin", "xml"]) {
      const colours = await browser.script(
        "return new Set([...document.querySelectorAll(arguments[0])].map(word => getComputedStyle(word).color)).size",
        `.language-${language} .shiki span span`
      );
      assert.ok(colours > 1, `${language} has ${colours} colours`);
    }
  });

  test("pictures are shown", async () => {
    await browser.open(addressOf("timeline.md"));
    const widths = await browser.script("return [...document.querySelectorAll('.vp-doc img')].map(image => image.naturalWidth)");
    assert.ok(widths.length > 0 && widths.every(width => width > 0), `widths: ${widths}`);
  });

  test("where the code of a page is from is not in it", async () => {
    await browser.open(addressOf("containers.md"));
    assert.doesNotMatch(await browser.text(".vp-doc"), /<!--|examples\/\S+#/);
  });

  test(
    "the pages of the API are one click away, and lead back",
    { skip: existsSync(javadoc) ? false : "Found no pages of the API. Run npm run javadoc and npm run build to run this test" },
    async () => {
      for (const place of [".VPNavBarMenu", ".VPSidebar"]) {
        await browser.open(server.origin + "/");
        await browser.click(`${place} a[href="/api/"]`);
        await browser.at(server.origin + "/api/");
        await browser.seen("#all-packages-table");
      }
      const packages = await browser.text("main");
      assert.match(packages, /dev\.aatomic\.runtime\b/);
      assert.doesNotMatch(packages, /internal/);
      await browser.click('a[href$="../index.html"]');
      await browser.at(server.origin + "/index.html");
      await browser.seen(".vp-doc h1");
    }
  );

  function addressOf(page) {
    return `${server.origin}/${page.replace(/\.md$/, ".html")}`;
  }

  function sourceOf(page) {
    return `${repository}/blob/main/docs/${page}`;
  }

  function linksOf(items) {
    return items.flatMap(item => [item.link.startsWith("/") ? addressOf(item.link.slice(1)) : item.link, ...linksOf(item.items ?? [])]);
  }
});
