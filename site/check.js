// Builds the site a second time, and fails where the result is not the one that is there.
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vitepress";

const site = fileURLToPath(new URL(".", import.meta.url));
const first = filesOf(join(site, "dist"));
const again = join(site, "cache", "again");
try {
  await build(site, { outDir: again });
  const second = filesOf(again);
  const different = [...new Set([...first.keys(), ...second.keys()])].filter(
    name => !first.get(name)?.equals(second.get(name) ?? Buffer.of(0))
  );
  if (different.length > 0) {
    throw new Error(`found two builds that differ in ${different.sort().join(", ")}, expected the same files: run npm run build first`);
  }
} finally {
  rmSync(again, { recursive: true, force: true });
}

function filesOf(folder) {
  const names = readdirSync(folder, { recursive: true }).filter(name => statSync(join(folder, name)).isFile());
  return new Map(names.map(name => [name, readFileSync(join(folder, name))]));
}
