// Has Maven write the pages of the API, and takes them into the folder from which a build of the site takes them.
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { icon, javadoc, root } from "./.vitepress/project.js";

run("mvn", [
  ...["-q", "-B", "-Papidocs", "-Dmaven.test.skip=true", "-Dspotless.check.skip", "-pl", "build-tools/release-checks", "-am", "package"],
  '-Dheader=<a href="{@docRoot}/../index.html">Documentation</a>'
]);
rmSync(javadoc, { recursive: true, force: true });
cpSync(join(root, "build-tools/release-checks/target/site/apidocs"), javadoc, { recursive: true });
mendPages();

/** Gives the pages the site's picture, and the fonts of the system: not every JDK has those that the pages ask for. */
function mendPages() {
  for (const name of readdirSync(javadoc, { recursive: true })) {
    if (name.endsWith(".html")) {
      change(name, text => text.replace("<head>", `<head>\n<link rel="icon" href="${icon}">`));
    } else if (basename(name) === "stylesheet.css") {
      change(name, text => text.replace(/@import url\('[^']*fonts\/dejavu\.css'\);/, ""));
    } else if (basename(name) === "fonts") {
      rmSync(join(javadoc, name), { recursive: true, force: true });
    }
  }
}

function change(name, edit) {
  const file = join(javadoc, name);
  writeFileSync(file, edit(readFileSync(file, "utf8")));
}

function run(program, parameters) {
  const { status, error, stdout, stderr } = spawnSync(program, parameters, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
  if (error || status !== 0) {
    console.error(stdout ?? "", stderr ?? "");
    throw error ?? new Error(`${program} ended with ${status}, expected 0`);
  }
}
