import assert from "node:assert/strict";
import { test } from "node:test";
import { groupsOf } from "../.vitepress/contents.js";
import { repository } from "../.vitepress/project.js";

test("each heading of level 2 is a group, with the links of each entry", () => {
  const groups = groupsOf(`# Title

See [another](other.md).

## Start

For [those who know](databases.md) some of it.

- [\`Errors\` and more](errors.md): see [Pools](pools.md)
* the [Pools](./pools.md)
1. [Site](https://example.org/#x)

### Further

- [jOOQ](guarantees.md#g7), and [where it is](../pom.xml): see [Pools](pools.md)

## Empty

No entry.

## Table

| page | |
|---|---|
| [Timeline](timeline.md) | [a picture](timeline.png) |
| nothing | here |

## Code
- [Contributing](../CONTRIBUTING.md)
`);

  assert.deepEqual(groups, [
    {
      text: "Start",
      items: [
        { text: "Errors and more", link: "/errors.md" },
        { text: "Pools", link: "/pools.md" },
        { text: "Site", link: "https://example.org/#x" },
        { text: "jOOQ", link: "/guarantees.md#g7" },
        { text: "Where it is", link: `${repository}/blob/main/pom.xml` }
      ]
    },
    { text: "Table", items: [{ text: "Timeline", link: "/timeline.md" }] },
    { text: "Code", items: [{ text: "Contributing", link: `${repository}/blob/main/CONTRIBUTING.md` }] }
  ]);
});

test("an entry that stands further in is below the one before it", () => {
  const groups = groupsOf(`## Guide
- [Guide](guide/index.md)
  - [Blocks](guide/blocks.md)
    - [Hooks](guide/hooks.md)
  - [Settings](guide/settings.md)
- [Errors](errors.md)
`);

  assert.deepEqual(groups, [
    {
      text: "Guide",
      items: [
        {
          text: "Guide",
          link: "/guide/index.md",
          items: [
            { text: "Blocks", link: "/guide/blocks.md", items: [{ text: "Hooks", link: "/guide/hooks.md" }] },
            { text: "Settings", link: "/guide/settings.md" }
          ]
        },
        { text: "Errors", link: "/errors.md" }
      ]
    }
  ]);
});

test("a list entry that leads to no file is refused", () => {
  assert.throws(() => groupsOf("## Start\n- [Gone](../GONE.md)\n"), /docs\/index\.md: found a link to \.\.\/GONE\.md/);
});
