import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const pom = readFileSync(fileURLToPath(new URL("../../pom.xml", import.meta.url)), "utf8");

/** Where the repository is to be looked at. */
export const repository = pom.match(/<aatomic\.repository>(.+)<\/aatomic\.repository>/)?.[1] ?? "https://github.com/aatomic/aatomic";

/** The branch that links into the repository lead to. */
export const branch = "main";

const drawing = readFileSync(fileURLToPath(new URL("icon.svg", import.meta.url)), "utf8").trim();

/** The address of the picture that browsers show for the site. */
export const icon = `data:image/svg+xml,${encodeURIComponent(drawing)}`;

/** The folder of the repository. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** The folder of the pages. */
export const docs = fileURLToPath(new URL("../../docs/", import.meta.url));

/** The folder of the API's pages, which `npm run javadoc` writes. */
export const javadoc = fileURLToPath(new URL("../javadoc/", import.meta.url));

/** Whether the API's pages have been written. */
export const hasJavadoc = existsSync(new URL("../javadoc/index.html", import.meta.url));
