import { defineConfig } from "vitepress";
import { sidebar } from "./contents.js";
import { finish } from "./output.js";
import { markdown } from "./markdown.js";
import { branch, hasJavadoc, icon, repository } from "./project.js";

const api = hasJavadoc ? [{ text: "API", link: "/api/" }] : [];

// A page has no node_modules above it, where the first step of a build looks for what a page is compiled to.
const vueOfThisFolder = {
  name: "vue-of-this-folder",
  apply: "build",
  enforce: "pre",
  resolveId: (id, importer, { ssr }) => (ssr && /^vue(\/server-renderer)?$/.test(id) ? { id, external: true } : null)
};

export default defineConfig({
  title: "Aatomic",
  description: "Database transactions for asynchronous Java",
  lang: "en",
  head: [["link", { rel: "icon", href: icon }]],
  srcDir: "../docs",
  outDir: "dist",
  cacheDir: "cache",
  // The index for the search has the pages in the order in which they are read: one at a time, so that it is always the same.
  buildConcurrency: 1,
  markdown,
  themeConfig: {
    nav: [...api, { text: "Source", link: repository }],
    sidebar: withApi(sidebar()),
    outline: [2, 3],
    externalLinkIcon: false,
    search: { provider: "local" },
    editLink: { pattern: `${repository}/blob/${branch}/docs/:path`, text: "Source of this page" }
  },
  vite: { plugins: [vueOfThisFolder] },
  buildEnd: finish
});

/** The API stands with the reference. */
function withApi(groups) {
  if (api.length === 0) {
    return groups;
  }
  const reference = groups.find(group => group.text === "Reference");
  reference?.items.push(...api);
  return reference ? groups : [...groups, { text: "Reference", items: api }];
}
