// Writes the pages of the API, of all modules at once, into the folder from which a build of the site takes them.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { icon, javadoc, root } from "./.vitepress/project.js";

const MODULES = [
  ["Annotations", "annotations"],
  ["Runtime", "runtime"],
  ["Tests", "integrations/junit"],
  ["Spring", "integrations/spring"],
  ["Spring Boot", "integrations/spring-boot-starter"],
  ["Context propagation", "integrations/context-propagation"],
  ["Timeline", "integrations/timeline"]
];
const CLASS_PATH = "target/site-class-path.txt";

const cache = join(root, "site", "cache");
mkdirSync(cache, { recursive: true });
const sources = mkdtempSync(join(cache, "sources-"));
try {
  compile();
  rmSync(javadoc, { recursive: true, force: true });
  writePages();
  mendPages();
} finally {
  rmSync(sources, { recursive: true, force: true });
}

/** Compiles the modules, and has each write down what it was compiled with. */
function compile() {
  const names = MODULES.map(([, module]) => module).join();
  run("mvn", ["-q", "-B", "-pl", names, "-am", "compile", "dependency:build-classpath", `-Dmdep.outputFile=${CLASS_PATH}`]);
}

function writePages() {
  const classPath = new Set();
  const groups = [];
  for (const [title, module] of MODULES) {
    const folder = join(root, module);
    classPath.add(join(folder, "target/classes"));
    readFileSync(join(folder, CLASS_PATH), "utf8")
      .trim()
      .split(delimiter)
      .forEach(entry => classPath.add(entry));
    // Without the descriptors all is one module, in which packages of jars without one are found too.
    cpSync(join(folder, "src/main/java"), sources, {
      recursive: true,
      filter: file => !["internal", "module-info.java"].includes(basename(file))
    });
    groups.push("-group", title, packagesOf(join(folder, "src/main/java")).join(":"));
  }
  const home = process.env.JAVA_HOME;
  const program = home && existsSync(join(home, "bin")) ? join(home, "bin", "javadoc") : "javadoc";
  run(program, [
    ...["-quiet", "-Xdoclint:none", "-notimestamp", "-encoding", "UTF-8", "-charset", "UTF-8", "-locale", "en"],
    ...["-header", '<a href="{@docRoot}/../index.html">Documentation</a>'],
    ...["-windowtitle", "Aatomic", "-doctitle", "Aatomic", "-bottom", "Aatomic, under the Apache License 2.0"],
    ...groups,
    ...["-classpath", [...classPath].join(delimiter), "-sourcepath", sources, "-subpackages", "dev.aatomic", "-d", javadoc]
  ]);
}

/** Gives the pages the site's picture, and the fonts of the system: not every JDK has those that the pages ask for. */
function mendPages() {
  for (const name of readdirSync(javadoc, { recursive: true })) {
    if (name.endsWith(".html")) {
      change(name, text => text.replace("<head>", `<head>\n<link rel="icon" href="${icon}">`));
    }
  }
  change("stylesheet.css", text => text.replace(/@import url\('[^']*fonts\/dejavu\.css'\);/, ""));
  rmSync(join(javadoc, "resources", "fonts"), { recursive: true, force: true });
}

function change(name, edit) {
  const file = join(javadoc, name);
  writeFileSync(file, edit(readFileSync(file, "utf8")));
}

function packagesOf(folder) {
  return readdirSync(folder, { recursive: true })
    .map(name => name.replaceAll("\\", "/"))
    .filter(name => name.endsWith(".java") && name.includes("/") && !name.includes("/internal/"))
    .map(name => name.slice(0, name.lastIndexOf("/")).replaceAll("/", "."))
    .filter((name, index, all) => all.indexOf(name) === index);
}

function run(program, parameters) {
  const { status, error, stdout, stderr } = spawnSync(program, parameters, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
  if (error || status !== 0) {
    console.error(stdout ?? "", stderr ?? "");
    throw error ?? new Error(`${program} ended with ${status}, expected 0`);
  }
}
